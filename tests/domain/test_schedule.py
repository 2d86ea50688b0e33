"""Due times: clocks that change, zones that skip a day, outages that end, and nobody asked twice."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.schedule import Kind, Rule, due_at, latest, next_after, occurrences, plan

ZONES = sorted(available_timezones())
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


@given(st.sampled_from(ZONES), st.dates(date(2000, 1, 1), date(2037, 12, 30)), st.times())
def test_a_due_instant_lies_on_its_date_and_dates_come_in_order(name: str, on: date, at: time) -> None:
    """In every zone, on every date, at every time."""
    zone, at = ZoneInfo(name), at.replace(second=0, microsecond=0)
    due, following = due_at(at, on, zone), due_at(at, on + timedelta(days=1), zone)
    if due is not None:
        assert due.astimezone(zone).date() == on
        if following is not None:
            assert due < following


@pytest.mark.parametrize("at", [time(0, 30), time(1, 30), time(2, 30), time(9)])
@pytest.mark.parametrize("name", ["America/New_York", "Africa/Cairo", "Australia/Lord_Howe", "America/Sao_Paulo"])
def test_a_year_of_minutes_brings_exactly_one_prompt_each_working_day(name: str, at: time) -> None:
    """Ticking through 2026, changes of the clock included: one prompt per working local date."""
    zone, rule = ZoneInfo(name), Rule(frozenset(range(5)), at)
    start, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    found = [on for on, _ in occurrences(rule, zone, after=start, until=end)]
    first, last = start.astimezone(zone), end.astimezone(zone)
    days = [first.date() + timedelta(days=n) for n in range(-1, 367)]
    wanted = [
        on for on in days if on.weekday() < 5 and (due := due_at(at, on, zone)) is not None and start < due <= end
    ]
    assert found == wanted
    assert len(set(found)) == len(found)
    assert abs(len(found) - 261) <= 1
    assert first <= last


def test_six_people_in_six_zones_get_84_prompts_on_time() -> None:
    """20 October to 6 November 2026 at 09:30 local: fourteen working days each, none at night or at weekends."""
    names = [
        "Pacific/Auckland",
        "Asia/Kolkata",
        "Europe/Berlin",
        "Europe/London",
        "America/New_York",
        "America/Los_Angeles",
    ]
    prompts = 0
    for name in names:
        zone = ZoneInfo(name)
        recorded: set[date] = set()
        now = datetime(2026, 10, 19, tzinfo=UTC)
        while now < datetime(2026, 11, 8, tzinfo=UTC):
            struck = list(occurrences(WORKDAYS, zone, after=now - timedelta(days=7), until=now))
            struck = [one for one in struck if date(2026, 10, 20) <= one[0] <= date(2026, 11, 6)]
            for one in plan(
                struck, now=now, joined=date(2026, 1, 1), away=(), recorded=recorded, grace=timedelta(hours=6)
            ):
                recorded.add(one.local_date)
                local = now.astimezone(zone)
                assert one.kind is Kind.PROMPT
                assert local.weekday() < 5
                assert abs(local - local.replace(hour=9, minute=30, second=0)) <= timedelta(minutes=5)
                prompts += 1
            now += timedelta(minutes=5)
    assert prompts == 84


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


@given(st.sampled_from(ZONES), st.integers(0, 10 * 365 * 24 * 60))
def test_the_latest_and_the_next_lie_on_either_side_of_now(name: str, minutes: int) -> None:
    """Whatever the zone: latest <= now < next."""
    now, zone = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes), ZoneInfo(name)
    before, after = latest(WORKDAYS, zone, now=now), next_after(WORKDAYS, zone, now=now)
    assert before is not None
    assert after is not None
    assert before[1] <= now < after
