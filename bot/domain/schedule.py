"""When recurring things come due: rules, local dates, changes of the clock, days off and absences.

Pure: a due time is a function of (rule, zone, date), and what to do now is a function of that and what is recorded.
"""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

LOOKBACK_DAYS = 7
NO_DAYS: frozenset[date] = frozenset()
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rule:
    """Certain weekdays (Monday is 0) at a local time, every n weeks counted from the anchor's week."""

    weekdays: frozenset[int]
    at: time
    every_weeks: int = 1
    anchor: date = date(2024, 1, 1)
    starts: date | None = None
    ends: date | None = None

    def strikes(self, on: date) -> bool:
        """Whether this rule has an occurrence on a local date."""
        if on.weekday() not in self.weekdays:
            return False
        if (self.starts and on < self.starts) or (self.ends and on > self.ends):
            return False
        weeks = (_monday(on) - _monday(self.anchor)).days // 7
        return weeks % self.every_weeks == 0

    def next_date(self, *, after: date, days_off: Container[date] = NO_DAYS) -> date | None:
        """The next local date after `after` on which this rule strikes and nobody has the day off."""
        for days in range(1, 7 * self.every_weeks * 8 + 1):
            on = after + timedelta(days=days)
            if self.strikes(on) and on not in days_off:
                return on
        return None


class Kind(StrEnum):
    """What a planned occurrence is: to be asked now, or only to be recorded."""

    PROMPT = "prompt"
    SKIPPED_LATE = "skipped_late"
    SUPERSEDED = "superseded"
    AWAY = "away"


@dataclass(frozen=True)
class Planned:
    """One occurrence that has struck and is not recorded yet."""

    local_date: date
    due: datetime
    kind: Kind


@lru_cache(maxsize=65536)
def due_at(at: time, on: date, zone: ZoneInfo) -> datetime | None:
    """The instant at which a local time strikes on a local date, in UTC.

    A time that is skipped in spring strikes later by the gap, a repeated one strikes the first time, a gap across
    midnight strikes at the first moment of the new day, and a date that does not exist in the zone never strikes.
    """
    naive = datetime.combine(on, at)
    instant = naive.replace(tzinfo=zone, fold=0).astimezone(UTC)
    local = instant.astimezone(zone)
    if local.date() == on:
        return instant
    # Moved by a gap onto another date: the day begins after the gap, or there is no such day.
    return _first_moment(on, zone)


def occurrences(
    rule: Rule, zone: ZoneInfo, *, after: datetime, until: datetime, days_off: Container[date] = NO_DAYS
) -> Iterator[tuple[date, datetime]]:
    """Every occurrence with after < due <= until, as (local date, instant), strictly increasing."""
    on = after.astimezone(zone).date() - A_DAY
    last = until.astimezone(zone).date() + A_DAY
    while on <= last:
        if rule.strikes(on) and on not in days_off:
            due = due_at(rule.at, on, zone)
            if due is not None and after < due <= until:
                yield on, due
        on += A_DAY


def latest(
    rule: Rule, zone: ZoneInfo, *, now: datetime, days_off: Container[date] = NO_DAYS
) -> tuple[date, datetime] | None:
    """The newest occurrence that has struck within the last week, or None."""
    today = now.astimezone(zone).date()
    for days in range(LOOKBACK_DAYS + 2):
        on = today + A_DAY - timedelta(days=days)
        if rule.strikes(on) and on not in days_off:
            due = due_at(rule.at, on, zone)
            if due is not None and due <= now:
                return on, due
    return None


@lru_cache(maxsize=4096)
def _struck_until(rule: Rule, zone: ZoneInfo, minute: int) -> tuple[tuple[date, datetime], ...]:
    now = datetime.fromtimestamp(minute * 60, UTC)
    return tuple(occurrences(rule, zone, after=now - timedelta(days=LOOKBACK_DAYS), until=now))


def struck(rule: Rule, zone: ZoneInfo, *, now: datetime) -> tuple[tuple[date, datetime], ...]:
    """The occurrences of the last week, oldest first; worked out once a minute for all who share rule and zone."""
    return _struck_until(rule, zone, int(now.timestamp() // 60))


def next_after(rule: Rule, zone: ZoneInfo, *, now: datetime, days_off: Container[date] = NO_DAYS) -> datetime | None:
    """The next instant at which this rule strikes, or None if it never does again."""
    on = now.astimezone(zone).date() - timedelta(days=2)
    for _ in range(64):
        following = rule.next_date(after=on, days_off=days_off)
        if following is None:
            return None
        due = due_at(rule.at, following, zone)
        if due is not None and due > now:
            return due
        on = following
    return None


def plan(
    struck: Sequence[tuple[date, datetime]],
    *,
    now: datetime,
    joined: date,
    away: Container[date],
    recorded: Container[date],
    grace: timedelta,
) -> list[Planned]:
    """What one participant is to be asked or spared, of the occurrences that have struck, oldest first.

    Only the newest may still be asked, and only within `grace`; older ones are recorded as superseded, so that
    an outage is never followed by a burst of stale prompts. What is recorded already yields nothing.
    """
    found = []
    newest = struck[-1][0] if struck else None
    for on, due in struck:
        if on < joined or on in recorded:
            continue
        if on in away:
            kind = Kind.AWAY
        elif on != newest:
            kind = Kind.SUPERSEDED
        else:
            kind = Kind.PROMPT if now - due <= grace else Kind.SKIPPED_LATE
        found.append(Planned(on, due, kind))
    return found


def _monday(on: date) -> date:
    return on - timedelta(days=on.weekday())


def _first_moment(on: date, zone: ZoneInfo) -> datetime | None:
    # The offset just before the day decides when it would begin; bisect to the change of the clock in between.
    low = datetime.combine(on, time(0), UTC) - timedelta(hours=28)
    high = low + timedelta(hours=56)
    if high.astimezone(zone).date() < on:
        return None
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).date() >= on:
            high = middle
        else:
            low = middle
    first = high.replace(microsecond=0) if high.microsecond == 0 else high.replace(microsecond=0) + timedelta(seconds=1)
    candidates = [first - timedelta(seconds=1), first]
    for moment in candidates:
        if moment.astimezone(zone).date() == on:
            return moment
    return None
