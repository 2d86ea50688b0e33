"""Entries that people of a workspace write themselves: what one should say, what state it is in, what is wrong with it.

Knows neither where they are kept nor how they are found.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain.checkins import FieldError
from bot.domain.entries import MOST_WORDS, Entry

MOST_TITLE = 150
MOST_TEXT = 1500
MOST_ASKS = 12
MOST_ASK = 150
MOST_SOURCE = 300
# What is true of a team changes; a year is the longest that is believed without looking again by itself.
REVIEWED_AFTER = timedelta(days=365)
_ADDRESS = re.compile(r"https?://[^\s<>|\"]+", re.IGNORECASE)


class EntryState(StrEnum):
    """How far an entry has come. Only a published one answers."""

    DRAFT = "draft"
    PUBLISHED = "published"
    DECLINED = "declined"
    RETIRED = "retired"


@dataclass(frozen=True)
class EntryWish:
    """What somebody wants an entry to say.

    `source` is a link or words; `verified_by` a person's id; `overrides` the id of the entry whose place it takes.
    """

    title: str = ""
    text: str = ""
    asks: tuple[str, ...] = ()
    source: str = ""
    ask: str = ""
    verified_by: str | None = None
    review: date | None = None
    overrides: str = ""


@dataclass(frozen=True)
class TeamEntry:
    """An entry as it was written here: its wish, its state, who wrote it, and for which team it was published.

    `slug` is the id that questions are answered with, empty until it is published.
    """

    id: int
    wish: EntryWish
    state: EntryState
    author: str
    written: datetime
    changed: datetime
    slug: str = ""
    team: str = ""
    verified: date | None = None


def served(entry: TeamEntry, *, verified_by: str) -> Entry:
    """A published entry as questions are answered with it; `verified_by` is a name."""
    wish = entry.wish
    address = _ADDRESS.search(wish.source)
    return Entry(
        id=entry.slug,
        title=wish.title,
        text=wish.text,
        topic="Our own",
        asks=wish.asks,
        source=_called(wish.source, address.group(0)) if address else wish.source,
        url=address.group(0) if address else "",
        ask=wish.ask,
        verified_by=verified_by,
        verified=entry.verified,
        review=wish.review,
        owner=entry.team or "your team",
    )


def slug_for(title: str, taken: Collection[str]) -> str:
    """An id of its own for a new entry, readable: `team.who-pays-for-gpus`."""
    stem = f"team.{re.sub(r'[^a-z0-9]+', '-', title.lower()).strip('-')[:50].strip('-') or 'entry'}"
    number = 2
    slug = stem
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug


def tidy_wish(wish: EntryWish) -> EntryWish:
    """The same without empty and repeated phrasings."""
    asks = tuple(dict.fromkeys(one for ask in wish.asks if (one := " ".join(ask.split()))))
    return replace(wish, asks=asks, title=" ".join(wish.title.split()), text=wish.text.strip())


def check_wish(wish: EntryWish, *, today: date, known: Collection[str]) -> list[FieldError]:
    """Every field that keeps an entry from being kept, each with a sentence that says what would do."""
    found: list[FieldError] = []

    def expect(right: bool, field: str, sentence: str) -> None:
        if not right:
            found.append(FieldError(field, sentence))

    words = len(wish.text.split())
    expect(bool(wish.title), "title", "Give it a title: the question it answers will do.")
    expect(len(wish.title) <= MOST_TITLE, "title", f"At most {MOST_TITLE} characters, please.")
    expect(bool(wish.text), "text", "It says nothing yet.")
    expect(words <= MOST_WORDS, "text", f"It has {words} words; {MOST_WORDS} is the most. Split it in two.")
    expect(len(wish.text) <= MOST_TEXT, "text", f"At most {MOST_TEXT:,} characters, please.")
    expect(len(wish.asks) <= MOST_ASKS, "asks", f"At most {MOST_ASKS} lines, please.")
    expect(all(len(ask) <= MOST_ASK for ask in wish.asks), "asks", f"At most {MOST_ASK} characters a line, please.")
    expect(bool(wish.source.strip()), "source", "Say where this is from: a link, a document, or who said it.")
    expect(len(wish.source) <= MOST_SOURCE, "source", f"At most {MOST_SOURCE} characters, please.")
    expect(wish.review is None or wish.review > today, "review", "Choose a day that is still to come.")
    expect(not wish.overrides or wish.overrides in known, "overrides", "That entry is not here any more.")
    return found


def _called(source: str, address: str) -> str:
    """What a link is called: the words beside it, or where it leads."""
    words = " ".join(source.replace(address, " ").split()).strip(" ,;:()-")
    if words:
        return words
    return re.sub(r"^https?://(www\.)?", "", address, flags=re.IGNORECASE).split("/")[0]
