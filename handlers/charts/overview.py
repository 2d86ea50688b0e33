"""All projects at a glance, for the weekly digest."""

from collections.abc import Sequence

from bot.domain.messages import ProjectFigures
from handlers.blocks.text import clip
from handlers.charts.letters import drawable
from handlers.charts.style import (
    BLUE,
    GREY,
    INK,
    MOST_ALT,
    PAPER,
    TEXT,
    canvas,
    percentages,
    png,
    share,
    spoken,
    titled,
)

MOST = 8


def odds_by_project(projects: Sequence[ProjectFigures]) -> bytes:
    """Each project's odds by its date, with those told last as a hollow mark and the odds at all as a line."""
    shown = list(projects)[:MOST]
    figure, axes = canvas(height=1.5 + 0.85 * len(shown))
    for place, project in enumerate(reversed(shown)):
        axes.plot([0, project.ever], [place, place], color=GREY, linewidth=6, alpha=0.45, solid_capstyle="round")
        if project.last_by_target is not None:
            axes.plot([project.last_by_target], [place], "o", markersize=10, mfc=PAPER, mec=BLUE, mew=1.8)
        axes.plot([project.by_target], [place], "o", color=BLUE, markersize=12)
        axes.annotate(
            share(project.by_target),
            (project.by_target, place),
            textcoords="offset points",
            xytext=(0, 10),
            ha="center",
            fontsize=TEXT,
            fontweight="bold",
            color=INK,
        )
        axes.annotate(
            drawable(project.name, f"Project {len(shown) - place}", 40),
            (0, place),
            textcoords="offset points",
            xytext=(0, -20),
            fontsize=TEXT,
            color=INK,
            annotation_clip=False,
        )
    axes.set_yticks([])
    axes.set_ylim(-0.7, len(shown) - 0.3)
    percentages(axes, "x")
    titled(figure, "Odds by the target date", "Hollow: as told last. Bar: that it works at all.")
    return png(figure)


def overview_alt(projects: Sequence[ProjectFigures]) -> str:
    """The same in words."""
    lines = [
        f"{one.name}: {share(one.by_target)} by {spoken(one.target)}"
        + (f" (told last: {share(one.last_by_target)})" if one.last_by_target is not None else "")
        + f", {share(one.ever)} that it works at all"
        for one in projects[:MOST]
    ]
    return clip("Odds by the target date. " + ". ".join(lines) + ".", MOST_ALT)
