"""A project's odds over time, with the range of what was not known and what moved them."""

from matplotlib.dates import date2num

from bot.domain.pictures import OddsHistory
from handlers.blocks.text import clip
from handlers.charts.letters import drawable
from handlers.charts.style import (
    BLUE,
    GREY,
    INK,
    MOST_ALT,
    ORANGE,
    PAPER,
    SMALL,
    TEXT,
    TITLE,
    canvas,
    dates,
    percentages,
    png,
    share,
    spoken,
    titled,
)

MOST_EVENTS, MOST_IN_LINE, A_WEEK = 4, 62, 7
UNDRAWN = "told beside the picture"


def odds_history(history: OddsHistory) -> bytes:
    """The odds as they were told, the range around them, and the newest events, numbered and told below."""
    events = history.events[-MOST_EVENTS:]
    figure, axes = canvas(height=3.7 + 0.27 * len(events))
    days = [date2num(point.on) for point in history.points]
    odds = [point.odds for point in history.points]
    axes.fill_between(
        days, [one.low for one in history.points], [one.high for one in history.points], color=BLUE, alpha=0.15, lw=0
    )
    axes.plot(days, odds, color=BLUE, linewidth=3, marker="o", markersize=6)
    if history.points:
        axes.annotate(
            share(odds[-1]),
            (days[-1], odds[-1]),
            textcoords="offset points",
            xytext=(-4, 12 if odds[-1] < 0.85 else -22),
            ha="right",
            fontsize=TITLE,
            fontweight="bold",
            color=BLUE,
            bbox={"facecolor": PAPER, "edgecolor": "none", "alpha": 0.8, "pad": 1},
        )
    for number, (on, _) in enumerate(events, start=1):
        axes.axvline(date2num(on), color=GREY, linewidth=1.2, linestyle="--")
        axes.annotate(
            str(number),
            (date2num(on), 0.05),
            ha="center",
            va="center",
            fontsize=SMALL,
            fontweight="bold",
            color=PAPER,
            bbox={"boxstyle": "circle,pad=0.25", "facecolor": INK, "edgecolor": "none"},
        )
    last = max([*days, date2num(history.target)]) if days else date2num(history.target)
    if days and date2num(history.target) - days[-1] <= 1.5 * max(days[-1] - days[0], 7):
        axes.axvline(date2num(history.target), color=ORANGE, linewidth=2)
        axes.annotate(
            "target ",
            (date2num(history.target), 0.93),
            ha="right",
            color=ORANGE,
            fontsize=TEXT,
            fontweight="bold",
            bbox={"facecolor": PAPER, "edgecolor": "none", "alpha": 0.8, "pad": 1},
        )
    else:
        last = days[-1] if days else last
    if not days:
        axes.set_xlim(last - 7, last + 1)
    else:
        # A first day alone gets a few days around it, or its axis would have hours.
        around = 3.0 if last - days[0] < A_WEEK else 1.0
        axes.set_xlim(days[0] - around, last + max(around, (last - days[0]) * 0.02))
    percentages(axes, "y")
    dates(axes)
    titled(figure, history.name, "Odds by the target date; the band is what is not known")
    if events:
        told = "\n".join(
            f"{number}  {drawable(words, UNDRAWN, MOST_IN_LINE)}" for number, (_, words) in enumerate(events, start=1)
        )
        axes.set_xlabel(told, loc="left", fontsize=SMALL, color=INK, labelpad=8)
    return png(figure)


def odds_history_alt(history: OddsHistory) -> str:
    """The same in words."""
    if not history.points:
        return f"Nothing is known of {history.name} yet."
    first, last = history.points[0], history.points[-1]
    lowest, highest = min(history.points, key=lambda one: one.odds), max(history.points, key=lambda one: one.odds)
    words = (
        f"Odds of {history.name} by its target, {spoken(history.target)}: {share(first.odds)} on {spoken(first.on)}, "
        f"{share(last.odds)} on {spoken(last.on)}, within {share(last.low)} to {share(last.high)}. "
        f"Lowest {share(lowest.odds)} on {spoken(lowest.on)}, highest {share(highest.odds)} on {spoken(highest.on)}."
    )
    for on, event in history.events[-MOST_EVENTS:]:
        words += f" {spoken(on)}: {event}."
    return clip(words, MOST_ALT)
