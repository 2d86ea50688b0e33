"""The S-curve: the chance that a project is finished by each date."""

from matplotlib.dates import date2num

from bot.domain.messages import ProjectFigures
from handlers.blocks.text import clip
from handlers.charts.style import (
    BLUE,
    GREY,
    INK,
    MOST_ALT,
    ORANGE,
    PAPER,
    SMALL,
    TEXT,
    canvas,
    dates,
    percentages,
    png,
    share,
    spoken,
    titled,
)


def finish_curve(figures: ProjectFigures) -> bytes:
    """The chance that a project is finished by each date, with its target and P50, P80 and P95."""
    figure, axes = canvas(height=3.9)
    days = [date2num(at) for at, _ in figures.curve]
    chances = [chance for _, chance in figures.curve]
    axes.plot(days, chances, color=BLUE, linewidth=3)
    axes.fill_between(days, chances, color=BLUE, alpha=0.12, linewidth=0)
    axes.axhline(figures.ever, color=GREY, linewidth=1.5, linestyle=":")
    target = date2num(figures.target)
    left = target > (days[0] + days[-1]) / 2
    # On the side that the target leaves free, so that neither is written over the other.
    axes.annotate(
        f"works at all: {share(figures.ever)}",
        (0.01 if left else 0.99, figures.ever),
        xycoords=("axes fraction", "data"),
        textcoords="offset points",
        xytext=(0, 3 if figures.ever < 0.9 else -16),
        ha="left" if left else "right",
        color=INK,
        fontsize=SMALL,
    )
    axes.axvline(target, color=ORANGE, linewidth=2)
    axes.plot([target], [figures.by_target], "o", color=ORANGE, markersize=10)
    axes.annotate(
        f"target: {share(figures.by_target)}",
        (target, figures.by_target),
        textcoords="offset points",
        xytext=(-9 if left else 9, 8 if figures.by_target < figures.ever * 0.8 else -20),
        ha="right" if left else "left",
        color=ORANGE,
        fontsize=TEXT,
        fontweight="bold",
        bbox={"facecolor": PAPER, "edgecolor": "none", "alpha": 0.85, "pad": 1},
    )
    for label, at, height in (("P50", figures.p50, 0.03), ("P80", figures.p80, 0.03), ("P95", figures.p95, 0.03)):
        if at is not None and days[0] <= date2num(at) <= days[-1]:
            axes.plot([date2num(at)], [height], "v", color=INK, markersize=8)
            axes.annotate(
                label,
                (date2num(at), height),
                textcoords="offset points",
                xytext=(0, 7),
                ha="center",
                fontsize=SMALL,
                color=INK,
                bbox={"facecolor": PAPER, "edgecolor": "none", "alpha": 0.7, "pad": 0.5},
            )
    axes.set_xlim(days[0], days[-1])
    percentages(axes, "y")
    dates(axes)
    titled(figure, figures.name, "The chance that it is finished by each date")
    return png(figure)


def finish_alt(figures: ProjectFigures) -> str:
    """The S-curve in words."""
    named = (("even chance", figures.p50), ("four in five", figures.p80), ("nineteen in twenty", figures.p95))
    days = ", ".join(f"{words} by {spoken(at)}" for words, at in named if at is not None)
    return clip(
        f"The chance that {figures.name} is finished by each date: {share(figures.by_target)} by its target, "
        f"{spoken(figures.target)}, rising to {share(figures.ever)} that it works at all."
        + (f" If it works: {days}." if days else ""),
        MOST_ALT,
    )
