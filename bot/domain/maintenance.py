"""What whoever looks after the answers has before them. Names nobody who asked; speaks no Slack."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.knowledge import Tier
from bot.domain.question_clusters import clusters
from bot.domain.question_feedback import NONE_OF_THESE, Given, Label, PastQuestion, Reason, unanswered
from bot.domain.wants import Wants, wants

# Nobody but who asked should read these, and nothing here could answer them.
KEPT_PRIVATE = frozenset({Wants.PRIVATE, Wants.PAY})
NO_MATTER_OF_OURS = frozenset({Wants.CHAT, Wants.OBEY, Wants.WORLD})
MOST_QUESTIONS = 300


@dataclass(frozen=True)
class Unanswered:
    """Questions alike that nobody could answer: the one that speaks for all, how many, and how many wait for a word."""

    title: str
    questions: tuple[int, ...]
    wordings: tuple[str, ...]
    waiting: int


@dataclass(frozen=True)
class Disputed:
    """An entry that people say is wrong or no good: their reasons, examples of what they had asked, their sentences.

    Sentences come with the id of who wrote them, who was told so; nothing else does.
    """

    entry: str
    questions: tuple[int, ...]
    votes: int
    reasons: Mapping[Reason, int]
    asked: tuple[str, ...]
    sentences: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Quality:
    """How good the answers are, by those who said: counts, and the mean of what was claimed for the rated ones."""

    asked: int = 0
    straight: int = 0
    rated: int = 0
    right: int = 0
    claimed: float | None = None
    chosen: int = 0
    of_choices: int = 0
    again: int = 0
    gone: int = 0


def open_questions(questions: Sequence[PastQuestion], said: Mapping[int, Mapping[str, Given]]) -> list[Unanswered]:
    """What waits for an answer in groups, the largest first; private matters only where somebody asked to be told."""
    ids: dict[str, list[int]] = {}
    waiting: Counter[str] = Counter()
    for one in reversed(questions):
        told = said.get(one.id, {})
        waits = sum(given.waits for given in told.values())
        if one.settled or not one.question or not unanswered(one, told.values()):
            continue
        wanted = wants(one.question)
        if wanted & NO_MATTER_OF_OURS or (wanted & KEPT_PRIVATE and not waits):
            continue
        ids.setdefault(one.question, []).append(one.id)
        waiting[one.question] += waits
    newest = list(ids)[:MOST_QUESTIONS]
    found = [
        Unanswered(
            title=group.title,
            questions=tuple(id for wording in group.questions for id in ids[wording]),
            wordings=group.questions,
            waiting=sum(waiting[wording] for wording in group.questions),
        )
        for group in clusters(newest)
    ]
    return sorted(found, key=lambda one: (-one.waiting, -len(one.questions)))


def disputes(questions: Sequence[PastQuestion], said: Mapping[int, Mapping[str, Given]]) -> list[Disputed]:
    """Answers that somebody disputes or wrote a sentence about, by entry, the most disputed first."""
    by_entry: dict[str, list[tuple[PastQuestion, str, Given]]] = {}
    for one in questions:
        for person, told in said.get(one.id, {}).items():
            if one.passage and not one.settled and (told.words or (told.disputes and _of_the_entry(told))):
                by_entry.setdefault(one.passage, []).append((one, person, told))
    found = [_disputed(entry, lines) for entry, lines in by_entry.items()]
    return sorted(found, key=lambda one: (-one.votes, one.entry))


def quality(
    questions: Sequence[PastQuestion],
    labels: Iterable[Label],
    said: Mapping[int, Mapping[str, Given]],
    *,
    again: int,
    gone: int,
) -> Quality:
    """The figures of a time, from what people said; a deed is no word here."""
    by_id = {one.id: one for one in questions}
    told = [one for one in labels if one.explicit and by_id[one.question].tier is Tier.ANSWER]
    choices = [one.id for one in questions if one.tier is Tier.CHOICES]
    picked = [given.choice for id in choices for given in said.get(id, {}).values() if given.choice]
    return Quality(
        asked=len(questions),
        straight=sum(one.tier is Tier.ANSWER for one in questions),
        rated=len(told),
        right=sum(one.right for one in told),
        claimed=sum(by_id[one.question].confidence for one in told) / len(told) if told else None,
        chosen=sum(choice != NONE_OF_THESE for choice in picked),
        of_choices=len(picked),
        again=again,
        gone=gone,
    )


def _of_the_entry(told: Given) -> bool:
    """Whether it is the entry that is wrong, and not that another one was asked for."""
    return told.reason is not Reason.NOT_MY_QUESTION and told.corrected is None


def _disputed(entry: str, lines: Sequence[tuple[PastQuestion, str, Given]]) -> Disputed:
    private = KEPT_PRIVATE | NO_MATTER_OF_OURS
    return Disputed(
        entry=entry,
        questions=tuple(dict.fromkeys(one.id for one, _, _ in lines)),
        votes=sum(told.disputes for _, _, told in lines),
        reasons=Counter(told.reason for _, _, told in lines if told.reason is not None),
        asked=tuple(dict.fromkeys(one.question for one, _, _ in lines if not wants(one.question) & private)),
        sentences=tuple((person, told.words) for _, person, told in lines if told.words),
    )
