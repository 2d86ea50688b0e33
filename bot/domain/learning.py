"""Learning what signals are worth from tasks whose end is known: Bayesian logistic regression in log-odds.

The shipped weights are the prior, and how sure each is holds what is learnt to it until the evidence is stronger.
One model for every share of the window. Good news may come to weigh nothing, and never against a task.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bot.domain.histories import History, Outcome, is_open
from bot.domain.signals import Signal, signals
from bot.domain.weights import DIRECTION, Model

Values = NDArray[np.float64]

# How many independent tasks' worth all looks at one task have together.
LOOKS_WORTH = 1.5
# Somebody's word on a likelihood teaches, as a small part of what an outcome does.
CORRECTION_WORTH = 0.25
LEARN_AT = (0.0, 0.15, 0.3, 0.45, 0.6, 0.8)


@dataclass(frozen=True)
class Learnt:
    """What a workspace's own tasks taught: a model, and what each team's tasks took over their estimates."""

    model: Model
    ratios: Mapping[int, tuple[float, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Look:
    """One task seen at one time, with how it ended (1 or 0, or a person's word on it); `weight` in tasks."""

    signals: Mapping[str, float]
    ended: float
    weight: float


def looks(
    histories: Iterable[History], outcomes: Mapping[str, Outcome], *, at: Sequence[float] = LEARN_AT
) -> list[Look]:
    """Every task at every share at which its end was still unknown; a task counts the same however often it is seen."""
    found = []
    shares = sorted(set(at))
    for history in histories:
        outcome = outcomes[history.task]
        seen = [share for share in shares if is_open(history, outcome, share)]
        found += [
            Look(named(signals(history, share)), float(outcome.succeeded), LOOKS_WORTH / len(seen)) for share in seen
        ]
    return found


def named(found: Iterable[Signal]) -> dict[str, float]:
    """The sum of each signal, by name."""
    total: dict[str, float] = {}
    for one in found:
        total[one.name] = total.get(one.name, 0.0) + one.value
    return total


def learn(prior: Model, seen: Sequence[Look]) -> Model:
    """The model that weighs the prior against what was seen; the prior when nothing was seen."""
    if not seen:
        return prior
    names = tuple(sorted({*prior.names, *(name for look in seen for name in look.signals)}))
    place = {name: number for number, name in enumerate(names)}
    x = np.zeros((len(seen), len(names)))
    for row, look in enumerate(seen):
        for name, value in look.signals.items():
            x[row, place[name]] = value
    y = np.array([look.ended for look in seen], dtype=np.float64)
    counted = np.array([look.weight for look in seen])
    start = np.array([prior.weight(name) for name in names])
    precision = np.array([1 / prior.spread(name) ** 2 for name in names])
    direction = np.array([DIRECTION.get(name, 0) for name in names], dtype=np.float64)
    fitted, curve = _newton(x, y, counted, start, precision, direction)
    spreads = np.sqrt(np.diag(np.linalg.inv(curve)))
    return Model(names, tuple(fitted.tolist()), tuple(spreads.tolist()))


def _newton(
    x: Values, y: Values, counted: Values, prior: Values, precision: Values, direction: Values
) -> tuple[Values, Values]:
    """The likeliest weights on their side of zero, and the curvature there: Newton's method within the bounds."""

    def loss(at: Values) -> float:
        log_odds = x @ at
        misfit = counted @ (np.logaddexp(0.0, log_odds) - y * log_odds)
        return float(misfit + 0.5 * precision @ (at - prior) ** 2)

    weights, known = prior, loss(prior)
    curve = np.diag(precision)
    for _ in range(60):
        expected = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        slope = x.T @ (counted * (expected - y)) + precision * (weights - prior)
        curve = (x * (counted * expected * (1 - expected))[:, None]).T @ x + np.diag(precision)
        step = _bounded_step(curve, slope, weights, direction)
        part = 1.0
        while (reached := loss(weights + part * step)) > known and part > 1e-4:
            part /= 2
        weights, gained, known = weights + part * step, known - reached, reached
        if gained < 1e-7:
            break
    return weights, curve


def _bounded_step(curve: Values, slope: Values, weights: Values, direction: Values) -> Values:
    """The step that minimises the quadratic model without taking a weight over zero, by coordinate descent."""
    step = np.zeros_like(weights)
    rest = slope.copy()
    diagonal = np.diag(curve)
    for _ in range(200):
        furthest = 0.0
        for place in range(len(weights)):
            moved = step[place] - rest[place] / diagonal[place]
            if direction[place] and (weights[place] + moved) * direction[place] < 0:
                moved = -weights[place]
            change = moved - step[place]
            if change:
                rest += change * curve[:, place]
                step[place] = moved
                furthest = max(furthest, abs(change))
        if furthest < 1e-5:
            break
    return step
