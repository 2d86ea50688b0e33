"""How a forecast looks: the card `/forecast` answers with. Pure; ids are constants here."""

from collections.abc import Sequence
from datetime import date

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    ImageBlock,
    InteractiveElement,
    MarkdownTextObject,
    Option,
    PlainTextObject,
    SectionBlock,
    StaticSelectElement,
)
from slack_sdk.models.blocks.basic_components import SlackFile

from bot.domain.digests import in_whole_points
from bot.domain.messages import Order, ProjectFigures, Swing
from bot.usecases.forecasts import ProjectLine
from handlers.blocks.text import between, clip, day, fitted, listed, moved, odds, pages, percent, plural, points, safe

CHOOSE_PROJECT = "forecast.choose_project"
OVERVIEW = "forecast.overview"
HISTORY = "forecast.history"
LOOK = "forecast.look"
SHOW_ORDER = "forecast.show_order"
SHARE = "forecast.share"
WORKBOOK = "forecast.workbook"
WHAT_IF = "forecast.what_if"

WORDS_FOR_ODDS = (
    (0.05, "almost certainly not"),
    (0.20, "very unlikely"),
    (0.45, "unlikely"),
    (0.55, "about even"),
    (0.80, "likely"),
    (0.95, "very likely"),
    (1.01, "almost certain"),
)
ORDER_WORDS = (
    "Must-haves: cheap ones that may fail come first. Alternatives: cheap ones that are likely to work come first."
)
MOST_CAUSES = 5
MOST_SWINGS = 3
MOST_IN_ORDER = 6
MOST_LISTED = 5
MOST_IN_MENU = 25
# Characters that each part of a card may take, so that the whole stays below what Slack takes of one message.
ROOM = 1500
ROOM_FOR_NAMES = 800
# What else there is to look at, as the values and labels of a menu.
LOOKS = {
    "swings": "What the odds hang on",
    "success": "What success takes",
    "reliability": "How true the odds were",
}


def in_words(share: float) -> str:
    """A probability in words that always mean the same numbers."""
    return next(words for limit, words in WORDS_FOR_ODDS if share < limit)


def card(
    figures: ProjectFigures, others: Sequence[ProjectLine], *, project: int, picture: str | None, channel: str = ""
) -> list[Block]:
    """One project's forecast; `others` are all projects to switch between, `channel` is where sharing would show it."""
    blocks: list[Block] = [
        HeaderBlock(text=clip(figures.name, 150)),
        _section(headline(figures)),
        SectionBlock(fields=[_mrkdwn(field) for field in _fields(figures)]),
    ]
    if picture:
        blocks.append(ImageBlock(slack_file=SlackFile(id=picture), alt_text=alt_text(figures)))
    blocks += [DividerBlock(), _section(f"*Since last week*\n{since_last_week(figures)}")]
    if figures.swings:
        blocks.append(_section(f"*What it hangs on*\n{swing_lines(figures)}"))
    if figures.fragile:
        blocks.append(_section(f"*Fragile*\n{fragile_line(figures)}"))
    if figures.net_worth is not None:
        blocks.append(_section(f"*Worth going on?*\n{worth_line(figures)}"))
    if figures.quick_wins:
        blocks.append(_section(f"*Quick wins within reach*\n{_bullets(figures.quick_wins)}"))
    if figures.order and figures.order.tasks:
        blocks.append(_section(f"*Order of work*\n{order_lines(figures, MOST_IN_ORDER)}"))
    blocks.append(_buttons(project, channel))
    blocks.append(_menus(others, project))
    blocks.append(
        ContextBlock(elements=[_mrkdwn(f"As of {day(figures.as_of)}. Everybody who asks today reads the same.")])
    )
    return blocks


def whole_order(figures: ProjectFigures) -> list[Block]:
    """Every open task in the order that decides the project's fate for the least effort."""
    if figures.order is None or not figures.order.tasks:
        return [_section(f"*Order of work: {safe(figures.name, 150)}*\nNo task is open, so there is no order.")]
    lines = [f"*Order of work: {safe(figures.name, 150)}*", *_places(figures.order)]
    words = f"{_order_line(figures.order)} {ORDER_WORDS} As of {day(figures.as_of)}."
    return [*(_section(page) for page in pages(lines)), ContextBlock(elements=[_mrkdwn(words)])]


