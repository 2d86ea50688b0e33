"""The page of whoever looks after the answers, on App Home: five lists of ten at a time. Pure."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict
from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)
from slack_sdk.models.views import View

from bot.domain.entries import Entry
from bot.domain.maintenance import Disputed, Quality, Unanswered
from bot.domain.team_entries import TeamEntry
from bot.usecases.maintenance import Proposal, Upkeep
from handlers.blocks import entries
from handlers.blocks.question_feedback import REASONS
from handlers.blocks.text import clip, day, percent, plural, safe

OPEN = "maintenance.open"
WRITE = "maintenance.write"
ASIDE = "maintenance.aside"
EDIT = "maintenance.edit"
STILL_TRUE = "maintenance.still_true"
ACCEPT = "maintenance.accept"
DECLINE = "maintenance.decline"

Tab = Literal["unanswered", "disputed", "corrections", "upkeep", "figures"]
TABS: dict[Tab, str] = {
    "unanswered": "Unanswered",
    "disputed": "Disputed",
    "corrections": "Corrections",
    "upkeep": "To look at",
    "figures": "How good they are",
}
# Four blocks an item at most, of the hundred that App Home holds.
ITEMS = 10
MOST_EXAMPLES = 3
# A button's value holds 2,000 characters.
MOST_IDS = 200
PRIVACY = (
    "Of the last ninety days. Who asked is not shown, and what sounds private is not listed unless its asker waits for "
    "an answer. Names stand only beside sentences and corrections, whose writers were told so."
)
Item = TypeVar("Item")


class UpkeepPlace(BaseModel):
    """Which list, and which ten of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tab: Tab = "unanswered"
    page: int = 0


