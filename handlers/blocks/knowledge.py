"""How an answer from the knowledge base looks: said with its source, offered as choices, or honestly not known."""

from collections.abc import Mapping, Sequence

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    DividerBlock,
    MarkdownTextObject,
    SectionBlock,
)

from bot.domain.answer_reasons import sureness
from bot.domain.entries import Entry
from bot.domain.knowledge import Answer, Asked, Known, Tier
from bot.domain.messages import NowKnown
from bot.domain.question_feedback import Given
from handlers.blocks import question_feedback as feedback
from handlers.blocks.advice import offers, offers_first
from handlers.blocks.live_answers import live, live_text
from handlers.blocks.question_feedback import CHOOSE
from handlers.blocks.text import clip, day, paragraphs, percent, plural, safe

CHOICES = 3

HELP = (
    "Ask me how machine-learning teams work: roles, team structures, hiring, managing uncertainty, product design. "
    "For example `/ask who should own the data pipeline?`"
)


def answers(
    asked: Sequence[Asked], given: Mapping[int, Given] | None = None, *, shareable: bool = False
) -> list[Block]:
    """Every part of a question with its answer, and with what its reader has said of it so far."""
    blocks: list[Block] = []
    for place, one in enumerate(asked):
        if place:
            blocks.append(DividerBlock())
        blocks += offers_first(one.answer.question)
        blocks += _answer(one, (given or {}).get(one.id, Given()), shareable)
        blocks += offers(one.answer.question, one.answer.passage)
    return blocks


def answers_text(asked: Sequence[Asked]) -> str:
    """The same for a notification or a screen reader."""
    return clip(" ".join(_text(one.answer) for one in asked), 2000)


def passage(found: Entry) -> list[Block]:
    """A passage by itself: one that somebody went on to read."""
    return [*_said(found, ""), *offers("", found)]


def shared(asked: Asked, by: str) -> list[Block]:
    """An answer for everybody in a channel: whose share it is, what was asked, and nothing to press."""
    best = asked.answer.found[0].entry
    return [
        ContextBlock(elements=[_mrkdwn(f"<@{by}> shares my answer to: {safe(asked.answer.question, 300)}")]),
        *_said(best, ""),
    ]


def now_known(message: NowKnown) -> list[Block]:
    """To somebody who waited: what they asked, and the answer."""
    more = f" It also answers {plural(message.more, 'more question')} of yours." if message.more else ""
    intro = f"You asked me: _{safe(message.asked.answer.question, 300)}_. I can answer that now.{more}"
    return [_section(intro), *_answer(message.asked, Given(), False)]


def now_known_text(message: NowKnown) -> str:
    """The same in one line."""
    return f"I can answer now what you asked: {safe(message.asked.answer.question, 150)}"


def _answer(asked: Asked, said: Given, shareable: bool) -> list[Block]:
    given = asked.answer
    if given.live is not None:
        return live(asked, given.live)
    if given.note and given.tier is Tier.ABSTAIN:
        return [_section(safe(given.note, 500)), ContextBlock(elements=[_mrkdwn(HELP)])]
    match given.tier:
        case Tier.ANSWER:
            note: list[Block] = [_section(safe(given.note, 500))] if given.note else []
            best = given.found[0].entry
            return [*note, *_said(best, _sure(given)), *feedback.controls(asked, said, shareable=shareable)]
        case Tier.CHOICES if said.choice is None:
            return [
                _section(f"I am not sure what you mean by _{safe(given.question, 200)}_. Did you mean one of these?"),
                _choices(asked, none=True),
                *_whom_to_ask(given),
                *feedback.controls(asked, said),
            ]
        case _:
            nearest = [one for one in given.found[:CHOICES] if one.score > 0] if said.choice is None else []
            aside = f"\n{safe(given.aside, 500)}" if given.aside else ""
            blocks: list[Block] = [_section(f"I don't know: _{safe(given.question, 200)}_{aside}")]
            if nearest:
                blocks += [ContextBlock(elements=[_mrkdwn("The nearest I have, in case it helps:")]), _choices(asked)]
            return [*blocks, *_whom_to_ask(given), *feedback.controls(asked, said)]


def _said(found: Entry, sure: str) -> list[Block]:
    source = safe(found.source, 150)
    if found.url:
        source = f"<{found.url}|{source}>"
    return [
        _section(f"*{safe(found.title, 150)}*\n{paragraphs(found.text)}"),
        ContextBlock(elements=[_mrkdwn(f"{sure}{source}{_checked(found)}")]),
    ]


def _sure(given: Answer) -> str:
    """How sure it is that this answers the question, in a word and a number; or why it is beyond doubt."""
    match given.known:
        case Known.FOUND:
            return f"{sureness(given.confidence)} ({percent(given.confidence)}) that this is what you asked · "
        case Known.WRITTEN:
            return "Written for this question · "
        case Known.CORRECTED:
            return "As you or a maintainer put it right · "


def _checked(found: Entry) -> str:
    """Who stands behind it; of a team's own also until when, and whom to ask."""
    if not found.owner:
        return f" · checked {found.verified:%B %Y}" if found.verified else ""
    by = f" · checked by {safe(found.verified_by, 80)}" if found.verified_by else ""
    on = f" on {day(found.verified)}" if found.verified else ""
    until = f" · holds until {day(found.review)}" if found.review else ""
    ask = f" · more: {safe(found.ask, 80)}" if found.ask else ""
    return f" · *{safe(found.owner, 60)}'s own answer*{by}{on}{until}{ask}"


def _choices(asked: Asked, *, none: bool = False) -> ActionsBlock:
    elements = [
        ButtonElement(
            text=clip(one.entry.title, 75),
            action_id=f"{CHOOSE}.{place}",
            value=feedback.ref(asked.id, passage=one.entry.id),
        )
        for place, one in enumerate(given for given in asked.answer.found[:CHOICES] if given.score > 0)
    ]
    if none:
        elements.append(
            ButtonElement(text="None of these", action_id=f"{CHOOSE}.{CHOICES}", value=feedback.ref(asked.id))
        )
    return ActionsBlock(elements=elements)


def _whom_to_ask(given: Answer) -> list[Block]:
    who = given.route_to or "your manager"
    return [ContextBlock(elements=[_mrkdwn(f"Who may know: {safe(who, 80)}.")])]


def _text(given: Answer) -> str:
    if given.live is not None:
        return live_text(given.live)
    if given.note and given.tier is Tier.ABSTAIN:
        return given.note
    if given.tier is Tier.ANSWER:
        best = given.found[0].entry
        return f"{safe(best.title)}: {safe(best.text, 1500)} Source: {safe(best.source)}."
    nearest = "; ".join(safe(one.entry.title) for one in given.found[:CHOICES] if one.score > 0)
    if given.tier is Tier.CHOICES:
        return f"Did you mean one of these? {nearest}."
    aside = f" {safe(given.aside, 500)}" if given.aside else ""
    unknown = f"I don't know.{aside}"
    return f"{unknown} The nearest I have: {nearest}." if nearest else unknown


def _section(text: str) -> SectionBlock:
    return SectionBlock(text=_mrkdwn(clip(text, 2900)))


def _mrkdwn(text: str) -> MarkdownTextObject:
    return MarkdownTextObject(text=text)
