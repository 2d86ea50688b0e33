"""How true probabilities were, as a picture needs it: the share that worked at each, and the band luck alone explains.

Dimitriadis, Gneiting and Jordan 2021. Knows nobody's name.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.domain.calibration import ENOUGH, recalibrated

DRAWS = 200
OUTSIDE = 0.1


@dataclass(frozen=True)
class ReliabilityPoint:
    """One probability that was said: the share that worked, and where nine in ten honest forecasters would have it."""

    said: float
    share: float
    low: float
    high: float
    tasks: int


@dataclass(frozen=True)
class Reliability:
    """All of them, from low to high."""

    name: str
    tasks: int
    points: tuple[ReliabilityPoint, ...]

    @property
    def enough(self) -> bool:
        """Whether there are enough tasks to say anything."""
        return self.tasks >= ENOUGH

    @property
    def outside(self) -> int:
        """How many tasks lie where luck alone does not explain it."""
        return sum(one.tasks for one in self.points if not one.low - 1e-9 <= one.share <= one.high + 1e-9)


def reliability(name: str, chances: Sequence[float], worked: Sequence[bool]) -> Reliability:
    """The reliability of probabilities against how tasks ended; the band is the same for the same probabilities."""
    if not chances:
        return Reliability(name, 0, ())
    said = np.array(chances, dtype=np.float64)
    shares = recalibrated(chances, worked)
    random = np.random.default_rng(len(said))
    drawn = np.stack([recalibrated(said.tolist(), (random.random(len(said)) < said).tolist()) for _ in range(DRAWS)])
    low, high = np.quantile(drawn, [OUTSIDE / 2, 1 - OUTSIDE / 2], axis=0)
    points = []
    for value in np.unique(said):
        first = int(np.argmax(said == value))
        points.append(
            ReliabilityPoint(
                float(value), float(shares[first]), float(low[first]), float(high[first]), int(np.sum(said == value))
            )
        )
    return Reliability(name, len(said), tuple(points))
