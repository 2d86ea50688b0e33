"""How a forecast looks: the card `/forecast` answers with. Pure; ids are constants here."""

from collections.abc import Sequence
from datetime import date

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    ImageBlock,
    MarkdownTextObject,
    Option,
    SectionBlock,
    StaticSelectElement,
)
from slack_sdk.models.blocks.basic_components import SlackFile

from bot.domain.messages import ProjectFigures, Swing
from handlers.blocks.text import between, clip, day, listed, moved, odds, percent, points, safe

CHOOSE_PROJECT = "forecast.choose_project"
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


def in_words(share: float) -> str:
    """A probability in words that always mean the same numbers."""
    return next(words for limit, words in WORDS_FOR_ODDS if share < limit)


def card(
    figures: ProjectFigures, others: Sequence[tuple[int, str, float]], *, project: int, picture: str | None
) -> list[Block]:
    """One project's forecast; `others` are all projects as (id, name, odds) to switch between."""
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
    blocks.append(_actions(figures, others, project))
    blocks.append(
        ContextBlock(elements=[_mrkdwn(f"As of {day(figures.as_of)}. Everybody who asks today reads the same.")])
    )
    return blocks


def whole_order(figures: ProjectFigures) -> list[Block]:
    """Every open task in the order that decides the project's fate for the least effort."""
    title = f"*Order of work: {safe(figures.name, 150)}*"
    return [
        _section(f"{title}\n{order_lines(figures, 60)}"),
        ContextBlock(elements=[_mrkdwn(f"{ORDER_WORDS} As of {day(figures.as_of)}.")]),
    ]


def shared(figures: ProjectFigures, *, by: str, picture: str | None) -> list[Block]:
    """The card as everybody in a channel reads it: without buttons, and saying who shared it."""
    blocks = [block for block in card(figures, (), project=0, picture=picture) if not isinstance(block, ActionsBlock)]
    return [*blocks, ContextBlock(elements=[_mrkdwn(f"Shared by <@{by}>.")])]


def headline(figures: ProjectFigures) -> str:
    """The one sentence: product impact first, then the odds in words and numbers."""
    impact = f"{safe(figures.impact, 200)}\n" if figures.impact else ""
    return (
        f"{impact}*{odds(figures.by_target)}* by {day(figures.target)}: {in_words(figures.by_target)}. "
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
    lines = [
        f"•  {points(cause.points)}: {safe(cause.task, 100)}" + (f" ({safe(cause.words, 160)})" if cause.words else "")
        for cause in figures.causes[:MOST_CAUSES]
    ]
    rest = figures.by_target - figures.last_by_target - sum(cause.points for cause in figures.causes[:MOST_CAUSES])
    if round(rest * 100):
        lines.append(f"•  {points(rest)}: everything else")
    return "\n".join([head, *lines])


def swing_lines(figures: ProjectFigures) -> str:
    """The largest swings: how much the odds hang on one task."""
    return "\n".join(
        f"•  *{safe(swing.task, 100)}* stands at {percent(swing.likelihood)} ({_range(swing)}); "
        f"{round(swing.swing * 100)} points hang on it"
        for swing in figures.swings[:MOST_SWINGS]
    )


def _range(swing: Swing) -> str:
    if swing.low is None or swing.high is None:
        return "the plan's word; not enough yet to say more"
    return f"{between(swing.low, swing.high)}"


def fragile_line(figures: ProjectFigures) -> str:
    """Milestones that hang on a single approach."""
    words = listed([safe(one, 160) for one in figures.fragile])
    return f"{words[0].upper()}{words[1:]}. Another approach, unlike those there are, would help most."


def worth_line(figures: ProjectFigures) -> str:
    """Whether going on is worth what it costs, and where a second approach would pay."""
    net = figures.net_worth or 0.0
    if net < 0:
        line = f"Going on is worth about {-net:.0f} person-days less than it costs: stopping is the better bet now."
    else:
        line = f"Going on is worth about {net:.0f} person-days more than it costs."
    if figures.second_ways:
        line += f" A second approach would pay for {listed([safe(one, 100) for one in figures.second_ways])}."
    return line


def order_lines(figures: ProjectFigures, most: int) -> str:
    """What to work on next, and what that order costs and saves."""
    order = figures.order
    if order is None:
        return ""
    lines = [f"{place}. {safe(task, 120)}" for place, task in enumerate(order.tasks[:most], start=1)]
    if len(order.tasks) > most:
        lines.append(f"… and {len(order.tasks) - most} more")
    how = "the best possible order" if order.exact else "a good order by ratio of cost to chance"
    saves = f"; saves {order.saves:.1f} against today's" if order.saves and order.saves >= 0.05 else ""
    lines.append(f"_{how.capitalize()}: about {order.expected_effort:.0f} person-days until its fate is known{saves}._")
    return "\n".join(lines)


def alt_text(figures: ProjectFigures) -> str:
    """The picture in words."""
    dates = ", ".join(f"{label} {day(at)}" for label, at in _dates(figures))
    return clip(f"Chance that {figures.name} is finished by each date. {dates}. Target {day(figures.target)}.", 1900)


def _fields(figures: ProjectFigures) -> list[str]:
    found = [f"*{label}, if it works*\n{day(at)}" for label, at in _dates(figures)]
    return [*found, f"*Target*\n{day(figures.target)}"]


def _dates(figures: ProjectFigures) -> list[tuple[str, date]]:
    named = (("Even chance (P50)", figures.p50), ("P80", figures.p80), ("P95", figures.p95))
    return [(label, at) for label, at in named if at is not None]


def _actions(figures: ProjectFigures, others: Sequence[tuple[int, str, float]], project: int) -> ActionsBlock:
    elements: list[ButtonElement | StaticSelectElement] = [
        ButtonElement(text="What if…", action_id=WHAT_IF, value=str(project)),
        ButtonElement(text="Order of work", action_id=SHOW_ORDER, value=str(project)),
        ButtonElement(text="Share here", action_id=SHARE, value=str(project)),
        ButtonElement(text="Workbook", action_id=WORKBOOK, value=str(project)),
    ]
    if len(others) > 1:
        options = [
            Option(value=str(id), label=f"{clip(name, 62)} · {percent(chance)}") for id, name, chance in others[:100]
        ]
        chosen = next((option for option in options if option.value == str(project)), None)
        elements.append(
            StaticSelectElement(
                action_id=CHOOSE_PROJECT, options=options, initial_option=chosen, placeholder="Another project"
            )
        )
    return ActionsBlock(elements=elements)


def _bullets(lines: Sequence[str]) -> str:
    return "\n".join(f"•  {safe(line, 150)}" for line in lines[:5])


def _section(text: str) -> SectionBlock:
    return SectionBlock(text=_mrkdwn(clip(text, 2900)))


def _mrkdwn(text: str) -> MarkdownTextObject:
    return MarkdownTextObject(text=text)
