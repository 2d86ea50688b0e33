"""Places to search for by name: the calendars of public holidays, and time zones.

A holiday place is a country's code, or that and a part's: `DE`, `DE/BY`.
"""

import re
from functools import lru_cache
from zoneinfo import available_timezones

import holidays
from holidays.registry import COUNTRIES


def holiday_places(query: str, *, most: int) -> list[tuple[str, str]]:
    """Calendars whose name or code has all the words of the query, as (place, name); the shortest names first."""
    return _found(_holiday_names(), query, most)


def time_zones(query: str, *, most: int) -> list[tuple[str, str]]:
    """Zones whose name has all the words of the query, as (zone, name)."""
    return _found(_zone_names(), query, most)


def holiday_name(country: str | None, subdivision: str | None) -> str:
    """A place in words, such as `Germany: Bayern (DE/BY)`; empty without a country."""
    place = joined(country, subdivision)
    return dict(_holiday_names()).get(place, place)


def joined(country: str | None, subdivision: str | None) -> str:
    """Country and part as one place."""
    return f"{country}/{subdivision}" if country and subdivision else country or ""


def split(place: str) -> tuple[str | None, str | None]:
    """A place as country and part."""
    country, _, part = place.partition("/")
    return country or None, part or None


def _found(names: tuple[tuple[str, str], ...], query: str, most: int) -> list[tuple[str, str]]:
    wanted = query.lower().replace("_", " ").split()
    hits = [one for one in names if all(word in one[1].lower() for word in wanted)]
    hits.sort(key=lambda one: (not one[1].lower().startswith(query.lower().strip()), one[1].count(":"), one[1]))
    return hits[:most]


@lru_cache(maxsize=1)
def _holiday_names() -> tuple[tuple[str, str], ...]:
    supported = holidays.list_supported_countries(include_aliases=False)
    found = []
    for kind, code, *_ in COUNTRIES.values():
        if code not in supported:
            continue
        country = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind)
        found.append((code, f"{country} ({code})"))
        names = {part: name for name, part in getattr(getattr(holidays, kind), "subdivisions_aliases", {}).items()}
        found += [(f"{code}/{part}", f"{country}: {names.get(part, part)} ({code}/{part})") for part in supported[code]]
    return tuple(found)


@lru_cache(maxsize=1)
def _zone_names() -> tuple[tuple[str, str], ...]:
    return tuple(
        (zone, zone.replace("_", " ")) for zone in sorted(available_timezones()) if "/" in zone or zone == "UTC"
    )
