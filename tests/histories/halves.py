"""Halves of a folder of histories, split by group and never through one, and how the model does across them."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.domain.histories import History, Outcome, is_open
from bot.domain.learning import LEARN_AT, Model, learn, looks
from bot.domain.signal_weights import SHIPPED
from storage.histories import read_histories, read_outcomes


@dataclass(frozen=True)
class Halves:
    """Brier scores on halves not learnt from: the base rate of the other half, the shipped weights, the learnt ones."""

    share: float
    base: float
    shipped: float
    learnt: float


def folder_of(name: str) -> Path:
    """The folder of one set of histories beside the checkout; it may not be there."""
    return Path(__file__).parents[3] / "shared" / "history" / name


def compare(folder: Path, at: Sequence[float], *, splits: int = 3) -> list[Halves]:
    """The mean over both directions of several splits into halves."""
    histories = read_histories(folder)
    outcomes = read_outcomes(folder, histories)
    if any(one.own for one in histories):
        histories = [one for one in histories if one.own]
    found: dict[float, list[tuple[float, float, float]]] = {share: [] for share in at}
    for known, hidden in _splits(histories, splits):
        learnt = learn(Model(SHIPPED), looks(known, outcomes, at=(*LEARN_AT, *at)))
        for share in at:
            rate = float(np.mean([outcomes[one.task].succeeded for one in _open(known, outcomes, share)]))
            rows = _open(hidden, outcomes, share)
            worked = np.array([outcomes[one.task].succeeded for one in rows], dtype=float)
            shipped = np.array([Model(SHIPPED).probability(one, share) for one in rows])
            told = np.array([learnt.probability(one, share) for one in rows])
            found[share].append(tuple(float(np.mean((p - worked) ** 2)) for p in (rate, shipped, told)))  # type: ignore[arg-type]
    return [Halves(share, *(float(value) for value in np.mean(rows, axis=0))) for share, rows in found.items()]


def _open(histories: Sequence[History], outcomes: dict[str, Outcome], share: float) -> list[History]:
    return [one for one in histories if is_open(one, outcomes[one.task], share)]


def _splits(histories: Sequence[History], splits: int) -> Iterator[tuple[list[History], list[History]]]:
    groups = sorted({one.group for one in histories})
    for seed in range(splits):
        random.Random(seed).shuffle(groups)
        half = set(groups[: len(groups) // 2])
        first = [one for one in histories if one.group in half]
        second = [one for one in histories if one.group not in half]
        yield first, second
        yield second, first