class Aside(BaseModel):
    """Questions that need nobody any more, and where that was said."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    questions: tuple[int, ...]
    tab: Tab


def way_in() -> ActionsBlock:
    """The button on App Home."""
    return ActionsBlock(
        elements=[
            ButtonElement(
                text="Look after the answers", action_id=f"{OPEN}.unanswered", value=UpkeepPlace().model_dump_json()
            )
        ]
    )


def page(found: Upkeep, place: UpkeepPlace, *, back: str) -> View:
    """One list; `back` is the action that leads to App Home as it is otherwise."""
    blocks: list[Block] = [
        HeaderBlock(text="The answers"),
        ActionsBlock(elements=[ButtonElement(text="‹ Back", action_id=back), *_tabs(found, place)]),
        DividerBlock(),
    ]
    match place.tab:
        case "unanswered":
            blocks += _list(found.unanswered, place, _unanswered, "Every question was answered, or seen to.")
        case "disputed":
            blocks += _list(
                found.disputed, place, lambda one: _disputed(one, found.titles), "Nobody disputes an answer."
            )
        case "corrections":
            blocks += _list(found.proposals, place, _proposal, "No correction waits for a decision.")
        case "upkeep":
            things: list[str | TeamEntry | Entry] = [*found.broken, *found.drafts, *found.due]
            blocks += _list(things, place, _thing, "Nothing is broken, no draft waits, every entry is still believed.")
        case "figures":
            blocks += _figures(found.quality, found.labels)
    return View(type="home", blocks=[*blocks, ContextBlock(elements=[_mrkdwn(PRIVACY)])])


def _tabs(found: Upkeep, place: UpkeepPlace) -> list[ButtonElement]:
    counts = {
        "unanswered": len(found.unanswered),
        "disputed": len(found.disputed),
        "corrections": len(found.proposals),
        "upkeep": len(found.drafts) + len(found.due) + len(found.broken),
    }
    return [
        ButtonElement(
            text=f"{label} ({counts[tab]})" if counts.get(tab) else label,
            action_id=f"{OPEN}.{tab}",
            value=UpkeepPlace(tab=tab).model_dump_json(),
            style="primary" if tab == place.tab else None,
        )
        for tab, label in TABS.items()
    ]


def _list(items: Sequence[Item], place: UpkeepPlace, shown: Callable[[Item], list[Block]], empty: str) -> list[Block]:
    if not items:
        return [_section(empty)]
    last = (len(items) - 1) // ITEMS
    number = min(max(place.page, 0), last)
    blocks = [block for one in items[number * ITEMS : (number + 1) * ITEMS] for block in shown(one)]
    turns = [
        ButtonElement(
            text=label,
            action_id=f"{OPEN}.{name}",
            value=UpkeepPlace(tab=place.tab, page=number + step).model_dump_json(),
        )
        for label, name, step in (("‹ Earlier ones", "before", -1), ("More ›", "after", 1))
        if 0 <= number + step <= last
    ]
    return [*blocks, *([ActionsBlock(elements=turns)] if turns else [])]


def _unanswered(one: Unanswered) -> list[Block]:
    count = "once" if len(one.questions) == 1 else f"{len(one.questions)} times"
    waiting = f" · {_people(one.waiting)} waiting for an answer" if one.waiting else ""
    others = [f"_{safe(wording, 120)}_" for wording in one.wordings if wording != one.title][:MOST_EXAMPLES]
    also = f"\nAlso: {' · '.join(others)}" if others else ""
    ids = list(dict.fromkeys(one.questions))[:MOST_IDS]
    aside = Aside(questions=tuple(ids), tab="unanswered").model_dump_json()
    return [
        _section(f"*{safe(one.title, 300)}*\nAsked {count}{waiting}{also}"),
        ActionsBlock(
            elements=[
                ButtonElement(text="Write an answer", action_id=WRITE, value=json.dumps(ids), style="primary"),
                ButtonElement(text="Not for us", action_id=ASIDE, value=aside),
            ]
        ),
    ]


def _disputed(one: Disputed, titles: Mapping[str, str]) -> list[Block]:
    why = [f"{REASONS[reason].lower()} {count}×" for reason, count in one.reasons.items()]
    votes = f"{_people(one.votes)} said it is not right"
    asked = [f"_{safe(question, 120)}_" for question in one.asked[:MOST_EXAMPLES]]
    lines = [f"*{safe(titles.get(one.entry, one.entry), 150)}*"]
    if one.votes:
        lines.append(votes + (f": {', '.join(why)}" if why else ""))
    if asked:
        lines.append(f"Asked: {' · '.join(asked)}")
    lines += [f"<@{person}>: “{safe(words, 500)}”" for person, words in one.sentences[:MOST_EXAMPLES]]
    ids = one.questions[:MOST_IDS]
    buttons = [ButtonElement(text="Edit…", action_id=EDIT, value=one.entry)] if one.entry in titles else []
    seen = ButtonElement(text="Seen to", action_id=ASIDE, value=Aside(questions=ids, tab="disputed").model_dump_json())
    return [_section("\n".join(lines)), ActionsBlock(elements=[*buttons, seen])]


def _proposal(one: Proposal) -> list[Block]:
    correction = one.correction
    before = f"*{safe(one.before, 150)}*" if one.before else "no straight answer"
    after = f"“{safe(one.after, 1500)}”" if correction.words else f"*{safe(one.after, 150)}*"
    text = f"<@{correction.person}> on _{safe(one.question, 300)}_\n*Now:* {before}\n*Then:* {after}"
    sure = ConfirmObject(
        title="Accept it for everybody?",
        text=PlainTextObject(text="Asked this, I answer everybody in this workspace so from now on."),
        confirm="Accept",
        deny="Not now",
    )
    return [
        _section(text),
        ActionsBlock(
            elements=[
                ButtonElement(
                    text="Accept for everyone",
                    action_id=ACCEPT,
                    value=str(correction.id),
                    style="primary",
                    confirm=sure,
                ),
                ButtonElement(text="Decline", action_id=DECLINE, value=str(correction.id)),
            ]
        ),
    ]


def _thing(one: str | TeamEntry | Entry) -> list[Block]:
    if isinstance(one, str):
        rest = ContextBlock(elements=[_mrkdwn("Everything else in it is served.")])
        return [_section(f"*Not read:* {safe(one, 500)}"), rest]
    if isinstance(one, TeamEntry):
        button = ButtonElement(text="Decide…", action_id=entries.OPEN, value=str(one.id), style="primary")
        return [
            _section(f"*Draft:* {safe(one.wish.title, 150)}\nby <@{one.author}>, {day(one.written.date())}"),
            ActionsBlock(elements=[button]),
        ]
    until = f"to be looked at again by {day(one.review)}" if one.review else ""
    checked = f", checked by {safe(one.verified_by, 80)}" if one.verified_by else ""
    return [
        _section(f"*{safe(one.title, 150)}*\n{until}{checked}"),
        ActionsBlock(
            elements=[
                ButtonElement(text="Still true", action_id=STILL_TRUE, value=one.id),
                ButtonElement(text="Edit…", action_id=EDIT, value=one.id),
            ]
        ),
    ]


def _figures(found: Quality, labels: int | None) -> list[Block]:
    lines = [f"{plural(found.asked, 'question')}, {found.straight} of them answered straight."]
    if found.rated:
        claimed = f" I had said {percent(found.claimed)} on average." if found.claimed is not None else ""
        lines.append(
            f"Of the answers given straight, *{found.right} of {found.rated}* were right, by those who said.{claimed}"
        )
    else:
        lines.append("Nobody has said of an answer given straight whether it was right.")
    if found.of_choices:
        lines.append(f"Of three offered, one was what was meant {found.chosen} times of {found.of_choices}.")
    if found.again:
        lines.append(f"{plural(found.again, 'question')} were asked again in other words within ten minutes.")
    if found.gone:
        lines.append(
            f"{found.gone} of those who asked have not come back in the month since an answer that did not help."
        )
    if labels:
        lines.append(f"How sure I say I am is refitted to what {labels} votes, choices and deeds here said.")
    else:
        lines.append("How sure I say I am is as I came; from twenty votes on it is refitted to yours, once a day.")
    return [_section(f"•  {line}") for line in lines]


def _people(count: int) -> str:
    return "one person" if count == 1 else f"{count} people"


def _section(text: str) -> SectionBlock:
    return SectionBlock(text=_mrkdwn(clip(text, 2900)))


def _mrkdwn(text: str) -> MarkdownTextObject:
    return MarkdownTextObject(text=text)
