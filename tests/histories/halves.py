"""How the model does across halves of a set of histories, split by group: `python -m tests.histories.halves`.

The half that is told is hidden from everything: the prior, too, is fitted anew from the other half and the other sets.
"""

import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.domain.histories import History, Outcome, is_open
from bot.domain.learning import learn, looks
from bot.domain.likelihood import probability
from bot.domain.weights import model_of
from storage.histories import read_histories, read_outcomes
from tests.histories.fit import fit, relevant, seen_in

SETS = {
    "k8s_keps": (0.0, 0.25, 0.5, 0.75),
    "agile_sprints": (0.0, 0.3, 0.5, 0.8),
    "predictionbook": (0.0, 0.25, 0.5, 0.75),
    "algoperf_runs": (0.1, 0.25, 0.5, 0.75),
}
# As the shipped weights were fitted: short machine runs twice, because they are unlike all the rest.
FITTED_ON = (*SETS, "algoperf_runs", "landmark_weekly")


@dataclass(frozen=True)
class Halves:
    """Brier scores on hidden halves: the base rate of the known half, weights from all known data, those learnt on."""

    share: float
    base: float
    prior: float
    learnt: float


def folder_of(name: str) -> Path:
    """The folder of one set of histories beside the checkout; it may not be there."""
    return Path(__file__).parents[3] / "shared" / "history" / name


def compare(name: str, at: Sequence[float], *, splits: int = 3) -> list[Halves]:
    """The mean over both directions of several splits into halves."""
    folder = folder_of(name)
    every = read_histories(folder)
    outcomes = read_outcomes(folder, every)
    found: dict[float, list[list[float]]] = {share: [] for share in at}
    for known, hidden in _splits(relevant(every), splits):
        seen = looks(known, outcomes)
        prior = model_of(fit([seen if other == name else seen_in(folder_of(other)) for other in FITTED_ON]))
        learnt = learn(prior, seen)
        for share in at:
            rate = float(np.mean([outcomes[one.task].succeeded for one in _open(known, outcomes, share)]))
            rows = _open(hidden, outcomes, share)
            worked = np.array([outcomes[one.task].succeeded for one in rows], dtype=float)
            told = [np.full(len(rows), rate)]
            told += [np.array([probability(model, one, share) for one in rows]) for model in (prior, learnt)]
            found[share].append([float(np.mean((chances - worked) ** 2)) for chances in told])
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


def main() -> None:
    """Print the table of docs/explanation/how-a-likelihood-moves.md."""
    for name, at in SETS.items():
        for told in compare(name, at):
            row = f"| {name} | {told.share:g} | {told.base:.3f} | {told.prior:.3f} | {told.learnt:.3f} |"
            sys.stdout.write(row + "\n")


if __name__ == "__main__":
    main()
