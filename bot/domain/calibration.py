"""How good probabilities were, once it is known what happened: proper scores, skill, and a reliability diagram.

One forecast per task and horizon goes in; repeated forecasts of one task are not independent. Knows nobody's name.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

# Below this many resolved tasks a perfectly calibrated forecaster cannot be told from a bad one.
ENOUGH = 20
NULL_DRAWS = 400
MIDDLES = tuple(tenth / 10 for tenth in range(9, 0, -1))
BAND = 0.1 + 1e-9
RECALIBRATION_RIDGE = 4.0


@dataclass(frozen=True)
class Score:
    """Brier and log score (lower is better), the skill against the base rate of the other tasks, and Brier's parts.

    brier = miscalibration - discrimination + uncertainty, exactly (Dimitriadis, Gneiting and Jordan 2021).
    `null_miscalibration` is what 95 % of perfectly calibrated forecasters would stay below with these probabilities.
    """

    tasks: int
    brier: float
    log_score: float
    skill: float | None
    miscalibration: float
    discrimination: float
    uncertainty: float
    null_miscalibration: float

    @property
    def enough(self) -> bool:
        """Whether there are enough tasks to say anything of calibration."""
        return self.tasks >= ENOUGH


def score(chances: Sequence[float], worked: Sequence[bool]) -> Score:
    """The score of one probability per task against how the tasks ended; needs at least one task."""
    p, y = np.array(chances, dtype=np.float64), np.array(worked, dtype=np.float64)
    level = float(y.mean())
    calibrated = recalibrated(chances, worked)
    brier = _brier(p, y)
    fitted, uncertainty = _brier(calibrated, y), level * (1 - level)
    others = _brier(np.array((y.sum() - y) / (len(y) - 1)), y) if len(y) > 1 else 0.0
    return Score(
        tasks=len(y),
        brier=brier,
        log_score=log_score(chances, worked),
        skill=1 - brier / others if others > 0 else None,
        miscalibration=brier - fitted,
        discrimination=uncertainty - fitted,
        uncertainty=uncertainty,
        null_miscalibration=_null(p),
    )


@dataclass(frozen=True)
class TrackRecord:
    """How true a team's odds were: over `tasks` that ended, and in the tenth of the scale that most of them lay in.

    `said` and `happened` are the mean likelihood and the share that worked of the `of` tasks around there; None while
    too few have ended to say.
    """

    tasks: int
    said: float | None = None
    happened: float | None = None
    of: int = 0


def track_record(chances: Sequence[float], worked: Sequence[bool]) -> TrackRecord:
    """The record in one line, from one probability per task; says nothing below `ENOUGH` tasks."""
    if len(chances) < ENOUGH:
        return TrackRecord(len(chances))
    p, y = np.array(chances, dtype=np.float64), np.array(worked, dtype=np.float64)
    # Bands may overlap: the one chosen is the fullest, and the higher of two that are as full.
    near = [np.abs(p - middle) <= BAND for middle in MIDDLES]
    fullest = max(near, key=lambda one: int(one.sum()))
    return TrackRecord(len(p), float(p[fullest].mean()), float(y[fullest].mean()), int(fullest.sum()))


def log_score(chances: Sequence[float], worked: Sequence[bool]) -> float:
    """The mean of -ln P(what happened), with probabilities held between 1 % and 99 %."""
    held = [min(max(chance, 0.01), 0.99) for chance in chances]
    return sum(-math.log(chance if one else 1 - chance) for chance, one in zip(held, worked, strict=True)) / len(held)


def recalibrated(chances: Sequence[float], worked: Sequence[bool]) -> Values:
    """The share that worked among like probabilities, never falling as they rise: the reliability diagram's heights.

    Pool-adjacent-violators; equal probabilities are pooled first, so that their order does not matter.
    """
    p, y = np.array(chances, dtype=np.float64), np.array(worked, dtype=np.float64)
    _, place = np.unique(p, return_inverse=True)
    return _pooled(place, y)


@dataclass(frozen=True)
class Recalibration:
    """A team's map from what is said to what happens: logit p' = slope * logit p + shift."""

    slope: float = 1.0
    shift: float = 0.0

    def apply(self, chance: float) -> float:
        """The probability that is meant by one that is said."""
        held = min(max(chance, 0.01), 0.99)
        return 1 / (1 + math.exp(-(self.slope * math.log(held / (1 - held)) + self.shift)))


def learn_recalibration(
    chances: Sequence[float], worked: Sequence[bool], *, ridge: float = RECALIBRATION_RIDGE
) -> Recalibration:
    """The likeliest map, held to saying nothing new: Platt's with a ridge, safe from the first task on."""
    held = np.clip(np.array(chances, dtype=np.float64), 0.01, 0.99)
    x = np.column_stack([np.log(held / (1 - held)), np.ones(len(held))])
    y, known = np.array(worked, dtype=np.float64), np.array([1.0, 0.0])
    found = known.copy()
    for _ in range(50):
        expected = 1 / (1 + np.exp(-(x @ found)))
        slope = x.T @ (y - expected) - ridge * (found - known)
        curve = (x * (expected * (1 - expected))[:, None]).T @ x + ridge * np.eye(2)
        step = np.linalg.solve(curve, slope)
        found = found + step
        if float(np.abs(step).max()) < 1e-10:
            break
    return Recalibration(float(found[0]), float(found[1]))


def _brier(p: Values, y: Values) -> float:
    return float(np.mean((p - y) ** 2))


def _pooled(place: NDArray[np.intp], y: Values) -> Values:
    counts = np.bincount(place).astype(np.float64)
    sums = np.bincount(place, weights=y).astype(np.float64)
    found: Values = _isotonic(sums, counts)[place]
    return found


def _isotonic(sums: Values, counts: Values) -> Values:
    blocks: list[tuple[float, float, int]] = []
    for total, count in zip(sums, counts, strict=True):
        block = (float(total), float(count), 1)
        while blocks and blocks[-1][0] * block[1] >= block[0] * blocks[-1][1]:
            before = blocks.pop()
            block = (before[0] + block[0], before[1] + block[1], before[2] + block[2])
        blocks.append(block)
    return np.concatenate([np.full(width, total / count) for total, count, width in blocks])


def _null(p: Values) -> float:
    """The 95 % point of miscalibration were every probability true."""
    random = np.random.default_rng(len(p))
    order = np.sort(p)
    _, place = np.unique(order, return_inverse=True)
    seen = []
    for _ in range(NULL_DRAWS if len(p) <= 1000 else NULL_DRAWS // 4):
        y = (random.random(len(order)) < order).astype(np.float64)
        seen.append(_brier(order, y) - _brier(_pooled(place, y), y))
    return float(np.quantile(seen, 0.95))
