"""When recurring things come due: rules, local dates, changes of the clock, days off and absences.

Pure: a due time is a function of (rule, zone, date), and what to do now is a function of that and what is recorded.
"""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.domain.errors import WrongInput

LOOKBACK_DAYS = 7
# Days off may cover this many turns of a rule before it counts as one that never strikes again: more than a year.
MOST_TURNS_OFF = 54
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

    def __post_init__(self) -> None:
        if not self.weekdays <= frozenset(range(7)):
            raise WrongInput(f"weekdays: {sorted(self.weekdays)} are not all from 0 (Monday) to 6 (Sunday)")
        if self.at.tzinfo is not None:
            raise WrongInput(f"at: {self.at} carries an offset; write the local time alone, such as 09:30")
        if self.every_weeks < 1:
            raise WrongInput(f"every_weeks: {self.every_weeks} is less than 1; every week is 1")
        if self.starts and self.ends and self.ends < self.starts:
            raise WrongInput(f"ends: {self.ends} is before the first day, {self.starts}")

    def strikes(self, on: date) -> bool:
        """Whether this rule has an occurrence on a local date."""
        if on.weekday() not in self.weekdays:
            return False
        if (self.starts and on < self.starts) or (self.ends and on > self.ends):
            return False
        weeks = (_monday(on) - _monday(self.anchor)).days // 7
        return weeks % self.every_weeks == 0

    def next_date(self, *, after: date, days_off: Container[date] = NO_DAYS) -> date | None:
        """The next local date after `after` on which this rule strikes and nobody has the day off, or None."""
        begins = max(after + A_DAY, self.starts or after)
        for days in range(7 * self.every_weeks * MOST_TURNS_OFF if self.weekdays else 0):
            on = begins + timedelta(days=days)
            if self.ends and on > self.ends:
                return None
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

    A time that is skipped in spring strikes later by the gap, or at the first moment of the new day when the gap
    reaches midnight; a repeated one strikes the first time; a date that does not exist in the zone never strikes.
    """
    naive = datetime.combine(on, at)
    instant = naive.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if instant.astimezone(zone).date() == on:
        return instant
    end = _end_of_gap(naive, zone)
    either_side = {moment.astimezone(zone).date() for moment in (end - timedelta(seconds=1), end)}
    return end if on in either_side else None


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
    rule: Rule,
    zone: ZoneInfo,
    *,
    now: datetime,
    days_off: Container[date] = NO_DAYS,
    lookback_days: int = LOOKBACK_DAYS,
) -> tuple[date, datetime] | None:
    """The newest occurrence that has struck within the last week, or as many days as are said, or None."""
    today = now.astimezone(zone).date()
    for days in range(lookback_days + 2):
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


def upcoming(
    rule: Rule, zone: ZoneInfo, *, now: datetime, days_off: Container[date] = NO_DAYS
) -> tuple[date, datetime] | None:
    """The next occurrence, as (local date, instant), or None if this rule never strikes again."""
    # The day before may still strike today: its last hour can be missing.
    on = rule.next_date(after=now.astimezone(zone).date() - timedelta(days=2), days_off=days_off)
    while on is not None:
        due = due_at(rule.at, on, zone)
        if due is not None and due > now:
            return on, due
        on = rule.next_date(after=on, days_off=days_off)
    return None


def next_after(rule: Rule, zone: ZoneInfo, *, now: datetime, days_off: Container[date] = NO_DAYS) -> datetime | None:
    """The next instant at which this rule strikes, or None if it never does again."""
    found = upcoming(rule, zone, now=now, days_off=days_off)
    return found[1] if found else None


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


def _end_of_gap(skipped: datetime, zone: ZoneInfo) -> datetime:
    """The instant at which the clock jumped over a local time, which lies in a gap."""
    skipped = skipped.replace(microsecond=0)
    before = skipped.replace(tzinfo=zone, fold=1).astimezone(UTC)
    after = skipped.replace(tzinfo=zone, fold=0).astimezone(UTC)
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after
