"""Confidence refitted to a workspace's own labels, held back toward the weights that ship. Knows no text.

With few labels nothing moves much: the ridge is as strong as some fifty labels, and one person's many count as ten.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bot.domain.confidence import Weights
from bot.domain.question_feedback import Label

RIDGE = 60.0
# Below this nothing is learnt at all: too few people have said too little.
FEWEST_LABELS = 20
MOST_OF_ONE_PERSON = 10.0
MOST_STEPS = 50


@dataclass(frozen=True)
class Example:
    """The signals behind one answer, and what somebody let us know about it."""

    signals: Mapping[str, float]
    label: Label


def shifts(shipped: Weights, examples: Sequence[Example]) -> dict[str, float]:
    """How far each weight moves from the shipped one ("" is the bias) to make the labels likeliest; all 0 below twenty.

    Newton's method on the penalised log-likelihood. Each example counts its label's worth, and no person more than ten.
    """
    known = [one for one in examples if one.signals]
    if len(known) < FEWEST_LABELS:
        return {}
    names = sorted({name for one in known for name in one.signals if name in shipped.signals})
    x = np.array([[1.0, *(one.signals.get(name, 0.0) for name in names)] for one in known])
    y = np.array([one.label.right for one in known], dtype=float)
    said = Counter[str]()
    for one in known:
        said[one.label.person] += 1
    worth = np.array([one.label.worth * min(1.0, MOST_OF_ONE_PERSON / said[one.label.person]) for one in known])
    base = x @ np.array([shipped.bias, *(shipped.signals[name] for name in names)])
    move = np.zeros(len(names) + 1)
    for _ in range(MOST_STEPS):
        p = 1 / (1 + np.exp(-np.clip(base + x @ move, -30, 30)))
        slope = x.T @ (worth * (y - p)) - RIDGE * move
        curve = (x * (worth * p * (1 - p))[:, None]).T @ x + RIDGE * np.eye(len(move))
        step = np.linalg.solve(curve, slope)
        move = move + step
        if float(np.abs(step).max()) < 1e-9:
            break
    return {name: round(float(value), 6) for name, value in zip(["", *names], move, strict=True)}


def shifted(shipped: Weights, moves: Mapping[str, float]) -> Weights:
    """The shipped weights with a workspace's shifts; one of a signal that ships no more is left out."""
    signals = {name: weight + moves.get(name, 0.0) for name, weight in shipped.signals.items()}
    return replace(shipped, bias=shipped.bias + moves.get("", 0.0), signals=signals)
