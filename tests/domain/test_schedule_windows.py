"""Worked examples of which date a reply belongs to, and of reminders; the laws stand in test_schedule_laws."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.checkin_windows import reminder_times, window
from bot.domain.errors import WrongInput
from bot.domain.schedule import Rule

BERLIN = ZoneInfo("Europe/Berlin")
WORKDAYS = Rule(frozenset(range(5)), time(9, 30))
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def berlin(day: int, hour: int, minute: int = 0) -> datetime:
    """A local time in November 2026."""
    return datetime(2026, 11, day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


def test_a_reply_answers_the_date_that_was_asked() -> None:
    """On Monday afternoon it is Monday's."""
    found = window(WORKDAYS, BERLIN, now=berlin(23, 15), closed={date(2026, 11, 20)})
    assert found is not None
    assert (found.local_date, found.early, found.late) == (MONDAY, False, False)


def test_the_evening_before_one_may_answer_the_next_date() -> None:
    """Monday is answered, so Monday evening's reply is Tuesday's, early."""
    found = window(WORKDAYS, BERLIN, now=berlin(23, 20), closed={MONDAY})
    assert found is not None
    assert (found.local_date, found.early) == (TUESDAY, True)
    assert found.due == berlin(24, 9, 30)


def test_on_friday_one_may_answer_for_monday() -> None:
    """And for Tuesday when Monday is a day off."""
    friday = {"now": berlin(20, 16), "closed": {date(2026, 11, 20)}}
    assert getattr(window(WORKDAYS, BERLIN, **friday), "local_date", None) == MONDAY
    assert getattr(window(WORKDAYS, BERLIN, **friday, days_off={MONDAY}), "local_date", None) == TUESDAY


def test_an_open_date_is_answered_late_until_the_next_one_strikes() -> None:
    """On Tuesday at nine Monday is still open; at half past nine it is Tuesday's turn."""
    late = window(WORKDAYS, BERLIN, now=berlin(24, 9), closed=())
    assert late is not None
    assert (late.local_date, late.late) == (MONDAY, True)
    assert getattr(window(WORKDAYS, BERLIN, now=berlin(24, 9, 30), closed=()), "local_date", None) == TUESDAY


def test_a_window_of_two_weeks_stays_open_for_two_weeks() -> None:
    """Every second Monday: on the second Friday the reply is still that Monday's."""
    rule = Rule(frozenset({0}), time(9, 30), every_weeks=2, anchor=date(2026, 11, 9))
    found = window(rule, BERLIN, now=berlin(20, 12), closed=())
    assert found is not None
    assert found.local_date == date(2026, 11, 9)


def test_who_joined_today_owes_nothing_for_yesterday() -> None:
    """The first date is the one after joining."""
    found = window(WORKDAYS, BERLIN, now=berlin(24, 8), closed=(), joined=TUESDAY)
    assert found is not None
    assert (found.local_date, found.early) == (TUESDAY, True)


def test_a_rule_that_has_ended_takes_late_replies_and_then_none() -> None:
    """Nothing comes next."""
    rule = Rule(frozenset(range(5)), time(9, 30), ends=MONDAY)
    assert getattr(window(rule, BERLIN, now=berlin(25, 12), closed=()), "local_date", None) == MONDAY
    assert window(rule, BERLIN, now=berlin(25, 12), closed={MONDAY}) is None


@pytest.mark.parametrize(
    ("asked", "count", "wanted"),
    [
        (berlin(24, 9, 30), 0, []),
        (berlin(24, 9, 30), 1, [berlin(24, 12, 30)]),
        (berlin(24, 9, 30), 2, [berlin(24, 12, 20), berlin(24, 15, 10)]),
        (berlin(24, 16), 2, [berlin(24, 17)]),
        (berlin(24, 17), 2, []),
        (berlin(24, 2, 30), 1, [berlin(24, 12)]),
        (berlin(24, 22), 2, []),
    ],
)
def test_reminders_fit_into_what_is_left_of_the_day(asked: datetime, count: int, wanted: list[datetime]) -> None:
    """Fewer in the afternoon, none at night."""
    assert [one.replace(second=0) for one in reminder_times(asked, BERLIN, count=count)] == wanted


def test_three_reminders_are_refused() -> None:
    """None, one or two."""
    with pytest.raises(WrongInput, match="reminders: 3 is not 0, 1 or 2"):
        reminder_times(berlin(24, 9), BERLIN, count=3)


def test_a_prompt_that_went_out_late_is_reminded_of_later() -> None:
    """Reminders count from when somebody was asked, not from when they should have been."""
    first = reminder_times(berlin(24, 11), BERLIN, count=1)[0]
    assert first - berlin(24, 11) == timedelta(hours=3)
