"""What signals weigh in log-odds: the model everything is told by, which way each signal may speak, what ships.

Shipped weights are of two kinds: judgement, where no history holds the signal, and what histories of neighbouring
fields say. Both are a prior, which a workspace's own resolved tasks move.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.domain.fitted_weights import FITTED
from bot.domain.signals import Signal

# How sure a weight is that nobody judged: learnt from nothing.
UNKNOWN_SPREAD = 0.5

# Which way a signal may speak: good news never lowers, bad news never raises. The others are free.
DIRECTION: Mapping[str, int] = {
    **dict.fromkeys(
        (
            "prior",
            "good status",
            "plan: good status",
            "confidence",
            "confidence of the first",
            "confidence x people",
            "confidence against prior",
            "confidence change",
            "plan: confidence change",
            "steps against time",
            "complete, early",
            "complete, late",
            "complete, at the end",
            "little left, early",
            "little left, late",
            "little left, at the end",
            "momentum",
            "momentum, late",
        ),
        1,
    ),
    **dict.fromkeys(
        (
            "bad status",
            "plan: bad status",
            "stuck now",
            "plan: stuck now",
            "exposure",
            "slip",
            "plan: slip",
            "late",
            "plan: late",
            "late at all",
            "blocked",
            "plan: blocked",
            "blocked weeks",
            "plan: blocked weeks",
        ),
        -1,
    ),
}

# Signals of a team's plan that no history holds: judgement, and how sure of it we are.
JUDGED: Mapping[str, tuple[float, float]] = {
    "prior": (1.0, 0.15),
    "prior shift": (0.0, 0.4),
    # Status reports lean to good news (Snow, Keil and Wallace 2007): good ones weigh little.
    "plan: good status": (0.2, 0.1),
    "plan: bad status": (-0.25, 0.1),
    "plan: stuck now": (-0.2, 0.1),
    "plan: waiting now": (-0.05, 0.1),
    "confidence against prior": (0.3, 0.1),
    "stated with prior": (0.0, 0.2),
    "plan: confidence change": (0.15, 0.1),
    # Search theory: a whole plan of experiments without success is news about the approach.
    "exposure": (-0.7, 0.25),
    "steps against time": (0.35, 0.15),
    "plan: slip": (-0.15, 0.1),
    "plan: late": (-1.0, 0.3),
    "plan: blocked": (-0.3, 0.15),
    "plan: blocked weeks": (-0.15, 0.1),
}


@dataclass(frozen=True)
class Model:
    """The weight in log-odds of every signal, and how sure each is (a standard deviation)."""

    names: tuple[str, ...]
    weights: tuple[float, ...]
    spreads: tuple[float, ...]
    _place: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_place", {name: number for number, name in enumerate(self.names)})

    def weight(self, name: str) -> float:
        """What a signal weighs; one that is not known weighs nothing."""
        place = self._place.get(name)
        return 0.0 if place is None else self.weights[place]

    def spread(self, name: str) -> float:
        """How sure that is; one that is not known is open to be learnt."""
        place = self._place.get(name)
        return UNKNOWN_SPREAD if place is None else self.spreads[place]

    def log_odds(self, found: Iterable[Signal]) -> float:
        """The log-odds that signals add up to."""
        return sum(self.weight(one.name) * one.value for one in found)


def model_of(known: Mapping[str, tuple[float, float]]) -> Model:
    """A model from each signal's weight and how sure it is."""
    names = tuple(sorted(known))
    return Model(names, tuple(known[name][0] for name in names), tuple(known[name][1] for name in names))


SHIPPED = model_of({**FITTED, **JUDGED})
