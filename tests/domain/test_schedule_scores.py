"""Two scores by which schedulers of check-ins can be compared, at the level of the rules alone."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.schedule import Kind, Planned, Rule, plan, struck
from tests.domain.clocks_of_the_world import A_DAY, expected_due, stretches

WORKDAYS = frozenset(range(5))
SIX = (
    "Pacific/Auckland",
    "Asia/Kolkata",
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "America/Los_Angeles",
)


def prompts(rule: Rule, name: str, ticks: Iterator[datetime], *, joined: date) -> list[tuple[Planned, datetime]]:
    """What somebody in a zone is asked by a clock that ticks at these instants, and when."""
    zone, recorded, sent = ZoneInfo(name), set[date](), []
    for now in ticks:
        found = plan(
            struck(rule, zone, now=now), now=now, joined=joined, away=(), recorded=recorded, grace=timedelta(hours=6)
        )
        for one in found:
            recorded.add(one.local_date)
            if one.kind is Kind.PROMPT:
                sent.append((one, now))
    return sent


def test_six_people_in_six_zones_get_84_prompts_on_time() -> None:
    """20 October to 6 November 2026, 09:30 local, five minutes either way: 84 of 84, while four clocks change."""
    first, last = date(2026, 10, 20), date(2026, 11, 6)
    rule = Rule(WORKDAYS, time(9, 30), starts=first, ends=last)
    working = [first + n * A_DAY for n in range(18) if (first + n * A_DAY).weekday() < 5]
    on_time = 0
    for name in SIX:
        begin = datetime(2026, 10, 19, 0, 2, tzinfo=UTC)
        ticks = (begin + tick * timedelta(minutes=4) for tick in range(20 * 360))
        sent = prompts(rule, name, ticks, joined=date(2026, 1, 1))
        assert [one.local_date for one, _ in sent] == working
        for one, now in sent:
            local = now.astimezone(ZoneInfo(name))
            wanted = local.replace(hour=9, minute=30, second=0)
            assert local.date() == one.local_date
            assert local.weekday() < 5
            on_time += abs(local - wanted) <= timedelta(minutes=5)
    assert on_time == 84


@pytest.mark.parametrize("name", ["America/New_York", "Africa/Cairo", "Australia/Lord_Howe", "America/Sao_Paulo"])
@pytest.mark.parametrize("at", [time(0, 30), time(1, 30), time(2, 30), time(9)])
# São Paulo's clock last changed in 2019, by an hour at midnight.
@pytest.mark.parametrize("year", [2018, 2026])
def test_a_year_brings_exactly_one_prompt_on_each_working_date(name: str, at: time, year: int) -> None:
    """Half-hourly ticks, every minute on the days on which the clock changes: each once, at its time, none besides."""
    sent = prompts(Rule(WORKDAYS, at), name, _ticks(name, year), joined=date(year, 1, 1))
    dates = [date(year, 1, 1) + n * A_DAY for n in range(365)]
    assert [one.local_date for one, _ in sent] == [on for on in dates if on.weekday() < 5]
    for one, now in sent:
        due = expected_due(at, one.local_date, name)
        assert due is not None
        assert timedelta(0) <= now - due < timedelta(minutes=30)


def _ticks(name: str, year: int) -> Iterator[datetime]:
    """A year of a zone's local dates, and no instant after them."""
    changes = [one.begin for one in stretches(name)]
    begin, end = (expected_due(time(0), date(number, 1, 1), name) for number in (year, year + 1))
    assert begin is not None
    assert end is not None
    now = begin
    while now < end:
        yield now
        near = any(abs(now - change) < timedelta(hours=12) for change in changes)
        now += timedelta(minutes=1 if near else 30)
