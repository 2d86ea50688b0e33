"""What people write into cells, as values: percentages, person-days, dates, times, lists of names.

Every function returns the value or raises `ValueError` with a sentence that says what would do.
"""

import math
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.domain.sheets import Broken, Share
from bot.domain.statuses import Resolution

ALL, NEVER = "all", ("never", "no", "none", "-")
EXCEL_BEGINS = date(1899, 12, 30)
FIRST_SERIAL, LAST_SERIAL = 36_526, 73_050  # 2000 to 2099
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_DAYS = re.compile(r"\s*(d|days?|pd|person[- ]?days?)\.?$", re.IGNORECASE)
_SEPARATORS = re.compile(r"[,;\n]")

ENDS = {
    **dict.fromkeys(("succeeded", "success", "done", "worked", "works", "complete", "completed"), "succeeded"),
    **dict.fromkeys(("failed", "failure", "did not work", "ruled out"), "failed"),
    **dict.fromkeys(("abandoned", "cancelled", "canceled", "dropped", "stopped", "won't do"), "abandoned"),
}  # fmt: skip
STILL_OPEN = frozenset(
    ("open", "todo", "to do", "new", "planned", "backlog", "in progress", "started", "doing", "active", "moving",
     "slow", "stalled", "blocked", "waiting", "on hold", "not started", "-", "n/a", "none")
)  # fmt: skip
ROLES = {
    **dict.fromkeys(("manager", "lead", "team lead", "pm", "product manager", "owner", "admin"), "manager"),
    **dict.fromkeys(("member", "engineer", "contributor", "ic", "researcher", "developer", "scientist"), "member"),
    **dict.fromkeys(("leader", "leadership", "executive", "exec", "sponsor", "vp", "director"), "leader"),
}  # fmt: skip


def text(value: Any) -> str:
    """Words, also where a spreadsheet made a number of them."""
    value = _sound(value)
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def number(value: Any) -> float:
    """A number, also one typed as text, with a decimal comma, or with `days` behind it."""
    value = _sound(value)
    if isinstance(value, str):
        bare = _DAYS.sub("", value.strip()).replace(" ", "")
        if not _NUMBER.fullmatch(bare):
            raise ValueError(f"{value[:40]!r} is not a number")
        value = float(bare.replace(",", "."))
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{str(value)[:40]!r} is not a number")
    return value


def whole(value: Any) -> int:
    """A whole number."""
    found = number(value)
    if found != int(found):
        raise ValueError(f"{found:g} is not a whole number")
    return int(found)


def counts_in_hundreds(column: Iterable[Any]) -> bool:
    """Whether plain numbers in a column of likelihoods mean per cent: most of them are above 1."""
    plain = [one for one in (_plain(value) for value in column) if one is not None]
    return sum(one > 1 for one in plain) > sum(0 < one < 1 for one in plain)


def share(value: Any, *, in_hundreds: bool) -> float:
    """A probability from 60 %, 0.6, "60 %", or 60 in a column of such numbers."""
    value = _sound(value)
    if isinstance(value, Share):
        return _probability(float(value), value)
    if isinstance(value, str) and value.strip().endswith("%"):
        return _probability(number(value.strip()[:-1]) / 100, value)
    found = number(value)
    if in_hundreds and 0 < found < 1:
        raise ValueError(
            f"{found:g} stands among whole percentages and could mean {found:.0%} or {found:g} %; write it with %"
        )
    return _probability(found / 100 if in_hundreds else found, value)


def day(value: Any) -> date:
    """A date, also one typed as text, if it can mean one day only."""
    value = _sound(value)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        if FIRST_SERIAL <= value <= LAST_SERIAL:
            return EXCEL_BEGINS + timedelta(days=int(value))
        raise ValueError(f"{value:g} is not a date; write one such as 2026-12-18")
    return _day_in_words(str(value).strip())


def clock(value: Any) -> str:
    """A time of day as HH:MM."""
    value = _sound(value)
    if isinstance(value, datetime | time):
        return value.strftime("%H:%M")
    if isinstance(value, timedelta):
        value = value.total_seconds() / 86_400
    if isinstance(value, float | int) and not isinstance(value, bool) and 0 <= value < 1:
        minutes = round(value * 24 * 60)
        return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"
    found = re.fullmatch(r"(\d{1,2})(?:[:.h](\d{2}))?(?::00)?\s*([ap])?\.?m?\.?", str(value).strip().lower(), re.ASCII)
    if found and (found[2] or found[3]):
        hour = int(found[1]) % 12 + 12 * (found[3] == "p") if found[3] else int(found[1])
        if hour < 24 and int(found[2] or 0) < 60:
            return f"{hour:02d}:{found[2] or '00'}"
    raise ValueError(f"{str(value)[:40]!r} is not a time; write one such as 09:30")


