"""A typed check-in shown back before it counts. Pure; ids are constants here."""

from dataclasses import replace

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, ContextBlock, MarkdownTextObject, SectionBlock

from bot.domain.checkins import EffortInputs
from bot.domain.messages import Understood
from bot.usecases.replies import HandedIn
from handlers.blocks.checkin_forms import STATUS_WORDS
from handlers.blocks.text import clip, day, plural, safe

RECORD = "typed.record"
FIX = "typed.fix"
# A button carries at most 2,000 characters.
MOST_VALUE = 1900


def card(message: Understood) -> list[Block]:
    """What was understood, task by task, with *Record* and *Fix*."""
    answer = HandedIn.model_validate_json(message.answer)
    lines = [f"*{safe(message.titles[one.task], 150)}*: {_words(one)}" for one in answer.inputs]
    head = f"For {day(answer.local_date)} I understood:"
    said = SectionBlock(text=_mrkdwn(clip("\n".join([head, *(f"•  {line}" for line in lines)]), 2900)))
    value = _value(answer)
    if value is None:
        return [said, ContextBlock(elements=[_mrkdwn("That is more than fits on a card; `/checkin` takes it all.")])]
    notes = ["Nothing is recorded until you press *Record*."]
    if message.guessed:
        notes.append("You named no task, so I took the first; *Fix* lets you put it where it belongs.")
    return [
        said,
        ActionsBlock(
            elements=[
                ButtonElement(text="Record", action_id=RECORD, value=value, style="primary"),
                ButtonElement(text="Fix", action_id=FIX, value=value),
            ]
        ),
        ContextBlock(elements=[_mrkdwn(" ".join(notes))]),
    ]


def card_text(message: Understood) -> str:
    """The card in one line."""
    tasks = HandedIn.model_validate_json(message.answer).inputs
    return f"I understood a check-in about {plural(len(tasks), 'task')}. Record it?"


def recorded() -> list[Block]:
    """What takes the card's place once it counts."""
    return [SectionBlock(text=_mrkdwn("Recorded, thank you. What it moved follows."))]


def _value(answer: HandedIn) -> str | None:
    """What the buttons carry; its texts shorten until it fits, None when it cannot."""
    for most in (500, 200, 80, 0):
        inputs = tuple(replace(one, learned=one.learned[:most], blocker=one.blocker[:most]) for one in answer.inputs)
        value = answer.model_copy(update={"inputs": inputs}).model_dump_json(exclude_defaults=True)
        if len(value) <= MOST_VALUE:
            return value
    return None


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
