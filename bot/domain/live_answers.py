"""What the plan or the roster says to a question about the asker's own team. Values only; who may see it is decided
before.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bot.domain.words import raw_words, stems

# Of the words that are asked about, so many must be in what is said to be it.
_ENOUGH = 0.5


@dataclass(frozen=True)
class LiveAnswer:
    """One sentence a line, in plain text; `cites` is where they come from, `then` what to do to see or change it."""

    lines: tuple[str, ...]
    cites: str = ""
    then: str = ""


def about(topic: str, *texts: str) -> float:
    """How much of a topic these texts name together, from zero to one."""
    wanted = set(stems(raw_words(topic)))
    there = set(stems(raw_words(" ".join(texts))))
    return len(wanted & there) / len(wanted) if wanted else 0.0


def best_named(topic: str, named: Iterable[tuple[str, Collection[str]]]) -> list[str]:
    """The keys whose texts name the topic best, all that are equally good; none when nothing names half of it."""
    found = [(about(topic, *texts), key) for key, texts in named]
    best = max((share for share, _ in found), default=0.0)
    return [key for share, key in found if share == best] if best >= _ENOUGH else []
