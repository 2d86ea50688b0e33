"""An oracle for due times that shares nothing with the rules: every zone's clock as stretches of constant offset.

It asks `zoneinfo` only what the local time of an instant is, never the way back.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo, available_timezones

FIRST, LAST = date(2000, 1, 1), date(2037, 12, 31)
MINUTE, QUARTER, A_DAY = timedelta(minutes=1), timedelta(minutes=15), timedelta(days=1)
_BEGIN, _END = datetime(1999, 12, 20, tzinfo=UTC), datetime(2038, 1, 12, tzinfo=UTC)
# Finer steps find no further change.
_STEP = timedelta(days=3)
_known: dict[bytes, "tuple[Stretch, ...]"] = {}


@dataclass(frozen=True)
class Stretch:
    """From one instant (included) to another (not included) the clock is ahead of UTC by a constant offset."""

    begin: datetime
    end: datetime
    offset: timedelta

    @property
    def local_begin(self) -> datetime:
        """What the clock shows first; as if in UTC, so that local times can be compared."""
        return self.begin + self.offset

    @property
    def local_end(self) -> datetime:
        """What the clock would show next if it did not change."""
        return self.end + self.offset


@cache
def zone_names() -> tuple[str, ...]:
    """Every zone of the tz database."""
    return tuple(sorted(available_timezones()))


@cache
def stretches(name: str) -> tuple[Stretch, ...]:
    """A zone's clock from 2000 to 2037."""
    content = _content(name)
    if content not in _known:
        # Names with the same bytes are the same clock, and one of them is looked at.
        _known[content] = _looked_at(ZoneInfo(name))
    return _known[content]


@cache
def clocks() -> tuple[str, ...]:
    """One zone for each different history of changes since 2000: what holds for these holds for all."""
    different: dict[tuple[Stretch, ...], str] = {}
    for name in zone_names():
        different.setdefault(stretches(name), name)
    return tuple(different.values())


def change_days(name: str) -> Iterator[date]:
    """The local dates on which a zone's clock changes, on either side of the change, and dates it jumps over."""
    found = set()
    for before, after in pairwise(stretches(name)):
        shown = sorted((before.local_end - MINUTE, after.local_begin))
        on = shown[0].date()
        while on <= shown[1].date():
            found.add(on)
            on += A_DAY
    return iter(sorted(on for on in found if FIRST <= on <= LAST))


def expected_due(at: time, on: date, name: str) -> datetime | None:
    """When a local time strikes, found among the stretches: first showing, else after the gap, else never."""
    wanted = datetime.combine(on, at, UTC)
    clock = stretches(name)
    # Offsets lie within a day and a half of each other at most, so only these stretches can show it.
    last = bisect_right(clock, wanted + 2 * A_DAY, key=lambda one: one.begin)
    first = max(bisect_right(clock, wanted - 2 * A_DAY, key=lambda one: one.begin) - 1, 0)
    near = clock[first:last]
    for one in near:
        if one.local_begin <= wanted < one.local_end:
            return wanted - one.offset
    for before, after in pairwise(near):
        if before.local_end <= wanted < after.local_begin:
            later = wanted - before.offset
            if (later + after.offset).date() == on:
                return later
            touched = {(before.local_end - MINUTE).date(), after.local_begin.date()}
            return after.begin if on in touched else None
    raise AssertionError(f"{name} has no clock at {wanted}")


def shown_first(at: time, on: date, name: str) -> datetime | None:
    """The first minute at which somebody who watches the clock of a zone reads this date and time; slow."""
    zone, moment = ZoneInfo(name), datetime.combine(on, time(0), UTC) - timedelta(hours=30)
    for _ in range(84 * 60):
        local = moment.astimezone(zone)
        if local.date() == on and local.time() == at:
            return moment
        moment += MINUTE
    return None


def _content(name: str) -> bytes:
    # Where zoneinfo looks: the host's files first, then the package.
    on_host = (Path(folder, name) for folder in TZPATH)
    found = next((path for path in on_host if path.is_file()), None)
    return found.read_bytes() if found else files("tzdata").joinpath("zoneinfo", *name.split("/")).read_bytes()


def _looked_at(zone: ZoneInfo) -> tuple[Stretch, ...]:
    found, begin, moment = [], _BEGIN, _BEGIN
    offset = _offset(zone, moment)
    while moment < _END:
        after = min(moment + _STEP, _END)
        if _offset(zone, after) != offset:
            before = moment
            while after - before > timedelta(seconds=1):
                middle = (before + (after - before) / 2).replace(microsecond=0)
                if _offset(zone, middle) == offset:
                    before = middle
                else:
                    after = middle
            found.append(Stretch(begin, after, offset))
            begin, offset = after, _offset(zone, after)
        moment = after
    return (*found, Stretch(begin, _END, offset))


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    offset = moment.astimezone(zone).utcoffset()
    assert offset is not None
    return offset
