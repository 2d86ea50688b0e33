"""Several projects side by side, and which of them is meant. Pure; ids are constants here."""

from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    MarkdownTextObject,
    SectionBlock,
    TableBlock,
)

from bot.usecases.forecasts import Choice, ProjectLine
from handlers.blocks.forecasts import MOST_IN_MENU, named, project_menu
from handlers.blocks.text import clip, day, odds, pages, percent, safe, short_day

OPEN = "forecast.open"
FROM_MENU = "forecast.open_from_menu"
HEADINGS = ("Project", "By its target", "Last week", "Ever", "Target")
# Slack takes a table of 100 rows and about 10,000 characters in all.
MOST_ROWS, MOST_NAME = 99, 48
MOST_ABOVE_A_CARD = 10
MOST_BUTTONS = 5


def table(projects: Sequence[ProjectLine], *, most: int = MOST_ROWS) -> list[Block]:
    """The projects as a table, those with the nearest target first."""
    rows = [[_cell(words) for words in HEADINGS], *([_cell(words) for words in _row(one)] for one in projects[:most])]
    aligned: list[Any] = [{"is_wrapped": True}, *({"align": "right"} for _ in HEADINGS[1:])]
    return [TableBlock(rows=rows, column_settings=aligned), *_more(projects, most)]


def lines(projects: Sequence[ProjectLine], *, most: int = MOST_ROWS) -> list[Block]:
    """The same where a table is not taken."""
    told = [
        f"•  *{safe(one.name, MOST_NAME)}*: {_odds(one.by_target)} by {day(one.target)}"
        + ("" if one.last_by_target is None else f" (last week {_odds(one.last_by_target)})")
        + f", {_odds(one.ever)} ever"
        for one in projects[:most]
    ]
    return [*(_section(page) for page in pages(told, count=3)), *_more(projects, most)]


def overview(projects: Sequence[ProjectLine], *, as_table: bool = True) -> list[Block]:
    """All projects, and a menu to open one."""
    shown = table(projects) if as_table else lines(projects)
    head = "*All projects*"
    if len(projects) > MOST_IN_MENU:
        head += f"\nThe menu below has the first {MOST_IN_MENU}; `/forecast` with a name opens any."
    return [_section(head), *shown, ActionsBlock(elements=[project_menu(FROM_MENU, projects)])]


def overview_text(projects: Sequence[ProjectLine]) -> str:
    """The same for a notification or a screen reader."""
    told = "; ".join(f"{safe(one.name, MOST_NAME)} {_odds(one.by_target)}" for one in projects[:20])
    return clip(f"All projects, by their targets: {told}.", 2900)


def choice(found: Choice) -> list[Block]:
    """Which of several projects is meant: a button for each of a few, a menu for more."""
    blocks: list[Block] = [_section(choice_text(found))]
    if len(found.projects) > MOST_BUTTONS:
        return [*blocks, ActionsBlock(elements=[project_menu(FROM_MENU, found.projects)])]
    buttons = [
        ButtonElement(text=clip(one.name, 70), action_id=f"{OPEN}.{one.id}", value=str(one.id))
        for one in found.projects
    ]
    return [*blocks, ActionsBlock(elements=buttons)]


def choice_text(found: Choice) -> str:
    """The same in words."""
    wanted = safe(found.wanted, 60)
    names = named([one.name for one in found.projects])
    if found.matching:
        return f"{len(found.projects)} projects match \u201c{wanted}\u201d: {names}. Which one?"
    return f"I know no project called \u201c{wanted}\u201d. Did you mean one of these: {names}?"


def _row(one: ProjectLine) -> tuple[str, ...]:
    last = "–" if one.last_by_target is None else _odds(one.last_by_target)
    target = f"{short_day(one.target)} {one.target.year}"
    return clip(" ".join(one.name.split()), MOST_NAME), _odds(one.by_target), last, _odds(one.ever), target


def _odds(share: float) -> str:
    return "worked" if share == 1.0 else "0\u00a0%" if share == 0.0 else odds(share)


def _cell(words: str) -> dict[str, Any]:
    return {"type": "raw_text", "text": words or "–"}


def _more(projects: Sequence[ProjectLine], most: int) -> list[Block]:
    left = len(projects) - most
    if left <= 0:
        return []
    worst = min(one.by_target for one in projects[most:])
    words = f"… and {left} more with a later target; the lowest of them stands at {percent(worst)}."
    return [ContextBlock(elements=[MarkdownTextObject(text=words)])]


def _section(text: str) -> SectionBlock:
    return SectionBlock(text=MarkdownTextObject(text=text))
