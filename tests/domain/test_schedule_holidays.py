"""Public holidays per country and part of it, days of absence, and what is said of places nobody knows."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from bot.domain.days_away import AwayDays, holiday_calendar, public_holidays
from bot.domain.errors import WrongInput


@pytest.mark.parametrize(
    ("country", "subdivision", "on"),
    [
        ("DE", None, date(2026, 10, 3)),
        ("DE", "BY", date(2026, 11, 1)),
        ("US", None, date(2026, 11, 26)),
        ("US", None, date(2026, 7, 3)),  # the fourth is a Saturday
        ("NZ", None, date(2026, 10, 26)),
        ("GB", "SCT", date(2026, 11, 30)),
        ("GB", "ENG", date(2026, 12, 28)),  # Boxing Day is a Saturday
    ],
)
def test_published_holidays_are_known(country: str, subdivision: str | None, on: date) -> None:
    """As governments publish them, days in lieu included."""
    assert on in public_holidays(country, subdivision, 2026)
    assert on in holiday_calendar(country, subdivision)


def test_parts_of_a_country_differ() -> None:
    """All Saints' is a holiday in Bavaria, not in Berlin; Saint Andrew's in Scotland, not in England."""
    assert date(2026, 11, 1) not in holiday_calendar("DE", "BE")
    assert date(2026, 11, 30) not in holiday_calendar("GB", "ENG")


def test_a_new_year_observed_early_belongs_to_the_old_year() -> None:
    """In the US the first of January 2028 is a Saturday, so the last day of 2027 is off."""
    assert date(2027, 12, 31) in holiday_calendar("US", None)


def test_without_a_country_no_day_is_a_holiday() -> None:
    """Nobody's calendar is guessed."""
    assert date(2026, 12, 25) not in holiday_calendar(None, None)


@pytest.mark.parametrize(
    ("country", "subdivision", "sentence"),
    [
        ("Germany", None, "country: I know no holidays of 'Germany'; did you mean DE?"),
        ("de", None, "country: I know no holidays of 'de'; did you mean DE?"),
        ("UK", None, "country: I know no holidays of 'UK'; did you mean GB?"),
        ("united states", None, "country: I know no holidays of 'united states'; did you mean US?"),
        ("DE", "Bayern", "subdivision: DE has no part 'Bayern'; did you mean BY?"),
        ("US", "ca", "subdivision: US has no part 'ca'; did you mean CA?"),
        ("PT", "x", "subdivision: PT has no part 'x'"),
    ],
)
def test_an_unknown_place_is_named_with_the_nearest(country: str, subdivision: str | None, sentence: str) -> None:
    """Codes in any case and names are recognised well enough to say which code is meant."""
    for ask in (lambda: holiday_calendar(country, subdivision), lambda: public_holidays(country, subdivision, 2026)):
        with pytest.raises(WrongInput) as raised:
            ask()
        assert str(raised.value) == sentence


def test_many_threads_read_one_calendar() -> None:
    """Each sees every year's holidays, whoever asks first."""
    calendar = holiday_calendar("FR", None)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda year: date(year, 7, 14) in calendar, [*range(1950, 2100)] * 4))
    assert all(found)


def test_an_absence_includes_both_its_ends() -> None:
    """From the first day to the last."""
    away = AwayDays([(date(2026, 11, 23), date(2026, 11, 25))])
    assert [day for day in range(20, 30) if date(2026, 11, day) in away] == [23, 24, 25]
    assert list(away) == [(date(2026, 11, 23), date(2026, 11, 25))]
