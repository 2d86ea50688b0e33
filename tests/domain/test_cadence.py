"""Which tasks are worth asking about on a day between check-ins."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.cadence import NEAR_DAYS, WIDE, worth_asking
from bot.domain.likelihood import LedgerLine, Likelihood

TODAY = date(2026, 11, 25)


def known(width: float, *, heard: int | None) -> Likelihood:
    """A likelihood with a range of this width, last heard of so many days ago."""
    lines = () if heard is None else (LedgerLine("status", "r", TODAY - timedelta(days=heard), 0.1, 1.0, "moving"),)
    return Likelihood(0.5, 0.5 - width / 2, 0.5 + width / 2, lines, True)


@given(st.floats(0, WIDE - 0.01), st.integers(NEAR_DAYS + 1, 400), st.integers(0, 60))
def test_what_is_sure_enough_and_far_away_is_left_alone(width: float, left: int, heard: int) -> None:
    """Neither wide nor near: never."""
    target = TODAY + timedelta(days=left)
    assert not worth_asking(known(width, heard=heard), target=target, expected=None, today=TODAY)


@given(st.floats(0, 1), st.integers(-30, 400), st.none() | st.integers(-30, 400))
def test_nothing_is_asked_twice_on_a_day(width: float, left: int, expected: int | None) -> None:
    """Whatever it is, who has spoken today is left alone."""
    on = None if expected is None else TODAY + timedelta(days=expected)
    target = TODAY + timedelta(days=left)
    assert not worth_asking(known(width, heard=0), target=target, expected=on, today=TODAY)


def test_a_near_date_counts_whether_it_is_the_target_or_what_somebody_expects() -> None:
    """Five days before; and not after it has passed, when the question is how it ended."""
    far, near = TODAY + timedelta(days=60), TODAY + timedelta(days=NEAR_DAYS)
    sure = known(0.1, heard=1)
    assert worth_asking(sure, target=near, expected=None, today=TODAY)
    assert worth_asking(sure, target=far, expected=near, today=TODAY)
    assert not worth_asking(sure, target=TODAY - timedelta(days=1), expected=None, today=TODAY)


def test_a_wide_range_is_asked_about_every_second_day() -> None:
    """And at once where nobody has said anything yet."""
    far = TODAY + timedelta(days=60)
    assert not worth_asking(known(WIDE + 0.01, heard=1), target=far, expected=None, today=TODAY)
    assert worth_asking(known(WIDE + 0.01, heard=2), target=far, expected=None, today=TODAY)
    assert worth_asking(known(WIDE + 0.01, heard=None), target=far, expected=None, today=TODAY)
