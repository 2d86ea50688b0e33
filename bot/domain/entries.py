"""Passages of the knowledge base as values: what one says, where it comes from, whom to ask, when to review it.

Knows neither where entries are kept nor how they are found.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

MOST_WORDS = 120
MOST_FACTS = 3


@dataclass(frozen=True)
class Entry:
    """One passage: it answers one question in at most 120 words, or (`route`) says who can answer instead of Barometer.

    `asks` are phrasings people use. `ask` is who may be asked next. `owner` is empty for a built-in entry and names
    the team that wrote or overrode it otherwise.
    """

    id: str
    title: str
    text: str
    topic: str = ""
    facts: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    source: str = ""
    url: str = ""
    ask: str = ""
    route: str = ""
    verified_by: str = ""
    verified: date | None = None
    review: date | None = None
    owner: str = ""

    @property
    def out_of_scope(self) -> bool:
        """Whether this entry answers only by saying whom to ask."""
        return bool(self.route)


def review_due(entries: Iterable[Entry], *, today: date) -> list[Entry]:
    """The entries whose review date has come, the longest overdue first."""
    due = [entry for entry in entries if entry.review is not None and entry.review <= today]
    return sorted(due, key=lambda entry: (entry.review or today, entry.id))


def overridden(entries: Iterable[Entry]) -> list[Entry]:
    """Each id once, the last one given winning: built-in entries first, then the folder's, then the team's."""
    chosen: dict[str, Entry] = {}
    for entry in entries:
        chosen[entry.id] = entry
    return list(chosen.values())


def faults(entry: Entry) -> list[str]:
    """What keeps an entry from being published, one sentence each; empty when nothing does."""
    found = []
    if not entry.title.strip():
        found.append("It has no title.")
    if not entry.text.strip():
        found.append("It says nothing yet.")
    words = len(entry.text.split())
    if words > MOST_WORDS:
        found.append(f"It has {words} words; {MOST_WORDS} is the most. Split it in two.")
    if len(entry.facts) > MOST_FACTS:
        found.append(f"It states {len(entry.facts)} facts; {MOST_FACTS} is the most. Split it in two.")
    if not entry.out_of_scope and not entry.source:
        found.append("It names no source that a person can open.")
    return found
