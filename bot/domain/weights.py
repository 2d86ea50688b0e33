"""The weights of evidence that ship: judgement, stated as such, until a team's own resolved tasks teach better ones."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.statuses import Status


def _status_weights() -> Mapping[Status, float]:
    # Status reports lean to good news (Snow, Keil and Wallace 2007): little for good, much for bad.
    return {
        Status.MOVING: 0.20,
        Status.SLOW: -0.25,
        Status.STALLED: -0.45,
        Status.BLOCKED: -0.40,
        Status.WAITING: -0.10,
    }


@dataclass(frozen=True)
class Weights:
    """Every weight in log-odds, named after the evidence it weighs.

    `exposure` is what a whole plan of experiments without success takes away. Stated confidence c is read as
    `confidence_shift + confidence_slope * logit(c)`: people who forecast their own tasks say too much and too
    boldly. `repetition` is the correlation between reports on one task.
    """

    status: Mapping[Status, float] = field(default_factory=_status_weights)
    repetition: float = 0.5
    exposure: float = 0.7
    default_experiments: int = 8
    confidence_shift: float = -0.58
    confidence_slope: float = 0.70
    confidence_trust: float = 0.25
    confidence_change: float = 0.15
    slip: float = 0.15
    lateness: float = 1.0
    blocker: float = 0.30
    blocker_week: float = 0.15
    prior_spread: float = 0.70
    silence_spread: float = 0.20


SHIPPED = Weights()