def shared(figures: ProjectFigures, *, by: str, picture: str | None) -> list[Block]:
    """The card as everybody in a channel reads it: without buttons, and saying who shared it."""
    card_blocks = card(figures, (), project=0, picture=picture)
    blocks = [block for block in card_blocks if not isinstance(block, ActionsBlock)]
    return [*blocks, ContextBlock(elements=[_mrkdwn(f"Shared by <@{by}>.")])]


def headline(figures: ProjectFigures) -> str:
    """The one sentence: product impact first, then the odds in words and numbers."""
    impact = f"{safe(figures.impact, 200)}\n" if figures.impact else ""
    return f"{impact}{_fate(figures)}"


def _fate(figures: ProjectFigures) -> str:
    if figures.ever == 1.0:
        return "*It works*: everything it needs has succeeded."
    if figures.ever == 0.0:
        return "*It cannot work any more*: what it needs has failed. Another approach in `/plan` would change that."
    if figures.target < figures.as_of:
        return f"Its target, {day(figures.target)}, has passed. *{odds(figures.ever)}* that it works at all."
    return (
        f"*{odds(figures.by_target)}* by {day(figures.target)}: {in_words(figures.by_target)}. "
        f"*{odds(figures.ever)}* that it works at all."
    )


def summary(figures: ProjectFigures) -> str:
    """The card in one line, for notifications and screen readers."""
    last = "" if figures.last_by_target is None else f" (last week {odds(figures.last_by_target)})"
    now = f"{odds(figures.by_target)} by {day(figures.target)}{last}"
    return f"{safe(figures.name, 100)}: {now}, {odds(figures.ever)} ever."


def since_last_week(figures: ProjectFigures) -> str:
    """What moved the odds, adding up to the whole move."""
    if figures.last_by_target is None:
        return "This is the first week."
    head = moved(figures.last_by_target, figures.by_target)
    named = figures.causes[:MOST_CAUSES]
    rest = figures.by_target - figures.last_by_target - sum(cause.points for cause in named)
    whole = round(figures.by_target * 100) - round(figures.last_by_target * 100)
    *told, others = in_whole_points([*(cause.points for cause in named), rest], whole)
    lines = [
        f"•  {points(part / 100)}: {safe(cause.task, 100)}" + (f" ({safe(cause.words, 160)})" if cause.words else "")
        for part, cause in zip(told, named, strict=True)
        if part
    ]
    if others:
        lines.append(f"•  {points(others / 100)}: everything else")
    return fitted([head, *lines], ROOM)


def swing_lines(figures: ProjectFigures) -> str:
    """The largest swings: how much the odds hang on one task."""
    return fitted(
        [
            f"•  *{safe(swing.task, 100)}* stands at {percent(swing.likelihood)} ({_range(swing)}); "
            f"{round(swing.swing * 100)} points hang on it"
            for swing in figures.swings[:MOST_SWINGS]
        ],
        ROOM,
    )


def _range(swing: Swing) -> str:
    if swing.low is None or swing.high is None:
        return "the plan's word; not enough yet to say more"
    return f"{between(swing.low, swing.high)}"


def fragile_line(figures: ProjectFigures) -> str:
    """Milestones that hang on a single approach."""
    words = named(figures.fragile)
    return f"{words[0].upper()}{words[1:]}. Another approach, unlike those there are, would help most."


def worth_line(figures: ProjectFigures) -> str:
    """Whether going on is worth what it costs, and where a second approach would pay."""
    net = figures.net_worth or 0.0
    if net < 0:
        line = f"Going on is worth about {-net:.0f} person-days less than it costs: stopping is the better bet now."
    else:
        line = f"Going on is worth about {net:.0f} person-days more than it costs."
    if figures.second_ways:
        line += f" A second approach would pay for {named(figures.second_ways)}."
    return line


def order_lines(figures: ProjectFigures, most: int) -> str:
    """What to work on next, and what that order costs and saves."""
    order = figures.order
    if order is None:
        return ""
    lines = _places(order)[:most]
    if len(order.tasks) > most:
        lines.append(f"… and {len(order.tasks) - most} more")
    return fitted([*lines, f"_{_order_line(order)}_"], ROOM)


