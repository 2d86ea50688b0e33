"""The house style of all pictures: one paper, one ink, one palette, sizes that can be read on a phone.

Drawn without pyplot, which keeps figures of its own and is not made for threads. An opaque paper looks the same on
Slack's light and dark themes.
"""

from datetime import date
from io import BytesIO

import numpy as np
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.dates import AutoDateLocator, num2date
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, PercentFormatter
from PIL import Image

from handlers.charts.letters import drawable, families

# Okabe and Ito's palette: told apart by colour-blind readers, and each mark has a shape or a label as well.
BLUE, ORANGE, GREY, INK, PAPER = "#0072B2", "#D55E00", "#9AA5AD", "#22313A", "#FBFBF8"
# A phone shows a picture at less than half of its size, so that the smallest text is 9 pixels high there.
WIDTH, DPI = 6.4, 120
SMALL, TEXT, TITLE = 12, 13, 15
MOST_ALT = 1900
MOST_TITLE = 44
A_YEAR = 300

# The same colours as in the workbook: orange is unlikely, blue is likely, and the number always stands beside it.
LIKELIHOOD = LinearSegmentedColormap.from_list("likelihood", ["#E08A4B", "#F7D9C2", "#F4F4F0", "#BBD7EC", "#5B9BD0"])

# Names with a $ are names, not formulas.
rcParams["text.parse_math"] = False
rcParams["font.family"] = list(families())


def canvas(*, height: float) -> tuple[Figure, Axes]:
    """An empty picture of the house's width."""
    figure = Figure(figsize=(WIDTH, height), dpi=DPI, facecolor=PAPER, layout="constrained")
    layout = figure.get_layout_engine()
    if layout is not None:
        layout.set(w_pad=0.12, h_pad=0.1)  # type: ignore[call-arg]
    axes = figure.add_subplot(facecolor=PAPER)
    axes.grid(color=GREY, alpha=0.25, linewidth=0.7)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(GREY)
    axes.tick_params(colors=INK, length=0, labelsize=SMALL)
    return figure, axes


def titled(figure: Figure, title: str, below: str = "") -> None:
    """Say what the picture shows, from the picture's left edge on, and in a smaller line how to read it."""
    figure.suptitle(
        drawable(title, "This project", MOST_TITLE), x=0.015, ha="left", fontsize=TITLE, color=INK, fontweight="bold"
    )
    if below:
        figure.axes[0].set_title(below, loc="left", fontsize=SMALL, color=INK)


def percentages(axes: Axes, which: str) -> None:
    """An axis from 0 to 100 %."""
    (axes.set_xlim if which == "x" else axes.set_ylim)(0, 1)
    axis = axes.xaxis if which == "x" else axes.yaxis
    axis.set_major_formatter(PercentFormatter(1.0))


def dates(axes: Axes) -> None:
    """A time axis with few words, once its limits are set."""
    axes.xaxis.set_major_locator(AutoDateLocator(minticks=3, maxticks=5))
    first, last = axes.get_xlim()
    long = last - first > A_YEAR

    def shown(value: float, _place: int | None) -> str:
        at = num2date(value)
        return f"{at:%b %Y}" if long else f"{at.day} {at:%b}"

    axes.xaxis.set_major_formatter(FuncFormatter(shown))


def png(figure: Figure) -> bytes:
    """The picture's bytes, in 128 colours: the house needs no more, and a phone loads a third of the size."""
    drawn = FigureCanvasAgg(figure)
    drawn.draw()
    picture = Image.fromarray(np.asarray(drawn.buffer_rgba())).convert("RGB")
    out = BytesIO()
    picture.quantize(128, dither=Image.Dither.NONE).save(out, format="png", optimize=True)
    return out.getvalue()


def spoken(day: date) -> str:
    """A date in words, for alt texts."""
    return f"{day.day} {day:%B %Y}"


def share(value: float) -> str:
    """A share in whole per cent."""
    return f"{value:.0%}".replace("%", " %")
