"""What people say of an answer, kept as typed labels; each returns the answers as they stand then."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.answer_corrections import CorrectionState
from bot.domain.answer_reasons import reasons
from bot.domain.entries import Entry
from bot.domain.errors import NotFound, WrongInput
from bot.domain.knowledge import NOBODY_KNOWN, Asked
from bot.domain.people import Role
from bot.domain.question_feedback import (
    ASK_SOMEBODY,
    MOST_WORDS_OF_FEEDBACK,
    NONE_OF_THESE,
    WAITING,
    Kind,
    Reason,
    Thumb,
)
from bot.domain.role_coverage import is_manager, job_named
from bot.usecases.knowledge import Library
from bot.usecases.live_asker import asker_of
from bot.usecases.questions import Shown, as_shown
from storage import answer_corrections, confidence_learning, knowledge
from storage.database import Database, Tx

MOST_NAMED = 5


@dataclass(frozen=True)
class Why:
    """Where an answer comes from: the reasons for its confidence, how many labels of ours are in it, and from which
    confidence on an answer is given straight, or three are offered."""

    asked: Asked
    reasons: tuple[str, ...]
    labels: int
    answer_from: float
    choices_from: float


@dataclass(frozen=True)
class Whom:
    """Who may know, by role, and the ids of those it is in the asker's teams; nobody where no roster says."""

    role: str
    people: tuple[str, ...]
    question: str


def show(db: Database, library: Library, workspace: str, question: int, *, person: str) -> Shown:
    """The answers as one person sees them now."""
    with db.snapshot() as tx:
        return as_shown(tx, library, workspace, question, person=person)


def rate(
    db: Database, library: Library, workspace: str, question: int, *, person: str, thumb: Thumb, now: datetime
) -> Shown:
    """Right or not; saying it again changes it."""
    return _say(db, library, workspace, question, person, {Kind.THUMB: thumb}, now)


def say_why(
    db: Database, library: Library, workspace: str, question: int, *, person: str, reason: Reason, now: datetime
) -> Shown:
    """Why it was no good."""
    return _say(db, library, workspace, question, person, {Kind.THUMB: Thumb.DOWN, Kind.REASON: reason}, now)


def comment(
    db: Database, library: Library, workspace: str, question: int, *, person: str, words: str, now: datetime
) -> Shown:
    """A sentence in somebody's own words, for whoever looks after the answers."""
    said = words.strip()
    if not said:
        raise WrongInput("There is nothing in it yet; write a sentence, or close the form.")
    return _say(db, library, workspace, question, person, {Kind.WORDS: said[:MOST_WORDS_OF_FEEDBACK]}, now)


def choose(
    db: Database, library: Library, workspace: str, question: int, *, person: str, passage: str | None, now: datetime
) -> Shown:
    """Which of three was meant, None for none of these. What was meant answers this question for them from now on."""
    with db.transaction() as tx:
        asked = knowledge.question(tx, workspace, question)
        if passage is not None and library.of(tx, workspace).entry(passage) is None:
            raise NotFound("That entry is not here any more; ask again.")
        _keep(tx, workspace, question, person, {Kind.CHOICE: passage or NONE_OF_THESE}, now)
        if passage is not None and asked.meaning:
            answer_corrections.save(
                tx,
                workspace,
                person=person,
                question=question,
                meaning=asked.meaning,
                was=asked.passage,
                passage=passage,
                words="",
                state=CorrectionState.OWN,
                now=now,
            )
        return as_shown(tx, library, workspace, question, person=person)


def wait(db: Database, library: Library, workspace: str, question: int, *, person: str, now: datetime) -> Shown:
    """*Tell me when you know.*"""
    return _say(db, library, workspace, question, person, {Kind.TELL: WAITING}, now)


def follow(
    db: Database, library: Library, workspace: str, question: int, *, person: str, passage: str, now: datetime
) -> Entry:
    """The next step taken: a related entry that somebody went on to read."""
    with db.transaction() as tx:
        knowledge.question(tx, workspace, question)
        entry = library.of(tx, workspace).entry(passage)
        if entry is None:
            raise NotFound("That entry is not here any more; ask again.")
        _keep(tx, workspace, question, person, {Kind.STEP: entry.id}, now)
        return entry


def whom_to_ask(db: Database, library: Library, workspace: str, question: int, *, person: str, now: datetime) -> Whom:
    """The next step taken: to ask a person. Those of the asker's own teams, as their rosters say."""
    with db.transaction() as tx:
        asked, _ = as_shown(tx, library, workspace, question, person=person).one(question)
        _keep(tx, workspace, question, person, {Kind.STEP: ASK_SOMEBODY}, now)
        role = asked.answer.route_to or NOBODY_KNOWN
        job, manager = job_named(role), is_manager(role)
        members = asker_of(tx, workspace, person, None, now).members()
        found = [
            who.id
            for _, one, who in members
            if who.id != person and ((manager and one.role is Role.MANAGER) or (job and job_named(one.job) is job))
        ]
        return Whom(role, tuple(dict.fromkeys(found))[:MOST_NAMED], asked.answer.question)


def share(
    db: Database, library: Library, workspace: str, question: int, *, person: str, channel: str, now: datetime
) -> Shown | None:
    """The answer for everybody in a channel; None where it has been shared there by this click's twin."""
    with db.transaction() as tx:
        knowledge.question(tx, workspace, question)
        shown = as_shown(tx, library, workspace, question, person=person)
        if shown.given[question].shared == channel:
            return None
        _keep(tx, workspace, question, person, {Kind.SHARE: channel}, now)
        return as_shown(tx, library, workspace, question, person=person)


def unshare(db: Database, library: Library, workspace: str, question: int, *, person: str, now: datetime) -> None:
    """It could not be posted after all."""
    _say(db, library, workspace, question, person, {Kind.SHARE: ""}, now)


def why(db: Database, library: Library, workspace: str, question: int, *, person: str) -> Why:
    """*How do you know?*"""
    with db.snapshot() as tx:
        asked, _ = as_shown(tx, library, workspace, question, person=person).one(question)
        past = knowledge.question(tx, workspace, question)
        index, learnt = library.of(tx, workspace), confidence_learning.newest(tx, workspace)
        weights = index.weights
        return Why(
            asked,
            reasons(past.signals, weights),
            learnt[1] if learnt else 0,
            weights.answer_from,
            weights.choices_from,
        )


def _say(
    db: Database,
    library: Library,
    workspace: str,
    question: int,
    person: str,
    said: Mapping[Kind, str],
    now: datetime,
) -> Shown:
    with db.transaction() as tx:
        knowledge.question(tx, workspace, question)
        _keep(tx, workspace, question, person, said, now)
        return as_shown(tx, library, workspace, question, person=person)


def _keep(tx: Tx, workspace: str, question: int, person: str, said: Mapping[Kind, str], now: datetime) -> None:
    for kind, value in said.items():
        knowledge.save_feedback(tx, workspace, question, person=person, kind=kind, value=value, now=now)
