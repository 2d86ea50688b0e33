"""Due times: clocks that change, zones that skip a day, outages that end, and nobody asked twice."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.domain.errors import WrongInput
from bot.domain.schedule import Kind, Rule, due_at, next_after, occurrences, plan, struck

BERLIN = ZoneInfo("Europe/Berlin")
WORKDAYS = Rule(frozenset(range(5)), time(9, 30))


def test_a_skipped_time_strikes_later_by_the_gap() -> None:
    """02:30 on the night Berlin's clock goes forward strikes at 03:30."""
    due = due_at(time(2, 30), date(2026, 3, 29), ZoneInfo("Europe/Berlin"))
    assert due == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_a_repeated_time_strikes_the_first_time() -> None:
    """02:30 on the night Berlin's clock goes back strikes in summer time."""
    due = due_at(time(2, 30), date(2026, 10, 25), ZoneInfo("Europe/Berlin"))
    assert due == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_day_that_does_not_exist_never_strikes() -> None:
    """Samoa had no 30 December 2011."""
    assert due_at(time(9), date(2011, 12, 30), ZoneInfo("Pacific/Apia")) is None


def test_a_time_in_a_missing_last_hour_strikes_as_the_next_day_begins() -> None:
    """Nuuk's clock goes from 23:00 on a Saturday straight to Sunday: 23:30 is asked at midnight, not a day early."""
    nuuk = ZoneInfo("America/Nuuk")
    due = due_at(time(23, 30), date(2026, 3, 28), nuuk)
    assert due is not None
    assert due.astimezone(nuuk) == datetime(2026, 3, 29, tzinfo=nuuk)
    assert due_at(time(22, 30), date(2026, 3, 28), nuuk) == due - timedelta(minutes=30)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"weekdays": frozenset({7})}, "weekdays: [7] are not all from 0 (Monday) to 6 (Sunday)"),
        (
            {"at": time(9, tzinfo=UTC)},
            "at: 09:00:00+00:00 carries an offset; write the local time alone, such as 09:30",
        ),
        ({"every_weeks": 0}, "every_weeks: 0 is less than 1; every week is 1"),
        (
            {"starts": date(2026, 2, 2), "ends": date(2026, 2, 1)},
            "ends: 2026-02-01 is before the first day, 2026-02-02",
        ),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(changes: dict[str, Any], sentence: str) -> None:
    """With the place, what is wrong there, and what would do."""
    with pytest.raises(WrongInput) as raised:
        replace(WORKDAYS, **changes)
    assert str(raised.value) == sentence


def test_a_rule_that_starts_next_year_has_a_next_date() -> None:
    """However far ahead it starts."""
    rule = replace(WORKDAYS, starts=date(2027, 11, 1), every_weeks=3)
    assert rule.next_date(after=date(2026, 1, 1)) == date(2027, 11, 8)
    assert next_after(rule, BERLIN, now=datetime(2026, 1, 1, tzinfo=UTC)) == datetime(2027, 11, 8, 8, 30, tzinfo=UTC)


def test_a_long_summer_off_ends() -> None:
    """Ten weeks off are not the end of a rule; its last day is, and so is having no weekdays."""
    summer = {date(2026, 6, 1) + timedelta(days=day) for day in range(70)}
    assert WORKDAYS.next_date(after=date(2026, 5, 31), days_off=summer) == date(2026, 8, 10)
    assert replace(WORKDAYS, ends=date(2026, 8, 9)).next_date(after=date(2026, 5, 31), days_off=summer) is None
    assert replace(WORKDAYS, weekdays=frozenset()).next_date(after=date(2026, 5, 31)) is None


def test_moving_east_may_skip_a_date_and_says_so() -> None:
    """From Los Angeles at eight in the morning to Auckland, where that date's prompt is long past."""
    now = datetime(2026, 11, 24, 16, tzinfo=UTC)
    recorded = {date(2026, 11, 20), date(2026, 11, 23)}
    auckland = struck(WORKDAYS, ZoneInfo("Pacific/Auckland"), now=now)
    found = plan(auckland, now=now, joined=date(2026, 11, 20), away=(), recorded=recorded, grace=timedelta(hours=6))
    assert [(one.local_date.day, one.kind) for one in found] == [(24, Kind.SKIPPED_LATE)]