def names(value: Any) -> list[str]:
    """Names separated by commas, semicolons or line breaks; quotation marks hold one together that has any."""
    words = text(value)
    if '"' not in words:
        return [part.strip() for part in _SEPARATORS.split(words) if part.strip()]
    found, at = [], 0
    pattern = re.compile(r'\s*(?:"((?:[^"]|"")*)"|([^,;\n]*))\s*(?:[,;\n]|$)')
    while at < len(words):
        part = pattern.match(words, at)
        if part is None:
            raise ValueError(f"{words[at : at + 40]!r} has a quotation mark without its other half")
        if part[1] is not None:
            found.append(part[1].replace('""', '"'))
        elif part[2].strip():
            found.append(part[2].strip())
        at = max(part.end(), at + 1)
    return found


def joined(items: Sequence[str]) -> str | None:
    """Names as one cell that `names` reads back; None for none."""
    quoted = [
        f'"{one.replace(chr(34), chr(34) * 2)}"' if _SEPARATORS.search(one) or '"' in one else one for one in items
    ]
    return ", ".join(quoted) or None


def projects(value: Any) -> list[str]:
    """Names of projects; *all* is no name, and stands for none in particular."""
    return [] if text(value).casefold() == ALL else names(value)


def projects_cell(items: Sequence[str]) -> str:
    """The same as one cell."""
    if [one.casefold() for one in items] == [ALL]:
        return f'"{items[0]}"'
    return joined(items) or ALL


def jump(value: Any) -> int:
    """From how many points on a move is told at once; *never* is 0."""
    return 0 if text(value).casefold() in NEVER else whole(_hundred(value))


def resolution(value: Any) -> str | None:
    """How a task ended, or None for every word that says it is open."""
    word = text(value).casefold()
    if word in STILL_OPEN or not word:
        return None
    if word not in ENDS:
        raise ValueError(f"{word[:40]!r} is not one of {', '.join(Resolution)}; leave it empty while the task is open")
    return ENDS[word]


def role(value: Any) -> str:
    """What somebody is to the team."""
    word = text(value).casefold()
    if word not in ROLES:
        raise ValueError(f"{word[:40]!r} is not one of manager, member, leader")
    return ROLES[word]


def neutral(words: str) -> str:
    """Text for CSV that no spreadsheet takes for a formula."""
    return f"'{words}" if words[:1] in set("=+-@\t\r") else words


def csv_line(values: Sequence[Any]) -> list[str]:
    """Values as CSV holds them: numbers as they are, words neutralised."""
    return ["" if one is None else neutral(one) if isinstance(one, str) else str(one) for one in values]


def _sound(value: Any) -> Any:
    if isinstance(value, Broken):
        raise ValueError(value.why)  # noqa: TRY004  (a fault of the file, not of a type)
    return value


def _hundred(value: Any) -> Any:
    return float(value) * 100 if isinstance(value, Share) else value


def _plain(value: Any) -> float | None:
    if isinstance(value, Share | Broken) or value is None:
        return None
    try:
        return number(value)
    except ValueError:
        return None


def _probability(found: float, said: Any) -> float:
    if not 0 <= found <= 1:
        shown = f"{float(said):.0%}" if isinstance(said, Share) else str(said)[:40]
        raise ValueError(f"{shown} is not between 0 % and 100 %")
    return found


def _day_in_words(words: str) -> date:
    if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}([T ]00:00(:00)?)?", words, re.ASCII):
        year, month, at = (int(part) for part in re.split(r"[-T ]", words)[:3])
        return _date(year, month, at, words)
    if found := re.fullmatch(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})", words, re.ASCII):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        if found[2] == "." or first > 12 or first == second:
            return _date(year, second, first, words)
        if second > 12:
            return _date(year, first, second, words)
        raise ValueError(
            f"{words!r} could be {first} {MONTHS[second - 1].title()} or {second} {MONTHS[first - 1].title()}; "
            f"write {year}-{second:02d}-{first:02d} or {year}-{first:02d}-{second:02d}"
        )
    parts = [part for part in re.split(r"[\s,.]+", words.lower()) if part]
    if len(parts) == 3:
        named = [place for place, part in enumerate(parts) if part[:3] in MONTHS and part.isalpha()]
        digits = [re.sub(r"(?<=\d)(st|nd|rd|th)$", "", part) for part in parts]
        if len(named) == 1:
            rest = [
                int(one) for place, one in enumerate(digits) if place != named[0] and one.isascii() and one.isdigit()
            ]
            if len(rest) == 2 and max(rest) > 31:
                return _date(max(rest), MONTHS.index(parts[named[0]][:3]) + 1, min(rest), words)
    raise ValueError(f"{words[:40]!r} is not a date; write one such as 2026-12-18")


def _date(year: int, month: int, at: int, words: str) -> date:
    try:
        return date(year, month, at)
    except ValueError:
        raise ValueError(f"{words[:40]!r} is not a date there is; write one such as 2026-12-18") from None
