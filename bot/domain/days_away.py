"""Days on which a person is not asked: their public holidays and their absences."""

from collections.abc import Iterator, Sequence
from datetime import date
from difflib import get_close_matches
from functools import lru_cache

import holidays

from bot.domain.errors import WrongInput


class AwayDays:
    """The days that absences cover, both ends included; asks nothing of how long they are."""

    def __init__(self, absences: Sequence[tuple[date, date]]) -> None:
        self._absences = absences

    def __contains__(self, on: object) -> bool:
        return isinstance(on, date) and any(first <= on <= last for first, last in self._absences)

    def __iter__(self) -> Iterator[tuple[date, date]]:
        return iter(self._absences)


@lru_cache(maxsize=512)
def holiday_calendar(country: str | None, subdivision: str | None) -> "frozenset[date] | holidays.HolidayBase":
    """The public holidays of a country or a part of it; empty when no country is known."""
    if country is None:
        return frozenset()
    supported = holidays.list_supported_countries(include_aliases=False)
    if country not in supported:
        raise WrongInput(f"country: I know no holidays of {country!r}{_hint(country, list(supported))}")
    if subdivision is not None and subdivision not in supported[country]:
        hint = _hint(subdivision, list(supported[country]))
        raise WrongInput(f"subdivision: {country} has no part {subdivision!r}{hint}")
    return holidays.country_holidays(country, subdiv=subdivision)


def _hint(given: str, known: list[str]) -> str:
    close = get_close_matches(given.upper(), known, n=3, cutoff=0.3)
    return f"; did you mean {' or '.join(close)}?" if close else ""
