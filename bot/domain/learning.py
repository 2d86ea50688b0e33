"""Learning what signals are worth from tasks whose end is known: Bayesian logistic regression in log-odds.

The shipped weights are the prior; a ridge holds what is learnt to them until the evidence is stronger. One model
for every share of the window.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.domain.histories import History, Outcome, is_open
from bot.domain.likelihood import LEAST, MOST, logistic
from bot.domain.signals import signals

Values = NDArray[np.float64]

# How many independent tasks' worth all looks at one task have together.
LOOKS_WORTH = 1.5
RIDGE = 2.0
LEARN_AT = (0.0, 0.15, 0.3, 0.45, 0.6, 0.8)


@dataclass(frozen=True)
class Model:
    """The weight in log-odds of every signal; one that is not named weighs nothing."""

    weights: Mapping[str, float]

    def probability(self, history: History, share: float) -> float:
        """The probability of success within the window, from what was said until this share of it."""
        log_odds = sum(self.weights.get(name, 0.0) * value for name, value in signals(history, share).items())
        return min(max(logistic(max(min(log_odds, 30.0), -30.0)), LEAST), MOST)


@dataclass(frozen=True)
class Look:
    """One task seen at one share of its window, with how it ended; `weight` counts it as a part of a task."""

    signals: Mapping[str, float]
    succeeded: bool
    weight: float


def looks(
    histories: Sequence[History], outcomes: Mapping[str, Outcome], *, at: Sequence[float] = LEARN_AT
) -> list[Look]:
    """Every task at every share at which its end was still unknown; a task counts the same however often it is seen."""
    found = []
    for history in histories:
        outcome = outcomes[history.task]
        shares = [share for share in sorted(set(at)) if is_open(history, outcome, share)]
        found += [Look(signals(history, share), outcome.succeeded, LOOKS_WORTH / len(shares)) for share in shares]
    return found


def learn(prior: Model, seen: Sequence[Look], *, ridge: float = RIDGE) -> Model:
    """The model that weighs the prior against what was seen, by Newton's method; the prior when nothing was seen."""
    if not seen:
        return prior
    names = sorted({*prior.weights, *(name for look in seen for name in look.signals)})
    place = {name: number for number, name in enumerate(names)}
    x = np.zeros((len(seen), len(names)))
    for row, look in enumerate(seen):
        for name, value in look.signals.items():
            x[row, place[name]] = value
    y = np.array([look.succeeded for look in seen], dtype=np.float64)
    counted = np.array([look.weight for look in seen])
    start = np.array([prior.weights.get(name, 0.0) for name in names])
    fitted = _newton(x, y, counted, start, ridge)
    return Model({name: float(value) for name, value in zip(names, fitted, strict=True)})


def _newton(x: Values, y: Values, counted: Values, prior: Values, ridge: float) -> Values:
    weights = prior
    for _ in range(40):
        expected = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        slope = x.T @ (counted * (y - expected)) - ridge * (weights - prior)
        curve = (x * (counted * expected * (1 - expected))[:, None]).T @ x + ridge * np.eye(len(prior))
        step = np.linalg.solve(curve, slope).astype(np.float64)
        weights = weights + step
        if float(np.abs(step).max()) < 1e-6:
            break
    return weights
