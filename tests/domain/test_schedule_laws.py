"""The schedule keeps its laws in every zone, and versions with something wrong in them are found out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.checkin_windows import Window, reminder_times, window
from bot.domain.schedule import Kind, Planned, Rule, due_at, latest, next_after, occurrences, plan, struck, upcoming
from tests.domain import schedule_laws as laws
from tests.domain.clocks_of_the_world import (
    A_DAY,
    FIRST,
    LAST,
    MINUTE,
    change_days,
    clocks,
    expected_due,
    shown_first,
    zone_names,
)
from tests.domain.schedule_laws import LAWS, Rules, a_rule, matching, struck_by

REAL = Rules()


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_the_schedule_keeps(law: Callable[[Rules], None]) -> None:
    """Each law, over all zones whose clocks differ."""
    law(REAL)


def _no_such_day_check(at: time, on: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, at).replace(tzinfo=zone).astimezone(UTC)


def _the_second_of_a_repeated_time(at: time, on: date, zone: ZoneInfo) -> datetime | None:
    second = datetime.combine(on, at).replace(tzinfo=zone, fold=1).astimezone(UTC)
    first = due_at(at, on, zone)
    return first if first is None or second < first else second


def _back_by_the_gap(at: time, on: date, zone: ZoneInfo) -> datetime | None:
    first, second = due_at(at, on, zone), datetime.combine(on, at).replace(tzinfo=zone, fold=1).astimezone(UTC)
    return first if first is None else min(first, second)


def _a_gap_swallows_the_prompt(at: time, on: date, zone: ZoneInfo) -> datetime | None:
    due = due_at(at, on, zone)
    return due if due is not None and due.astimezone(zone).time() == at else None


def _a_minute_early(at: time, on: date, zone: ZoneInfo) -> datetime | None:
    due = due_at(at, on, zone)
    return due - MINUTE if due else None


def _the_offset_of_january(at: time, on: date, zone: ZoneInfo) -> datetime:
    offset = datetime(on.year, 1, 1, tzinfo=UTC).astimezone(zone).utcoffset() or timedelta(0)
    return datetime.combine(on, at, UTC) - offset


def _weeks_from_the_anchor_itself(rule: Rule, on: date) -> bool:
    return matching(replace(rule, every_weeks=1), on) and (on - rule.anchor).days // 7 % rule.every_weeks == 0


def _today_in_utc(rule: Rule, zone: ZoneInfo, *, now: datetime) -> list[tuple[date, datetime]]:
    return [(on, due) for on, due in struck(rule, zone, now=now) if on <= now.date()]


def _everything_is_caught_up(found, *, now, joined, away, recorded, grace) -> list[Planned]:  # type: ignore[no-untyped-def]
    planned = plan(found, now=now, joined=joined, away=away, recorded=recorded, grace=grace)
    return [
        replace(one, kind=Kind.PROMPT if one.kind is Kind.SUPERSEDED and now - one.due <= 7 * A_DAY else one.kind)
        for one in planned
    ]


def _the_newest_that_is_not_recorded(found, *, recorded, **rest) -> list[Planned]:  # type: ignore[no-untyped-def]
    return plan([one for one in found if one[0] not in recorded], recorded=(), **rest)


def _by_instant(found, *, recorded, **rest) -> list[Planned]:  # type: ignore[no-untyped-def]
    return [one for one in plan(found, recorded=(), **rest) if one.due not in recorded]


def _older_ones_are_forgotten(found, **rest) -> list[Planned]:  # type: ignore[no-untyped-def]
    return [one for one in plan(found, **rest) if one.kind is not Kind.SUPERSEDED]


def _the_window_stays_shut(rule: Rule, zone: ZoneInfo, **rest) -> Window | None:  # type: ignore[no-untyped-def]
    newest = latest(rule, zone, now=rest["now"], days_off=rest["days_off"])
    return Window(*newest, early=False, late=False) if newest else window(rule, zone, **rest)


def _always_the_next_window(rule: Rule, zone: ZoneInfo, *, now, days_off, **_) -> Window | None:  # type: ignore[no-untyped-def]
    following = upcoming(rule, zone, now=now, days_off=days_off)
    return Window(*following, early=True, late=False) if following else None


_WEEKDAYS_ONLY = struck_by(lambda rule, on: matching(replace(rule, weekdays=frozenset(range(7))), on), due_at)
_ANCHORED_WRONG = struck_by(_weeks_from_the_anchor_itself, due_at)


def _due(wrong: Callable[[time, date, ZoneInfo], datetime | None]) -> Rules:
    return Rules(due_at=wrong, struck=struck_by(Rule.strikes, wrong))


WRONG = {
    "no check that the date exists": (laws.strikes_when_the_clock_first_shows_it, _due(_no_such_day_check)),
    "second of a repeated time": (laws.strikes_when_the_clock_first_shows_it, _due(_the_second_of_a_repeated_time)),
    "back by the gap": (laws.strikes_when_the_clock_first_shows_it, _due(_back_by_the_gap)),
    "skipped time never strikes": (laws.strikes_when_the_clock_first_shows_it, _due(_a_gap_swallows_the_prompt)),
    "a minute early": (laws.asks_each_matching_day_once_on_time, _due(_a_minute_early)),
    "one offset all year": (laws.asks_each_matching_day_once_on_time, _due(_the_offset_of_january)),
    "weeks counted from the anchor's day": (
        laws.strikes_on_its_weeks,
        Rules(strikes=_weeks_from_the_anchor_itself, struck=_ANCHORED_WRONG),
    ),
    "last day left out": (
        laws.strikes_on_its_weeks,
        Rules(strikes=lambda rule, on: rule.strikes(on) and on != rule.ends),
    ),
    "weekdays ignored": (laws.asks_each_matching_day_once_on_time, Rules(struck=_WEEKDAYS_ONLY)),
    "today is UTC's": (laws.asks_each_matching_day_once_on_time, Rules(struck=_today_in_utc)),
    "catch-up sends everything": (laws.after_an_outage_only_the_latest, Rules(plan=_everything_is_caught_up)),
    "no limit of lateness": (
        laws.never_twice_early_stale_or_in_a_heap,
        Rules(plan=lambda found, **rest: plan(found, **{**rest, "grace": 8 * A_DAY})),
    ),
    "never within grace": (
        laws.asks_each_matching_day_once_on_time,
        Rules(plan=lambda found, **rest: plan(found, **{**rest, "grace": timedelta(0)})),
    ),
    "days off ignored": (
        laws.asks_each_matching_day_once_on_time,
        Rules(plan=lambda found, **rest: plan(found, **{**rest, "away": ()})),
    ),
    "joined ignored": (
        laws.never_twice_early_stale_or_in_a_heap,
        Rules(plan=lambda found, **rest: plan(found, **{**rest, "joined": date.min})),
    ),
    "newest of those not recorded": (
        laws.a_day_added_afterwards_is_not_asked,
        Rules(plan=_the_newest_that_is_not_recorded),
    ),
    "superseded ones leave no row": (laws.after_an_outage_only_the_latest, Rules(plan=_older_ones_are_forgotten)),
    "unique by instant": (laws.an_edit_never_asks_twice_in_a_day, Rules(plan=_by_instant, key=lambda one: one.due)),
    "no unique key": (laws.two_replicas_make_the_table_of_one, Rules(key=lambda one: object())),
    "window never moves on": (laws.a_reply_belongs_to_the_open_date_or_the_next, Rules(window=_the_window_stays_shut)),
    "window forgets who joined": (
        laws.a_reply_belongs_to_the_open_date_or_the_next,
        Rules(window=lambda *given, **rest: window(*given, **{**rest, "joined": None})),
    ),
    "window ignores the open date": (
        laws.a_reply_belongs_to_the_open_date_or_the_next,
        Rules(window=_always_the_next_window),
    ),
    "window opens on days off": (
        laws.a_reply_belongs_to_the_open_date_or_the_next,
        Rules(window=lambda *given, **rest: window(*given, **{**rest, "days_off": ()})),
    ),
    "reminders at night": (
        laws.reminders_are_few_and_by_day,
        Rules(
            reminder_times=lambda due, zone, *, count: tuple(due + n * timedelta(hours=3) for n in range(1, count + 1))
        ),
    ),
    "one reminder too many": (
        laws.reminders_are_few_and_by_day,
        Rules(reminder_times=lambda due, zone, *, count: reminder_times(due, zone, count=2)),
    ),
    "reminders by UTC's day": (
        laws.reminders_are_few_and_by_day,
        Rules(reminder_times=lambda due, zone, *, count: reminder_times(due, ZoneInfo("UTC"), count=count)),
    ),
}


@pytest.mark.parametrize(("law", "wrong"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_found_out(law: Callable[[Rules], None], wrong: Rules) -> None:
    """Every deliberately wrong version fails the law that is there for it."""
    with pytest.raises(AssertionError):
        law(wrong)


def test_planning_without_looking_is_made_harmless_by_the_key() -> None:
    """Who plans as if nothing were recorded asks nobody twice: the unique key is a second wall."""
    blind = Rules(plan=lambda found, **rest: plan(found, **{**rest, "recorded": ()}))
    laws.never_twice_early_stale_or_in_a_heap(blind)


@pytest.mark.parametrize(
    ("name", "on", "at"),
    [
        ("Europe/Berlin", date(2026, 3, 29), time(2, 30)),
        ("Europe/Berlin", date(2026, 10, 25), time(2, 30)),
        ("Australia/Lord_Howe", date(2026, 4, 5), time(1, 45)),
        ("America/St_Johns", date(2009, 11, 1), time(0, 0)),
        ("America/Nuuk", date(2026, 3, 28), time(22, 45)),
        ("Africa/Cairo", date(2026, 10, 29), time(23, 15)),
        ("Pacific/Apia", date(2011, 12, 30), time(9)),
    ],
)
def test_the_oracle_agrees_with_somebody_who_watches_the_clock(name: str, on: date, at: time) -> None:
    """Minute by minute, without any notion of a change: the first minute that shows the time, if one does."""
    seen = shown_first(at, on, name)
    if seen is not None or name == "Pacific/Apia":
        assert expected_due(at, on, name) == seen
    else:
        assert expected_due(at, on, name) is not None


@settings(deadline=None)
@given(st.deferred(lambda: st.sampled_from(zone_names())), st.dates(FIRST, LAST), st.times())
def test_any_time_in_any_zone_strikes_as_the_oracle_says(name: str, on: date, at: time) -> None:
    """All names of all zones, whole minutes."""
    at = at.replace(second=0, microsecond=0)
    assert due_at(at, on, ZoneInfo(name)) == expected_due(at, on, name)


def test_every_name_of_a_zone_strikes_as_the_oracle_says() -> None:
    """No zone is left to chance: the last two changes of each, at times around them."""
    for name in zone_names():
        zone = ZoneInfo(name)
        for on in [*list(change_days(name))[-2:], date(2026, 11, 24)]:
            for at in (time(0), time(0, 30), time(1, 30), time(2, 30), time(9), time(23, 30)):
                assert due_at(at, on, zone) == expected_due(at, on, name)


@settings(deadline=None)
@given(st.randoms(use_true_random=False), st.deferred(lambda: st.sampled_from(clocks())), st.integers(0, 300 * 96))
def test_the_ways_to_ask_for_occurrences_agree(random, name: str, quarters: int) -> None:  # type: ignore[no-untyped-def]
    """What struck last, what comes next and what lies between are one list, strictly increasing."""
    rule, zone = a_rule(random), ZoneInfo(name)
    now = datetime(2026, 1, 10, tzinfo=UTC) + quarters * timedelta(minutes=15)
    begin, end = now - 30 * A_DAY, now + 30 * A_DAY
    dates = [begin.date() + day * A_DAY for day in range(-2, 64)]
    off = frozenset(random.sample(dates, 5))
    dues = [
        (on, due)
        for on in dates
        if on not in off and matching(rule, on) and (due := expected_due(rule.at, on, name)) is not None
    ]
    found = list(occurrences(rule, zone, after=begin, until=end, days_off=off))
    assert found == [one for one in dues if begin < one[1] <= end]
    assert all(one[0] < two[0] and one[1] < two[1] for one, two in pairwise(found))
    before = [one for one in dues if one[1] <= now]
    assert latest(rule, zone, now=now, days_off=off, lookback_days=28) == before[-1]
    assert upcoming(rule, zone, now=now, days_off=off) == dues[len(before)]
    assert next_after(rule, zone, now=now, days_off=off) == dues[len(before)][1]
    # Where a date does not exist its weekday still comes round.
    there = [on for on in dates if on not in off and matching(rule, on)]
    assert rule.next_date(after=before[-1][0], days_off=off) == next(on for on in there if on > before[-1][0])
