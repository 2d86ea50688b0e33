"""Days on which a person is not asked: their public holidays and their absences."""

from collections.abc import Container, Iterator, Sequence
from datetime import date
from difflib import get_close_matches
from functools import lru_cache

import holidays
from holidays.registry import COUNTRIES

from bot.domain.errors import WrongInput


class AwayDays:
    """The days that absences cover, both ends included; asks nothing of how long they are."""

    def __init__(self, absences: Sequence[tuple[date, date]]) -> None:
        self._absences = absences

    def __contains__(self, on: object) -> bool:
        return isinstance(on, date) and any(first <= on <= last for first, last in self._absences)

    def __iter__(self) -> Iterator[tuple[date, date]]:
        return iter(self._absences)


class Before:
    """Every day before this one."""

    def __init__(self, first: date) -> None:
        self._first = first

    def __contains__(self, on: object) -> bool:
        return isinstance(on, date) and on < self._first


class AnyOf:
    """The days that are in any of these."""

    def __init__(self, *days: Container[date]) -> None:
        self._days = days

    def __contains__(self, on: object) -> bool:
        return any(on in days for days in self._days)


class HolidayCalendar:
    """The public holidays of a country or a part of it, in whatever year is asked about; none without a country."""

    def __init__(self, country: str | None, subdivision: str | None) -> None:
        self._country = country
        self._subdivision = subdivision

    def __contains__(self, on: object) -> bool:
        if self._country is None or not isinstance(on, date):
            return False
        return on in public_holidays(self._country, self._subdivision, on.year)


@lru_cache(maxsize=512)
def holiday_calendar(country: str | None, subdivision: str | None) -> HolidayCalendar:
    """The calendar of a country (such as DE) or a part of it (such as BY), or `WrongInput` naming the nearest."""
    if country is not None:
        _expect_known(country, subdivision)
    return HolidayCalendar(country, subdivision)


@lru_cache(maxsize=4096)
def public_holidays(country: str, subdivision: str | None, year: int) -> frozenset[date]:
    """The public holidays of one year, days in lieu included, or `WrongInput` naming the nearest place."""
    _expect_known(country, subdivision)
    # A set of our own: the library's calendars grow while they are asked, and threads share this one.
    return frozenset(on for on in holidays.country_holidays(country, subdiv=subdivision, years=year) if on.year == year)


def _expect_known(country: str, subdivision: str | None) -> None:
    supported = holidays.list_supported_countries(include_aliases=False)
    if country not in supported:
        known = {code: code for code in supported}
        for name, code, *others in COUNTRIES.values():
            known |= {other.upper(): code for other in (name, *others)}
        raise WrongInput(f"country: I know no holidays of {country!r}{_hint(country, known)}")
    if subdivision is not None and subdivision not in supported[country]:
        known = {code: code for code in supported[country]}
        known |= {name.upper(): code for name, code in _names_of_parts(country).items()}
        raise WrongInput(f"subdivision: {country} has no part {subdivision!r}{_hint(subdivision, known)}")


def _names_of_parts(country: str) -> dict[str, str]:
    return dict(getattr(holidays.country_holidays(country), "subdivisions_aliases", {}))


def _hint(given: str, codes: dict[str, str]) -> str:
    """The codes nearest to what was given, which may be a code or a name."""
    wanted = given.upper().replace(" ", "")
    spellings = [wanted] if wanted in codes else get_close_matches(wanted, list(codes), n=3, cutoff=0.3)
    near = dict.fromkeys(codes[spelling] for spelling in spellings)
    return f"; did you mean {' or '.join(near)}?" if near else ""
