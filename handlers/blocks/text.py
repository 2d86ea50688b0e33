"""Words and numbers as Slack shows them. All text of users passes through `safe` on its way into mrkdwn."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from bot.domain.entries import Entry

# Controls, halves of characters, marks that turn the direction of what follows, and what looks like nothing at all.
# Joiners stay: emoji and several scripts are written with them.
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
NBSP = "\u00a0"
ARROW = "→"
# Slack takes 3,000 characters; escaping and a last line need room.
MOST_IN_SECTION = 2900


def safe(text: str, most: int = 300) -> str:
    """User text that can neither mention, link nor format: cut first, because escaping makes it longer."""
    escaped = clip(visible(text), most).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # A zero-width space keeps formatting marks from pairing up; Slack has no escape for them.
    for mark in "*_~`":
        escaped = escaped.replace(mark, f"{mark}\u200b")
    return " ".join(escaped.split())


def visible(text: str) -> str:
    """Text without characters that nobody sees, which hide words, turn what follows around, or pass for somebody."""
    return UNSEEN.sub("", text)


def escaped(text: str) -> str:
    """A sentence of ours that quotes a user: it can mention nobody, and keeps its own formatting."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def paragraphs(text: str, most: int = 1500) -> str:
    """The same of a text of several lines, which stay lines."""
    return "\n".join(safe(line, most) for line in clip(text, most).splitlines())


def passages(found: Sequence[Entry]) -> str:
    """Several passages one below the other; each but the first begins with its title, being about something else."""
    leads = ["", *(f"_{safe(one.title, 100)}._ " for one in found[1:])]
    return "\n".join(f"{lead}{paragraphs(one.text)}" for lead, one in zip(leads, found, strict=False))


def as_written(text: str, names: Mapping[str, str]) -> str:
    """A message's text as whoever typed it saw it: names instead of ids, links as their addresses, nothing escaped."""

    def shown(found: re.Match[str]) -> str:
        what, _, label = found.group(1).partition("|")
        if what.startswith("@"):
            return f"@{names.get(what[1:], label or 'somebody')}"
        if what.startswith(("#", "!")):
            return f"{what[0] if what[0] == '#' else '@'}{label or what[1:]}"
        return what if not label or label == what else f"{label} ({what})"

    plain = re.sub(r"<([^<>]+)>", shown, text)
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def clip(text: str, most: int) -> str:
    """The text itself, or its beginning and an ellipsis within `most` characters."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def fitted(lines: Sequence[str], most: int = MOST_IN_SECTION) -> str:
    """As many whole lines as fit, and how many more there are: no text is cut within a line of it."""
    kept = _fitting(lines, most)
    if kept < len(lines):
        kept = _fitting(lines, most - 20)
    left = len(lines) - kept
    return "\n".join([*lines[:kept], *([f"… and {left} more"] if left else [])])


def pages(lines: Sequence[str], *, most: int = MOST_IN_SECTION, count: int = 4) -> list[str]:
    """Lines in as few texts as hold them; what `count` of them do not hold is counted in the last."""
    found: list[str] = []
    rest = list(lines)
    while rest and len(found) < count - 1:
        kept = max(_fitting(rest, most), 1)
        found.append("\n".join(rest[:kept]))
        rest = rest[kept:]
    return [*found, fitted(rest, most)] if rest else found


def _fitting(lines: Sequence[str], most: int) -> int:
    """How many of the first lines fit."""
    room = most
    for place, line in enumerate(lines):
        room -= len(line) + 1
        if room < 0:
            return place
    return len(lines)


def percent(share: float) -> str:
    """A probability as a person reads it: whole percents, never 0 or 100 while anything is open."""
    return f"{whole_percent(share)}{NBSP}%"


def whole_percent(share: float) -> int:
    """The number a person reads for a probability."""
    return min(99, max(1, round(share * 100)))


def between(low: float, high: float) -> str:
    """A range that holds four likelihoods in five: `40 to 60 %`."""
    return f"{percent(low).removesuffix(f'{NBSP}%')} to {percent(high)}"


def odds(share: float) -> str:
    """A project's odds: nothing above 95 % is claimed while work remains. In words, as `<` would begin a link."""
    return f"over 95{NBSP}%" if share > 0.95 else f"under 1{NBSP}%" if share < 0.005 else percent(share)


def points(change: float) -> str:
    """A change in percentage points with its sign; the sign is a real minus."""
    whole = round(change * 100)
    if whole == 0:
        return "±0 points"
    sign = "+" if whole > 0 else "−"
    return f"{sign}{abs(whole)} point{'' if abs(whole) == 1 else 's'}"


def moved(before: float, after: float) -> str:
    """`41 % → 37 %`, or that it stays."""
    if percent(before) == percent(after):
        return f"stays at {percent(after)}"
    return f"{percent(before)} {ARROW} *{percent(after)}*"


def day(on: date) -> str:
    """A local date in words, the same for every reader: it names a day, not an instant."""
    return f"{on:%a} {on.day} {on:%b} {on.year}"


def short_day(on: date) -> str:
    """A local date without its year."""
    return f"{on.day} {on:%b}"


def instant(at: datetime) -> str:
    """An instant in the reader's own zone."""
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} at {{time}}|{at:%Y-%m-%d %H:%M} UTC>"


def listed(items: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def plural(count: int, noun: str) -> str:
    """`1 task`, `2 tasks`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"
