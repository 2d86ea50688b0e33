"""Pictures for Slack: figures to PNG bytes, one house style, legible on light and dark and at phone width.

Drawn without pyplot, which keeps figures of its own and is not made for threads.
"""

from collections.abc import Sequence
from io import BytesIO

from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from bot.domain.messages import ProjectFigures
from handlers.blocks.text import clip

# Okabe and Ito's palette: told apart by colour-blind readers, and each mark has a shape or a label as well.
BLUE, ORANGE, GREY, INK, PAPER = "#0072B2", "#D55E00", "#9AA5AD", "#22313A", "#FBFBF8"
WIDTH, DPI = 6.4, 120

# Names with a $ are names, not formulas.
rcParams["text.parse_math"] = False


def finish_curve(figures: ProjectFigures) -> bytes:
    """The chance that a project is finished by each date, with its target and P50, P80 and P95."""
    figure, axes = _canvas(height=3.4)
    days = [date2num(at) for at, _ in figures.curve]
    chances = [chance for _, chance in figures.curve]
    axes.plot(days, chances, color=BLUE, linewidth=2.5)
    axes.fill_between(days, chances, color=BLUE, alpha=0.12, linewidth=0)
    axes.axhline(figures.ever, color=GREY, linewidth=1, linestyle=":")
    axes.annotate(
        f"works at all: {figures.ever:.0%}",
        (1, figures.ever),
        xycoords=("axes fraction", "data"),
        ha="right",
        va="bottom",
        color=INK,
        fontsize=9,
    )
    target = date2num(figures.target)
    axes.axvline(target, color=ORANGE, linewidth=2)
    axes.plot([target], [figures.by_target], "o", color=ORANGE, markersize=8)
    axes.annotate(
        f" target: {figures.by_target:.0%}",
        (target, figures.by_target),
        textcoords="offset points",
        xytext=(4, -14),
        color=ORANGE,
        fontsize=10,
        fontweight="bold",
    )
    for label, at in (("P50", figures.p50), ("P80", figures.p80), ("P95", figures.p95)):
        if at is not None and days[0] <= date2num(at) <= days[-1]:
            axes.plot([date2num(at)], [0.03], "v", color=INK, markersize=7)
            axes.annotate(
                label, (date2num(at), 0.03), textcoords="offset points", xytext=(0, 7), ha="center", fontsize=9
            )
    axes.set_xlim(days[0], days[-1])
    axes.set_ylim(0, 1)
    axes.yaxis.set_major_formatter(PercentFormatter(1.0))
    locator = AutoDateLocator(maxticks=7)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator, show_offset=False))
    axes.set_title(f"{clip(figures.name, 60)}: finished by …", loc="left", fontsize=12, color=INK, fontweight="bold")
    return _png(figure)


def odds_by_project(projects: Sequence[ProjectFigures]) -> bytes:
    """Each project's odds by its date, with last week's as a hollow mark and the odds at all as a line."""
    shown = list(projects)[:8]
    figure, axes = _canvas(height=1.4 + 0.8 * len(shown))
    for place, project in enumerate(reversed(shown)):
        axes.plot([0, project.ever], [place, place], color=GREY, linewidth=5, alpha=0.45, solid_capstyle="round")
        if project.last_by_target is not None:
            axes.plot([project.last_by_target], [place], "o", markersize=9, mfc=PAPER, mec=BLUE, mew=1.6)
        axes.plot([project.by_target], [place], "o", color=BLUE, markersize=11)
        axes.annotate(
            f"{project.by_target:.0%}",
            (project.by_target, place),
            textcoords="offset points",
            xytext=(0, 9),
            ha="center",
            fontsize=12,
            fontweight="bold",
            color=INK,
        )
    axes.set_yticks(range(len(shown)), [clip(project.name, 34) for project in reversed(shown)])
    axes.set_ylim(-0.6, len(shown) - 0.3)
    axes.set_xlim(0, 1)
    axes.xaxis.set_major_formatter(PercentFormatter(1.0))
    axes.set_title(
        "Odds by the target date\n(hollow: last week; bar: that it works at all)",
        loc="left",
        fontsize=12,
        color=INK,
    )
    return _png(figure)


def _canvas(*, height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(WIDTH, height), dpi=DPI, facecolor=PAPER, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot(facecolor=PAPER)
    axes.grid(color=GREY, alpha=0.25, linewidth=0.7)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(GREY)
    axes.tick_params(colors=INK, length=0, labelsize=11)
    return figure, axes


def _png(figure: Figure) -> bytes:
    out = BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()
