"""Blockers as things of their own: what stands in the way of a task, who could help, by when, and what became of it.

Pure. A blocker is nudged about once and escalated once, whatever happens: asking more often is noise.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.domain.likelihood import Report
from bot.domain.plans import Plan

MOST_WHAT = 1000
STALE_AFTER = timedelta(days=3)
ESCALATED_AFTER = timedelta(days=7)
# Whoever has just said something about a blocker is left alone for so long.
QUIET_AFTER_WORD = timedelta(days=2)
A_DAY = timedelta(days=1)
DAY_BEGINS, DAY_ENDS, SATURDAY = time(8), time(20), 5
MOST_SUGGESTIONS = 2


@dataclass(frozen=True)
class Blocker:
    """Something that stands in a task's way. `by` said so; `helper` could help; `heard` is the last word about it."""

    id: int
    task: int
    title: str
    project: str
    team: int
    what: str
    by: str
    helper: str | None
    needed: date | None
    raised: date
    heard: date
    taken_by: str | None = None
    resolved: date | None = None
    nudged: bool = False
    escalated: bool = False

    def days_open(self, today: date) -> int:
        """For how many days it has stood there."""
        return max(((self.resolved or today) - self.raised).days, 0)


@dataclass(frozen=True)
class Span:
    """The days in which a task was blocked; `resolved` is None while it is."""

    raised: date
    resolved: date | None


def nudge_on(blocker: Blocker) -> date | None:
    """The day on which whoever could help is asked once more: the day before it is needed, or after three days."""
    if blocker.nudged or blocker.resolved:
        return None
    on = blocker.raised + STALE_AFTER
    if blocker.needed is not None:
        on = min(on, max(blocker.needed - A_DAY, blocker.raised + A_DAY))
    return _after_words(blocker, on)


def escalate_on(blocker: Blocker) -> date | None:
    """The day on which the team's managers hear of it: when it was needed and is not there, or after a week."""
    if blocker.escalated or blocker.resolved:
        return None
    if blocker.needed is not None:
        return _after_words(blocker, max(blocker.needed, blocker.raised) + A_DAY)
    return _after_words(blocker, blocker.raised + ESCALATED_AFTER)


def next_on(blocker: Blocker) -> date | None:
    """The next day on which something is to be said about it; None when all has been said."""
    return min((on for on in (nudge_on(blocker), escalate_on(blocker)) if on is not None), default=None)


def reachable(local: datetime) -> datetime:
    """This local time, or the next at which somebody may be asked for help: on working days, from eight to eight."""
    if local.weekday() < SATURDAY and DAY_BEGINS <= local.time() < DAY_ENDS:
        return local
    on = local.date() if local.time() < DAY_BEGINS else local.date() + A_DAY
    while on.weekday() >= SATURDAY:
        on += A_DAY
    return datetime.combine(on, DAY_BEGINS, local.tzinfo)


def in_force(reports: Sequence[Report], spans: Sequence[Span]) -> list[Report]:
    """The reports with *blocked* taken out where that blocker has been resolved since."""
    return [replace(one, blocked=None) if one.blocked and _over(one.on, spans) else one for one in reports]


def could_help(plan: Plan, key: str, *, managers: Iterable[str], but: str) -> tuple[str, ...]:
    """Whom to ask when nobody was named: who owns what the task still needs, else who works on its milestone,
    else the managers. At most two, never `but`; names as the plan has them.
    """
    needed = [plan.tasks[one].owner for one in plan.tasks[key].needs if plan.tasks[one].resolution is None]
    beside = [plan.tasks[one].owner for one in _beside(plan, key) if plan.tasks[one].resolution is None]
    for owners in (needed, beside, managers):
        found = list(dict.fromkeys(one for one in owners if one and one != but))
        if found:
            return tuple(found[:MOST_SUGGESTIONS])
    return ()


def _beside(plan: Plan, key: str) -> list[str]:
    return [
        other
        for milestone in plan.milestones
        for ways in [[task for approach in milestone.approaches for task in approach.tasks]]
        if key in ways
        for other in ways
        if other != key
    ]


def _after_words(blocker: Blocker, on: date) -> date:
    # The word that raised it is no reason to wait; one that came later is.
    return max(on, blocker.heard + QUIET_AFTER_WORD) if blocker.heard > blocker.raised else on


def _over(on: date, spans: Sequence[Span]) -> bool:
    covering = [one for one in spans if one.raised <= on and (one.resolved is None or on <= one.resolved)]
    return bool(covering) and all(one.resolved is not None for one in covering)
