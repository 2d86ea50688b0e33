"""Which local date a reply belongs to, and when somebody who has not answered may be reminded.

Pure, like the schedule it builds on; knows neither who answered what nor how a reminder is sent.
"""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.errors import WrongInput
from bot.domain.schedule import NO_DAYS, Rule, due_at, latest, upcoming

MOST_REMINDERS = 2
DAY_BEGINS = time(9)
DAY_ENDS = time(18)
LONGEST_WAIT = timedelta(hours=3)
# Two messages within less than this are a nag; a prompt late in the day gets fewer reminders, or none.
SHORTEST_WAIT = timedelta(minutes=45)


@dataclass(frozen=True)
class Window:
    """The local date a reply belongs to. Early: before its prompt is due. Late: on a later local date."""

    local_date: date
    due: datetime
    early: bool
    late: bool


def window(
    rule: Rule,
    zone: ZoneInfo,
    *,
    now: datetime,
    closed: Container[date],
    joined: date | None = None,
    days_off: Container[date] = NO_DAYS,
) -> Window | None:
    """Which local date a reply given now belongs to, or None when this rule asks nothing any more.

    The newest date that has struck, until it is closed (answered, skipped, away); from then on the next one, so
    that people may answer the evening before, or on Friday for Monday. Answering that one again edits it.
    """
    struck = latest(rule, zone, now=now, days_off=days_off, lookback_days=7 * rule.every_weeks + 7)
    if struck is not None and struck[0] not in closed and (joined is None or joined <= struck[0]):
        return Window(*struck, early=False, late=struck[0] < now.astimezone(zone).date())
    following = upcoming(rule, zone, now=now, days_off=_NotAsked(days_off, joined))
    return Window(*following, early=True, late=False) if following else None


def reminder_times(asked: datetime, zone: ZoneInfo, *, count: int) -> tuple[datetime, ...]:
    """When to remind somebody who was asked at this instant: at most `count` times, the same day, never at night.

    Evenly spread over what is left of the local working day, three hours apart at most; fewer when they would
    come too close together.
    """
    if not 0 <= count <= MOST_REMINDERS:
        raise WrongInput(f"reminders: {count} is not 0, 1 or {MOST_REMINDERS}")
    today = asked.astimezone(zone).date()
    begins, ends = due_at(DAY_BEGINS, today, zone), due_at(DAY_ENDS, today, zone)
    if begins is None or ends is None:
        return ()
    start = max(asked, begins)
    for number in range(count, 0, -1):
        wait = min(LONGEST_WAIT, (ends - start) / (number + 1))
        if wait >= SHORTEST_WAIT:
            return tuple(start + turn * wait for turn in range(1, number + 1))
    return ()


class _NotAsked:
    """Days off, and every day before somebody joined."""

    def __init__(self, days_off: Container[date], joined: date | None) -> None:
        self._days_off = days_off
        self._joined = joined

    def __contains__(self, on: object) -> bool:
        return on in self._days_off or (self._joined is not None and isinstance(on, date) and on < self._joined)
