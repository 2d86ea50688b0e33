"""A person's own check-ins, as they read them back. Pure; ids are constants here."""

from itertools import groupby

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, ContextBlock, MarkdownTextObject, SectionBlock

from bot.usecases.own_history import Said
from handlers.blocks.checkin_forms import STATUS_WORDS
from handlers.blocks.text import clip, day, plural, safe

EXPORT = "own_history.export"
MOST_DATES = 14


def history(said: list[Said]) -> list[Block]:
    """What was said, date by date, the newest first."""
    blocks: list[Block] = []
    dates = [(on, list(group)) for on, group in groupby(said, key=lambda one: one.on)]
    for on, group in dates[:MOST_DATES]:
        lines = "\n".join(f"•  *{safe(one.task, 120)}*: {_words(one)}" for one in group)
        blocks.append(_section(f"*{day(on)}*\n{lines}"))
    if len(dates) > MOST_DATES:
        blocks.append(_note(f"and {len(dates) - MOST_DATES} more dates, all of them in the file"))
    blocks.append(ActionsBlock(elements=[ButtonElement(text="Send me all of it", action_id=EXPORT, value="csv")]))
    blocks.append(_note("Only you see this."))
    return blocks


def history_text(said: list[Said]) -> str:
    """The same in one line."""
    return f"Your check-ins: {plural(len({one.on for one in said}), 'date')}, {plural(len(said), 'answer')}."


def _words(one: Said) -> str:
    given = one.inputs
    found = [STATUS_WORDS[given.status].lower()]
    if given.experiments:
        found.append(plural(given.experiments, "experiment"))
    if given.hours:
        found.append(f"{given.hours:g} h")
    if given.blocked:
        found.append(f"blocked by {safe(given.blocker, 100)}" if given.blocker else "blocked")
    if given.confidence is not None:
        found.append(f"{round(given.confidence * 100)} % confident")
    if given.learned:
        found.append(f"“{safe(given.learned, 150)}”")
    return ", ".join(found)


def _section(text: str) -> SectionBlock:
    return SectionBlock(text=MarkdownTextObject(text=clip(text, 2900)))


def _note(text: str) -> ContextBlock:
    return ContextBlock(elements=[MarkdownTextObject(text=text)])