def test_moving_west_asks_about_no_date_again() -> None:
    """From Auckland, where the 24th was asked, to Los Angeles, where it comes a second time."""
    recorded = {date(2026, 11, 20), date(2026, 11, 23), date(2026, 11, 24)}
    now, end = datetime(2026, 11, 24, 1, tzinfo=UTC), datetime(2026, 11, 25, 7, tzinfo=UTC)
    while now < end:
        here = struck(WORKDAYS, ZoneInfo("America/Los_Angeles"), now=now)
        assert not plan(here, now=now, joined=date(2026, 11, 20), away=(), recorded=recorded, grace=timedelta(hours=6))
        now += timedelta(minutes=15)


def test_who_joins_by_day_is_asked_that_day_and_about_nothing_older() -> None:
    """At eleven, about half past nine, within grace; yesterday leaves no row."""
    now = datetime(2026, 11, 24, 10, tzinfo=UTC)
    here = struck(WORKDAYS, BERLIN, now=now)
    found = plan(here, now=now, joined=date(2026, 11, 24), away=(), recorded=(), grace=timedelta(hours=6))
    assert [(one.local_date.day, one.kind) for one in found] == [(24, Kind.PROMPT)]


def test_yesterdays_prompt_is_not_sent_on_a_day_off() -> None:
    """Even within a long grace: the newest date is off, so nothing is asked."""
    now = datetime(2026, 11, 24, 10, tzinfo=UTC)
    here = struck(WORKDAYS, BERLIN, now=now)
    found = plan(
        here, now=now, joined=date(2026, 11, 23), away={date(2026, 11, 24)}, recorded=(), grace=timedelta(hours=48)
    )
    assert [(one.local_date.day, one.kind) for one in found] == [(23, Kind.SUPERSEDED), (24, Kind.AWAY)]


def test_what_has_struck_is_worked_out_once_a_minute_for_all() -> None:
    """Ten thousand people who share rule and zone share one list."""
    now = datetime(2026, 11, 24, 10, 0, 1, tzinfo=UTC)
    assert struck(WORKDAYS, BERLIN, now=now) is struck(replace(WORKDAYS), BERLIN, now=now + timedelta(seconds=58))


def test_two_days_down_bring_the_newest_prompt_only() -> None:
    """Older ones become rows with a status; none is sent in a heap."""
    zone = ZoneInfo("Europe/Berlin")
    now = datetime(2026, 11, 26, 9, tzinfo=UTC)
    struck = list(occurrences(WORKDAYS, zone, after=now - timedelta(days=7), until=now))
    found = plan(struck, now=now, joined=date(2026, 11, 24), away=(), recorded=(), grace=timedelta(hours=6))
    assert [(one.local_date.day, one.kind) for one in found] == [
        (24, Kind.SUPERSEDED),
        (25, Kind.SUPERSEDED),
        (26, Kind.PROMPT),
    ]


def test_a_prompt_that_is_too_late_is_not_sent_at_all() -> None:
    """In the evening nobody is asked about the morning."""
    now = datetime(2026, 11, 24, 20, tzinfo=UTC)
    struck = list(occurrences(WORKDAYS, ZoneInfo("Europe/Berlin"), after=now - timedelta(days=1), until=now))
    found = plan(struck, now=now, joined=date(2026, 1, 1), away=(), recorded=(), grace=timedelta(hours=6))
    assert [one.kind for one in found] == [Kind.SKIPPED_LATE]


def test_every_second_week_counts_from_the_anchor() -> None:
    """Mondays in weeks one, three, five."""
    rule = Rule(frozenset({0}), time(9), every_weeks=2, anchor=date(2026, 11, 4))
    mondays = [date(2026, 11, 2) + timedelta(weeks=week) for week in range(4)]
    assert [rule.strikes(monday) for monday in mondays] == [True, False, True, False]
