"""People's word on what answers a question: whose it is, how far it reaches, and what it says. Speaks no Slack."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.entries import MOST_WORDS, Entry

MOST_TEXT = 1500


class CorrectionState(StrEnum):
    """How far a correction reaches. `own` was a choice among three: theirs for good, and nobody is asked about it."""

    OWN = "own"
    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True)
class AnswerCorrection:
    """What somebody says answers a question: the `passage` of that id, or their own `words`. `was` is what I gave."""

    id: int
    person: str
    question: int
    meaning: str
    was: str | None
    passage: str | None
    words: str
    state: CorrectionState
    at: datetime

    @property
    def says(self) -> str | None:
        """The passage it says is right, empty for better words; None for a mere choice, or once declined."""
        return (self.passage or "") if self.state in (CorrectionState.WAITING, CorrectionState.ACCEPTED) else None


def standing(
    mine: Iterable[AnswerCorrection],
    accepted: Iterable[AnswerCorrection],
    entry_of: Callable[[str], Entry | None],
) -> dict[str, Entry]:
    """What answers each corrected question, for one person: what was accepted for all, and over it their own.

    A correction to an entry that is gone answers nothing; a declined one speaks to nobody any more.
    """
    found: dict[str, Entry] = {}
    for one in sorted(accepted, key=lambda one: one.at):
        _add(found, one, entry_of)
    for one in sorted(mine, key=lambda one: one.at):
        if one.state is not CorrectionState.DECLINED:
            _add(found, one, entry_of)
    return found


def own_words(correction: AnswerCorrection) -> Entry:
    """Somebody's better words as the passage that answers them until a maintainer has decided."""
    return Entry(
        id=f"correction.{correction.id}",
        title="In your own words",
        text=correction.words,
        source="what you wrote yourself",
        verified=correction.at.date(),
    )


def wrong_with(words: str) -> str | None:
    """What keeps better words from being kept, in a sentence; None when nothing does."""
    count = len(words.split())
    if count > MOST_WORDS:
        return f"It has {count} words; {MOST_WORDS} is the most, because one passage answers one question."
    if len(words) > MOST_TEXT:
        return f"At most {MOST_TEXT:,} characters, please."
    return None


def _add(found: dict[str, Entry], one: AnswerCorrection, entry_of: Callable[[str], Entry | None]) -> None:
    entry = entry_of(one.passage) if one.passage else own_words(one) if one.words else None
    if entry is not None and one.meaning:
        found[one.meaning] = entry
