"""Putting an answer right: at once for whoever does it, for everybody once a maintainer has agreed."""

from datetime import datetime

from bot.domain.answer_corrections import AnswerCorrection, CorrectionState, wrong_with
from bot.domain.checkins import FieldError
from bot.domain.errors import NothingYet, WrongInput
from bot.domain.messages import CorrectionDecided
from bot.domain.outlines import Change, FormRefused
from bot.domain.question_feedback import PastQuestion
from bot.domain.team_entries import MOST_ASK, MOST_TITLE, EntryWish
from bot.usecases import entries as entry_cases
from bot.usecases.knowledge import Library
from bot.usecases.questions import Shown, as_shown
from storage import answer_corrections, audit, entries, knowledge, outbox, people
from storage.audit import Author
from storage.database import Database, Tx


def correct(
    db: Database,
    library: Library,
    workspace: str,
    question: int,
    *,
    person: str,
    passage: str = "",
    words: str = "",
    now: datetime,
) -> Shown:
    """Say what answers a question: a passage, or better words. Theirs at once; a maintainer decides for the others.

    `FormRefused` names what is wrong beside each field.
    """
    words = words.strip()
    with db.transaction() as tx:
        asked = knowledge.question(tx, workspace, question)
        index = library.of(tx, workspace)
        entry = index.entry(passage) if passage else None
        if bool(entry) == bool(words):
            sentence = "Choose an answer or write one, not both." if words else "Choose the right answer, or write it."
            raise FormRefused([FieldError("words", sentence)])
        if wrong := wrong_with(words):
            raise FormRefused([FieldError("words", wrong)])
        if not asked.meaning:
            raise WrongInput("I could not find a word in that question to remember this by. Ask it in other words.")
        answer_corrections.save(
            tx,
            workspace,
            person=person,
            question=question,
            meaning=asked.meaning,
            was=asked.passage,
            passage=entry.id if entry else None,
            words=words,
            state=CorrectionState.WAITING,
            now=now,
        )
        # Ids and not the words: a trail is kept for good, and what people typed is not.
        change = Change("answer", asked.passage or "", entry.id if entry else "better words")
        author = Author(workspace, person, now)
        audit.note(tx, author, what="answer correction", subject=f"question {question}", changes=[change])
        return as_shown(tx, library, workspace, question, person=person)


def accept(
    db: Database, library: Library, workspace: str, id: int, *, person: str, word: str = "", now: datetime
) -> None:
    """Answer so for everybody: with the passage, or with the words as an answer of our own. Who gave it is told."""
    found = _waiting(db, workspace, id, person=person, now=now)
    passage = found.passage
    if passage is None:
        # Published under the correction's own key, so that a second click finds what the first one made.
        passage = entry_cases.publish(
            db, library, workspace, person=person, wish=_wish(db, workspace, found), key=f"correction:{id}", now=now
        ).slug
    _decide(db, workspace, found, CorrectionState.ACCEPTED, person=person, passage=passage, word=word, now=now)


def decline(db: Database, workspace: str, id: int, *, person: str, word: str = "", now: datetime) -> None:
    """Answer as before, also for whoever gave it; they are told."""
    found = _waiting(db, workspace, id, person=person, now=now)
    _decide(db, workspace, found, CorrectionState.DECLINED, person=person, passage=None, word=word, now=now)


def _waiting(db: Database, workspace: str, id: int, *, person: str, now: datetime) -> AnswerCorrection:
    with db.snapshot() as tx:
        entry_cases.keeper(tx, workspace, person, now)
        found = answer_corrections.correction(tx, workspace, id)
    if found.state is not CorrectionState.WAITING:
        raise NothingYet("Somebody decided about this meanwhile.")
    return found


def _decide(
    db: Database,
    workspace: str,
    found: AnswerCorrection,
    state: CorrectionState,
    *,
    person: str,
    passage: str | None,
    word: str,
    now: datetime,
) -> None:
    with db.transaction() as tx:
        _, team = entry_cases.keeper(tx, workspace, person, now)
        if answer_corrections.correction(tx, workspace, found.id).state is not CorrectionState.WAITING:
            raise NothingYet("Somebody decided about this meanwhile.")
        answer_corrections.decide(tx, workspace, found.id, state, by=person, passage=passage, now=now)
        entries.turn(tx, workspace)
        asked = knowledge.question(tx, workspace, found.question)
        author = Author(workspace, person, now, team=team)
        change = Change("state", CorrectionState.WAITING, state)
        audit.note(tx, author, what="answer correction", subject=f"question {asked.id}", changes=[change], reason=word)
        _tell(tx, workspace, found, asked, state, by=person, word=word, now=now)


def _tell(
    tx: Tx,
    workspace: str,
    found: AnswerCorrection,
    asked: PastQuestion,
    state: CorrectionState,
    *,
    by: str,
    word: str,
    now: datetime,
) -> None:
    if found.person == by:
        return
    message = CorrectionDecided(question=asked.question, accepted=state is CorrectionState.ACCEPTED, by=by, word=word)
    outbox.add(
        tx,
        workspace,
        key=f"v1:correction:{found.id}:{int(found.at.timestamp())}",
        kind=message.kind,
        payload=message.model_dump_json(),
        conversation=found.person,
        now=now,
    )


def _wish(db: Database, workspace: str, found: AnswerCorrection) -> EntryWish:
    """Better words as an answer of our own, for the wording they were given for."""
    with db.snapshot() as tx:
        asked = knowledge.question(tx, workspace, found.question)
        who = people.person(tx, workspace, found.person)
    question = " ".join(asked.question.split()) or "An answer in better words"
    by = who.name if who else "somebody here"
    return EntryWish(
        title=question[:MOST_TITLE],
        text=found.words,
        asks=(question[:MOST_ASK],),
        source=f"{by}, in Slack, {found.at:%B %Y}",
    )
