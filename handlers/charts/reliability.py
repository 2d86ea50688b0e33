"""How true the odds were: what was said against what happened, with the band that luck alone explains."""

from bot.domain.calibration import ENOUGH
from bot.domain.reliability import Reliability
from handlers.blocks.text import clip
from handlers.charts.letters import drawable
from handlers.charts.style import (
    BLUE,
    GREY,
    INK,
    MOST_ALT,
    SMALL,
    TEXT,
    canvas,
    percentages,
    png,
    share,
    titled,
)


def reliability_diagram(known: Reliability) -> bytes:
    """The share that worked at each probability that was said; inside the band it is no more than luck."""
    figure, axes = canvas(height=5.4)
    axes.plot([0, 1], [0, 1], color=GREY, linewidth=1.5, linestyle="--")
    if known.points:
        said = [one.said for one in known.points]
        axes.fill_between(
            said, [one.low for one in known.points], [one.high for one in known.points], color=GREY, alpha=0.3, lw=0
        )
        axes.plot(said, [one.share for one in known.points], color=BLUE, linewidth=2.5)
        most = max(one.tasks for one in known.points)
        sizes = [30 + 150 * one.tasks / most for one in known.points]
        axes.scatter(said, [one.share for one in known.points], s=sizes, color=BLUE, zorder=3)
    percentages(axes, "x")
    percentages(axes, "y")
    axes.set_xlabel("What was said", fontsize=TEXT, color=INK)
    axes.set_ylabel("The share that worked", fontsize=TEXT, color=INK)
    axes.annotate(
        _verdict(known), (0.03, 0.95), xycoords="axes fraction", va="top", fontsize=SMALL, color=INK, wrap=True
    )
    titled(figure, f"{drawable(known.name, 'This team', 20)}: how true the odds were", "Grey: what luck alone explains")
    return png(figure)


def reliability_alt(known: Reliability) -> str:
    """The same in words."""
    points = _thirds(known)
    told = "; ".join(f"of {count} called {low} to {high}, {shares} worked" for low, high, shares, count in points)
    words = f"How true the odds of {known.name} were. {_verdict(known).replace(chr(10), ' ')}"
    return clip(f"{words} {told[:1].upper()}{told[1:]}." if told else words, MOST_ALT)


def _verdict(known: Reliability) -> str:
    if not known.enough:
        return f"{known.tasks} tasks have ended;\nat {ENOUGH} there is something to say."
    if not known.outside:
        return f"{known.tasks} tasks have ended.\nNothing that luck does not explain."
    return f"{known.tasks} tasks have ended.\nFor {known.outside} of them luck does not explain it."


def _thirds(known: Reliability) -> list[tuple[str, str, str, int]]:
    found = []
    for low, high in ((0.0, 1 / 3), (1 / 3, 2 / 3), (2 / 3, 1.01)):
        inside = [one for one in known.points if low <= one.said < high]
        count = sum(one.tasks for one in inside)
        if count:
            mean = sum(one.share * one.tasks for one in inside) / count
            found.append((share(inside[0].said), share(inside[-1].said), share(mean), count))
    return found
