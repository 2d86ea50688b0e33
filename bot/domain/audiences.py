"""Who reads a digest and what of it: projects, how far odds must move to be told at once, and the next one's fate."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from bot.domain.rituals import WORKDAYS
from bot.domain.schedule import Rule

MOST_NOTE = 500
MOST_AUDIENCES = 12
# A team that sets nothing hears of a move as large as from likely to about even.
USUAL_JUMP = 0.15
# Nobody is told of odds at night, whatever hour a digest has.
EARLIEST, LATEST = time(8), time(18)
NIGHT = time(20)


@dataclass(frozen=True)
class Audience:
    """What one channel's digest is about. No project named means all; `jump` is a share of one, None says nothing
    between digests. `note` goes with the next digest, `held` is the ISO week that has none, `looked` the last date on
    which odds were compared.
    """

    projects: frozenset[int] = frozenset()
    jump: float | None = USUAL_JUMP
    note: str = ""
    noted_by: str | None = None
    held: str = ""
    looked: date | None = None


@dataclass(frozen=True)
class Told:
    """What a channel was told last: when, each project's odds by its date, and a fingerprint of all that was said.

    A word between digests has no fingerprint, so that the digest after it is a whole one.
    """

    at: datetime
    channel: str
    odds: Mapping[int, float]
    fingerprint: str = ""


def jumped(told: Mapping[int, float], now: Mapping[int, float], *, by: float) -> list[int]:
    """The projects whose odds are at least so far from what was told, the farthest first; new ones are none."""
    moves = {one: abs(in_points(odds) - in_points(told[one])) for one, odds in now.items() if one in told}
    return sorted((one for one, move in moves.items() if move >= in_points(by)), key=lambda one: -moves[one])


def in_points(share: float) -> int:
    """Odds as they are told: in whole percentage points."""
    return round(share * 100)


def week_of(local_date: date) -> str:
    """The ISO week a date belongs to, such as `2026-W48`."""
    year, week, _ = local_date.isocalendar()
    return f"{year}-W{week:02d}"


def looking_rule(rule: Rule) -> Rule:
    """When a digest's odds are looked at: on every working day, at its hour, by day."""
    return replace(rule, weekdays=WORKDAYS, every_weeks=1, at=min(max(rule.at, EARLIEST), LATEST))
