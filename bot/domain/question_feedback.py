"""What people say of an answer, by word or by deed, and what each of it teaches. Knows no Slack and no tables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.knowledge import Tier

# What a deed is worth beside a word: it may have had another reason.
IMPLICIT_WORTH = 0.3
MOST_WORDS_OF_FEEDBACK = 500


class Kind(StrEnum):
    """The kinds of feedback that are kept; a correction is kept beside them, for it also answers."""

    THUMB = "thumb"
    CHOICE = "choice"
    REASON = "reason"
    WORDS = "words"
    STEP = "step"
    SHARE = "share"
    TELL = "tell"


class Thumb(StrEnum):
    """Right or not."""

    UP = "up"
    DOWN = "down"


class Reason(StrEnum):
    """Why an answer was no good. Only the first says that the wrong one was found."""

    NOT_MY_QUESTION = "not my question"
    OUT_OF_DATE = "out of date"
    WRONG_FOR_US = "wrong for us"
    UNCLEAR = "too long or unclear"
    NOT_ENOUGH = "says too little"


NONE_OF_THESE = "none of these"
# The step of going to ask a person instead.
ASK_SOMEBODY = "ask"
WAITING, TOLD = "waiting", "told"


@dataclass(frozen=True)
class Given:
    """What one person has said of one answer so far. `corrected` is the passage they said is right, empty for
    better words; `step` the last thing they went on to do from the answer."""

    thumb: Thumb | None = None
    choice: str | None = None
    reason: Reason | None = None
    words: str = ""
    step: str = ""
    shared: str = ""
    waits: bool = False
    corrected: str | None = None

    @property
    def disputes(self) -> bool:
        """Whether they say that something is wrong with it."""
        return self.thumb is Thumb.DOWN or self.reason is not None


@dataclass(frozen=True)
class PastQuestion:
    """A question that was asked, and what it was answered with. `settled` once somebody saw to it."""

    id: int
    person: str
    asked: datetime
    question: str
    tier: Tier
    confidence: float
    passage: str | None
    meaning: str = ""
    signals: Mapping[str, float] = field(default_factory=dict)
    settled: bool = False


@dataclass(frozen=True)
class Label:
    """Whether the first passage was right for its question, as one person let us know; `worth` from 0 to 1."""

    question: int
    person: str
    right: bool
    worth: float = 1.0

    @property
    def explicit(self) -> bool:
        """Whether somebody said it, rather than did something that hints at it."""
        return self.worth == 1.0


def given(said: Iterable[tuple[str, str]], corrected: str | None = None) -> Given:
    """One person's feedback of (kind, value) pairs as one value; what a newer program wrote is left out."""
    by_kind = dict(said)
    thumb, reason = by_kind.get(Kind.THUMB), by_kind.get(Kind.REASON)
    return Given(
        thumb=Thumb(thumb) if thumb in set(Thumb) else None,
        choice=by_kind.get(Kind.CHOICE) or None,
        reason=Reason(reason) if reason in set(Reason) and thumb != Thumb.UP else None,
        words=by_kind.get(Kind.WORDS, ""),
        step=by_kind.get(Kind.STEP, ""),
        shared=by_kind.get(Kind.SHARE, ""),
        waits=by_kind.get(Kind.TELL) == WAITING,
        corrected=corrected,
    )


def label(question: PastQuestion, person: str, said: Given, *, asked_again: bool = False) -> Label | None:
    """What this says about whether the passage fits its question, or None where it says nothing of that.

    An answer that is out of date or unclear was still the one to find, so it is no label. A word outweighs a deed.
    """
    right: bool | None = None
    if said.corrected:
        right = said.corrected == question.passage
    elif said.choice is not None:
        right = said.choice == question.passage
    elif said.thumb is Thumb.UP:
        right = True
    elif said.thumb is Thumb.DOWN:
        if said.reason not in (None, Reason.NOT_MY_QUESTION):
            return None
        right = False
    if right is not None:
        return Label(question.id, person, right)
    if said.step == ASK_SOMEBODY:
        return Label(question.id, person, False, IMPLICIT_WORTH)
    if said.shared or said.step:
        return Label(question.id, person, True, IMPLICIT_WORTH)
    if asked_again:
        return Label(question.id, person, False, IMPLICIT_WORTH)
    return None


def unanswered(question: PastQuestion, said: Iterable[Given]) -> bool:
    """Whether a question still waits for an answer: none was given, or whoever got one says it was another's."""
    told = list(said)
    if any(one.corrected is not None or one.thumb is Thumb.UP for one in told):
        return False
    if any(one.waits or one.choice == NONE_OF_THESE or one.reason is Reason.NOT_MY_QUESTION for one in told):
        return True
    return question.tier is Tier.ABSTAIN and not any(one.choice for one in told)
