"""How long work takes that was estimated: what estimates are worth, and what remains once some effort is spent.

Efforts are person-days. Medians and tails, never means: those may not exist (Flyvbjerg et al. 2022).
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from bot.domain.likelihood import Report
from bot.domain.normal import cdf, quantile_near
from bot.domain.plans import Effort

Values = NDArray[np.float64]

HOURS_A_DAY = 8.0
# A task's hours are known when this share of its reports tells them.
TOLD_THROUGHOUT = 0.8
LATELY_DAYS, FEWEST_REPLIES = 28, 3
SLOWEST, FASTEST = 0.2, 1.25
# The 90 % quantile of a standard normal: what lies between a task's P50 and P90.
Z90 = 1.2815515655446004
# Actual over estimated effort of 10,000 finished tasks (SiP; Jones and Cullum, arXiv 1901.01621): the middles of its
# ten tenths. Right in the median, with heavy tails. They count as ten finished tasks of a team's own.
PUBLISHED = (0.21, 0.5, 0.75, 0.98, 1.0, 1.0, 1.0, 1.25, 1.79, 3.25)


@dataclass(frozen=True)
class Reference:
    """What tasks took over what they were estimated at, a team's own and the published ones together, sorted."""

    ratios: tuple[float, ...] = PUBLISHED
    own: int = 0

    def quantile(self, share: float | Values) -> Values:
        """The ratio that this share of tasks stayed below."""
        shares = (np.arange(len(self.ratios)) + 0.5) / len(self.ratios)
        return np.asarray(np.exp(np.interp(share, shares, np.log(self.ratios))), dtype=np.float64)

    @property
    def multiplier(self) -> float:
        """What an estimate is multiplied by in the middle of the cases."""
        return float(self.quantile(0.5))

    def interval(self, estimate: float, *, holds: float = 0.8) -> tuple[float, float]:
        """The efforts between which a task with a single estimate falls with this probability."""
        tail = (1 - holds) / 2
        return estimate * float(self.quantile(tail)), estimate * float(self.quantile(1 - tail))

    def effort(self, estimate: float) -> Effort:
        """A single estimate as P50 and P90."""
        p50 = estimate * self.multiplier
        return Effort(p50, max(estimate * float(self.quantile(0.9)), p50))


def reference(ratios: Iterable[float]) -> Reference:
    """The reference class of a team: actual over estimate of its finished tasks, shrunk toward the published ones."""
    own = [ratio for ratio in ratios if ratio > 0]
    return Reference(tuple(sorted([*own, *PUBLISHED])), len(own))


def hours_told(reports: Sequence[Report]) -> float | None:
    """The hours that were told of a task, or None when too few of its reports tell any to go by."""
    told = [report.hours for report in reports if report.hours is not None]
    return sum(told) if told and sum(told) > 0 and len(told) >= TOLD_THROUGHOUT * len(reports) else None


def pace(reports: Iterable[Report], *, today: date) -> float:
    """The person-days that somebody has lately given to a working day, from the hours told of all their tasks.

    1 while too few replies tell hours to go by.
    """
    hours: dict[date, float] = {}
    for report in reports:
        if report.hours is not None and 0 <= (today - report.on).days <= LATELY_DAYS:
            hours[report.on] = hours.get(report.on, 0.0) + report.hours
    if len(hours) < FEWEST_REPLIES:
        return 1.0
    first, last = min(hours), max(hours)
    # The first reply's hours were given before it.
    given = sum(hours.values()) - hours[first]
    days = max(int(np.busday_count(first, last)), 1)
    return min(max(given / HOURS_A_DAY / days, SLOWEST), FASTEST)


def remaining(effort: Effort, spent: float, deviates: Values) -> Values:
    """What is left of a task that took `spent` and is not done, for standard normal deviates.

    The effort is lognormal through its P50 and P90, given that it is more than what was spent: once that is beyond
    the P50, what is left grows again.
    """
    spread = math.log(effort.p90 / effort.p50) / Z90
    if spent <= 0:
        return np.asarray(effort.p50 * np.exp(spread * deviates), dtype=np.float64)
    if spread == 0.0:
        return np.full_like(deviates, max(effort.p50 - spent, 0.0))
    reached = math.log(spent / effort.p50) / spread
    # By what is still to come, which keeps its digits however far in the tail it is.
    survives = 0.5 * math.erfc(reached / math.sqrt(2.0))
    later = -quantile_near(survives * cdf(-deviates))
    found: Values = effort.p50 * np.exp(spread * np.maximum(later, reached)) - spent
    return found
