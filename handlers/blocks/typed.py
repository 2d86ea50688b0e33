"""A typed check-in shown back before it counts. Pure; ids are constants here."""

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, ContextBlock, MarkdownTextObject, SectionBlock

from bot.domain.checkins import EffortInputs
from bot.usecases.typed import Draft
from handlers.blocks.checkin_forms import STATUS_WORDS
from handlers.blocks.text import clip, day, plural, safe

RECORD = "typed.record"
FIX = "typed.fix"


def card(draft: Draft, *, value: str) -> list[Block]:
    """What was understood, task by task, with *Record* and *Fix*."""
    titles = {task.id: task.title for task in draft.questions.tasks}
    lines = [f"*{safe(titles[one.task], 150)}*: {_words(one)}" for one in draft.inputs]
    head = f"For {day(draft.questions.local_date)} I understood:"
    notes = ["Nothing is recorded until you press *Record*."]
    if draft.reading.guessed:
        notes.append("You named no task, so I took the first; *Fix* lets you put it where it belongs.")
    return [
        SectionBlock(text=_mrkdwn(clip("\n".join([head, *(f"•  {line}" for line in lines)]), 2900))),
        ActionsBlock(
            elements=[
                ButtonElement(text="Record", action_id=RECORD, value=value, style="primary"),
                ButtonElement(text="Fix", action_id=FIX, value=value),
            ]
        ),
        ContextBlock(elements=[_mrkdwn(" ".join(notes))]),
    ]


def card_text(draft: Draft) -> str:
    """The card in one line."""
    return f"I understood a check-in about {plural(len(draft.inputs), 'task')}. Record it?"


def recorded() -> list[Block]:
    """What takes the card's place once it counts."""
    return [SectionBlock(text=_mrkdwn("Recorded, thank you. What it moved follows."))]


def _words(one: EffortInputs) -> str:
    found = [STATUS_WORDS[one.status].lower()]
    if one.experiments is not None:
        found.append(plural(one.experiments, "experiment"))
    if one.approaches is not None:
        found.append(f"{one.approaches} approach{'' if one.approaches == 1 else 'es'}")
    if one.hours is not None:
        found.append(f"{one.hours:g} h")
    if one.blocked is not None:
        by = f" by {safe(one.blocker, 200)}" if one.blocker else ""
        found.append(f"blocked{by}" if one.blocked else "not blocked")
    if one.helper:
        found.append(f"<@{one.helper}> could help")
    if one.confidence is not None:
        found.append(f"{round(one.confidence * 100)} % confident")
    if one.expected is not None:
        found.append(f"expected {day(one.expected)}")
    if one.learned:
        found.append(f"“{safe(one.learned, 200)}”")
    return ", ".join(found)


def _mrkdwn(text: str) -> MarkdownTextObject:
    return MarkdownTextObject(text=text)
