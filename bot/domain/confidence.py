"""The learnt probability that the first answer is right, from signals of one ranking. Knows no entries and no text.

Logistic regression with a ridge; `tests/knowledge/fit.py` refits the weights kept in `confidence_weights`.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

RIDGE = 1.0


@dataclass(frozen=True)
class Weights:
    """How much each signal speaks for the first answer, and the two thresholds between the three tiers."""

    bias: float
    signals: Mapping[str, float]
    answer_from: float
    choices_from: float


def confidence(signals: Mapping[str, float], weights: Weights) -> float:
    """The probability in (0, 1) that the first answer is right; an unknown signal counts nothing."""
    total = weights.bias + sum(weights.signals.get(name, 0.0) * value for name, value in signals.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def fit(
    rows: Sequence[Mapping[str, float]], right: Sequence[bool], *, ridge: float = RIDGE
) -> tuple[float, dict[str, float]]:
    """The bias and weights that make the labels likeliest, by Newton's method; the bias is not held back."""
    names = sorted({name for row in rows for name in row})
    x = np.array([[1.0, *(row.get(name, 0.0) for name in names)] for row in rows])
    y = np.array(right, dtype=float)
    held = np.full(len(names) + 1, ridge)
    held[0] = 1e-6
    w = np.zeros(len(names) + 1)
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        slope = x.T @ (y - p) - held * w
        curve = (x * (p * (1 - p))[:, None]).T @ x + np.diag(held)
        step = np.linalg.solve(curve, slope)
        w = w + step
        if float(np.abs(step).max()) < 1e-9:
            break
    return float(w[0]), {name: float(value) for name, value in zip(names, w[1:], strict=True)}
