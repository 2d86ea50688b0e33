"""What a project's odds hang on: one bar for each task."""

from bot.domain.pictures import SwingBars
from handlers.blocks.text import clip
from handlers.charts.letters import drawable
from handlers.charts.style import BLUE, INK, MOST_ALT, TEXT, canvas, png, share, titled

MOST = 8


def swing_bars(figures: SwingBars) -> bytes:
    """The largest swings in percentage points, each with the task's likelihood beside its name."""
    shown = figures.swings[:MOST]
    figure, axes = canvas(height=1.3 + 0.62 * max(len(shown), 1))
    for place, one in enumerate(reversed(shown)):
        axes.barh([place - 0.14], [one.swing * 100], height=0.34, color=BLUE)
        axes.annotate(
            f"{round(one.swing * 100)}",
            (one.swing * 100, place - 0.14),
            textcoords="offset points",
            xytext=(5, 0),
            va="center",
            fontsize=TEXT,
            fontweight="bold",
            color=INK,
        )
        axes.annotate(
            f"{drawable(one.task, f'Task {len(shown) - place}', 44)} ({share(one.likelihood)})",
            (0, place + 0.26),
            va="center",
            fontsize=TEXT,
            color=INK,
            annotation_clip=False,
        )
    most = max([1.0, *(one.swing * 100 for one in shown)])
    axes.set_xlim(0, most * 1.12)
    axes.set_ylim(-0.5, max(len(shown), 1) - 0.45)
    axes.set_yticks([])
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.grid(visible=False)
    titled(figure, figures.name, "Points that its odds hang on each task (likelihood)")
    return png(figure)


def swings_alt(figures: SwingBars) -> str:
    """The same in words."""
    if not figures.swings:
        return f"The odds of {figures.name} hang on no open task."
    lines = ", ".join(
        f"{round(one.swing * 100)} points on {one.task}, which stands at {share(one.likelihood)}"
        for one in figures.swings[:MOST]
    )
    return clip(f"What the odds of {figures.name} hang on: {lines}.", MOST_ALT)
