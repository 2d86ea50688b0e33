"""How an answer from the knowledge base looks: said with its source, offered as choices, or honestly not known."""

import json
from collections.abc import Sequence

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    DividerBlock,
    MarkdownTextObject,
    SectionBlock,
)

from bot.domain.entries import Entry
from bot.domain.knowledge import Answer, Asked, Tier
from handlers.blocks.advice import offers, offers_first
from handlers.blocks.text import clip, day, paragraphs, percent, safe

CHOOSE = "knowledge.choose"
RATE = "knowledge.rate"
CHOICES = 3

HELP = (
    "Ask me how machine-learning teams work: roles, team structures, hiring, managing uncertainty, product design. "
    "For example `/ask who should own the data pipeline?`"
)


def answers(asked: Sequence[Asked]) -> list[Block]:
    """Every part of a question with its answer."""
    blocks: list[Block] = []
    for place, one in enumerate(asked):
        if place:
            blocks.append(DividerBlock())
        blocks += offers_first(one.answer.question)
        blocks += _answer(one)
        blocks += offers(one.answer.question, one.answer.passage)
    return blocks


def answers_text(asked: Sequence[Asked]) -> str:
    """The same for a notification or a screen reader."""
    return clip(" ".join(_text(one.answer) for one in asked), 2000)


def passage(found: Entry, question: int) -> list[Block]:
    """A passage somebody chose."""
    return [*_said(found, None), _rating(question, found), *offers("", found)]


def thanks(value: str) -> str:
    """What feedback did."""
    if value == "up":
        return "Thank you. Noted as right; answers like it get surer once there are enough of these."
    return "Thank you. Noted as wrong; whoever keeps the entries sees your question in the list of disputed answers."


def _answer(asked: Asked) -> list[Block]:
    given = asked.answer
    if given.note:
        return [_section(safe(given.note, 500)), ContextBlock(elements=[_mrkdwn(HELP)])]
    match given.tier:
        case Tier.ANSWER:
            best = given.found[0].entry
            return [*_said(best, given.confidence), _rating(asked.id, best)]
        case Tier.CHOICES:
            return [
                _section(f"I am not sure what you mean by _{safe(given.question, 200)}_. Did you mean one of these?"),
                _choices(asked),
                *_whom_to_ask(given),
            ]
        case Tier.ABSTAIN:
            if given.route_to:
                best = given.found[0].entry
                if best.route:
                    return [_section(f"{safe(best.text, 500)}"), ContextBlock(elements=[_mrkdwn(f"Ask {best.route}.")])]
            blocks: list[Block] = [_section(f"I don't know: _{safe(given.question, 200)}_")]
            if any(one.score > 0 for one in given.found):
                blocks += [ContextBlock(elements=[_mrkdwn("The nearest I have, in case it helps:")]), _choices(asked)]
            return [*blocks, *_whom_to_ask(given)]


def _said(found: Entry, confidence: float | None) -> list[Block]:
    source = safe(found.source, 150)
    if found.url:
        source = f"<{found.url}|{source}>"
    sure = f"{percent(confidence)} sure that this is what you asked · " if confidence is not None else ""
    return [
        _section(f"*{safe(found.title, 150)}*\n{paragraphs(found.text)}"),
        ContextBlock(elements=[_mrkdwn(f"{sure}{source}{_checked(found)}")]),
    ]


def _checked(found: Entry) -> str:
    """Who stands behind it; of a team's own also until when, and whom to ask."""
    if not found.owner:
        return f" · checked {found.verified:%B %Y}" if found.verified else ""
    by = f" · checked by {safe(found.verified_by, 80)}" if found.verified_by else ""
    on = f" on {day(found.verified)}" if found.verified else ""
    until = f" · holds until {day(found.review)}" if found.review else ""
    ask = f" · more: {safe(found.ask, 80)}" if found.ask else ""
    return f" · *{safe(found.owner, 60)}'s own answer*{by}{on}{until}{ask}"


def _rating(question: int, found: Entry) -> ActionsBlock:
    def button(label: str, value: str, words: str) -> ButtonElement:
        payload = json.dumps({"question": question, "value": value})
        return ButtonElement(text=label, action_id=f"{RATE}.{value}", value=payload, accessibility_label=words)

    return ActionsBlock(
        elements=[
            button("👍 Right", "up", f"{clip(found.title, 40)} answered my question"),
            button("👎 Not that", "down", f"{clip(found.title, 40)} did not answer it"),
        ]
    )


def _choices(asked: Asked) -> ActionsBlock:
    return ActionsBlock(
        elements=[
            ButtonElement(
                text=clip(one.entry.title, 75),
                action_id=f"{CHOOSE}.{place}",
                value=json.dumps({"question": asked.id, "passage": one.entry.id}),
            )
            for place, one in enumerate(given for given in asked.answer.found[:CHOICES] if given.score > 0)
        ]
    )


def _whom_to_ask(given: Answer) -> list[Block]:
    who = given.route_to or "your manager"
    return [ContextBlock(elements=[_mrkdwn(f"None of them? Ask {safe(who, 80)}.")])]


def _text(given: Answer) -> str:
    if given.note:
        return given.note
    if given.tier is Tier.ANSWER:
        best = given.found[0].entry
        return f"{safe(best.title)}: {safe(best.text, 1500)} Source: {safe(best.source)}."
    if given.found and given.found[0].entry.route and given.route_to:
        return safe(given.found[0].entry.text, 500)
    nearest = "; ".join(safe(one.entry.title) for one in given.found[:CHOICES] if one.score > 0)
    return f"I don't know. The nearest I have: {nearest}." if nearest else "I don't know."


def _section(text: str) -> SectionBlock:
    return SectionBlock(text=_mrkdwn(clip(text, 2900)))


def _mrkdwn(text: str) -> MarkdownTextObject:
    return MarkdownTextObject(text=text)