def _places(order: Order) -> list[str]:
    return [f"{place}. {safe(task, 120)}" for place, task in enumerate(order.tasks, start=1)]


def _order_line(order: Order) -> str:
    how = "The best possible order" if order.exact else "A good order by ratio of cost to chance"
    saves = f"; saves {order.saves:.1f} against today's" if order.saves and order.saves >= 0.05 else ""
    return f"{how}: about {order.expected_effort:.0f} person-days until its fate is known{saves}."


def alt_text(figures: ProjectFigures) -> str:
    """The picture in words."""
    dates = ", ".join(f"{label} {day(at)}" for label, at in _dates(figures))
    return clip(f"Chance that {figures.name} is finished by each date. {dates}. Target {day(figures.target)}.", 1900)


def _fields(figures: ProjectFigures) -> list[str]:
    found = [f"*{label}, if it works*\n{day(at)}" for label, at in _dates(figures)]
    left = (figures.target - figures.as_of).days
    when = f"{plural(left, 'day')} left" if left > 0 else "today" if left == 0 else f"{plural(-left, 'day')} ago"
    return [*found, f"*Target*\n{day(figures.target)} ({when})"]


def _dates(figures: ProjectFigures) -> list[tuple[str, date]]:
    named = (("Even chance (P50)", figures.p50), ("P80", figures.p80), ("P95", figures.p95))
    return [(label, at) for label, at in named if at is not None]


def _buttons(project: int, channel: str) -> ActionsBlock:
    value = str(project)
    share = ButtonElement(text="Share here", action_id=SHARE, value=value)
    if channel:
        share.confirm = ConfirmObject(
            title="Share it here?",
            text=PlainTextObject(text=clip(f"Everybody in {channel} will read this card. It names nobody.", 300)),
            confirm="Share",
            deny="Not now",
        )
    return ActionsBlock(
        elements=[
            ButtonElement(text="What if…", action_id=WHAT_IF, value=value),
            ButtonElement(text="Order of work", action_id=SHOW_ORDER, value=value),
            ButtonElement(text="History", action_id=HISTORY, value=value),
            share,
            ButtonElement(text="Workbook", action_id=WORKBOOK, value=value),
        ]
    )


def _menus(others: Sequence[ProjectLine], project: int) -> ActionsBlock:
    looks = [Option(value=f"{look}.{project}", label=label) for look, label in LOOKS.items()]
    elements: list[InteractiveElement] = [
        StaticSelectElement(action_id=LOOK, options=looks, placeholder="A closer look")
    ]
    if len(others) > 1:
        elements += [
            project_menu(CHOOSE_PROJECT, others, chosen=project),
            ButtonElement(text="All projects", action_id=OVERVIEW, value=str(project)),
        ]
    return ActionsBlock(elements=elements)


def project_menu(action: str, projects: Sequence[ProjectLine], *, chosen: int | None = None) -> StaticSelectElement:
    """A menu of projects with their odds; the one chosen is among them."""
    first = [*projects[:MOST_IN_MENU], *(one for one in projects[MOST_IN_MENU:] if one.id == chosen)]
    options = [Option(value=str(one.id), label=f"{clip(one.name, 62)} · {percent(one.by_target)}") for one in first]
    initial = next((option for option in options if option.value == str(chosen)), None)
    return StaticSelectElement(
        action_id=action,
        options=options,
        initial_option=initial,
        placeholder="Another project" if chosen else "Which one?",
    )


def named(names: Sequence[str]) -> str:
    """Names in a sentence: the first few, and how many more."""
    shown: list[str] = []
    for one in names[:MOST_LISTED]:
        if shown and sum(map(len, shown)) + 5 * len(one) > ROOM_FOR_NAMES:
            break
        shown.append(safe(one, 160))
    more = len(names) - len(shown)
    return listed([*shown, f"{more} more"] if more else shown)


def _bullets(lines: Sequence[str]) -> str:
    return fitted([f"•  {safe(line, 150)}" for line in lines[:MOST_LISTED]], ROOM)


def _section(text: str) -> SectionBlock:
    return SectionBlock(text=_mrkdwn(clip(text, 2900)))


def _mrkdwn(text: str) -> MarkdownTextObject:
    return MarkdownTextObject(text=text)
