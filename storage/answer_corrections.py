"""Queries about what people say answers a question. No commits here; rows stay inside."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import col, select

from bot.domain.answer_corrections import AnswerCorrection, CorrectionState
from bot.domain.errors import NotFound
from storage.database import Tx, upsert
from storage.knowledge_tables import AnswerCorrectionRow


def save(
    tx: Tx,
    workspace: str,
    *,
    person: str,
    question: int,
    meaning: str,
    was: str | None,
    passage: str | None,
    words: str,
    state: CorrectionState,
    now: datetime,
) -> AnswerCorrection:
    """Remember what somebody says answers a question; the newest word of theirs on the same one counts."""
    said = {
        "question_id": question,
        "was": was,
        "passage": passage,
        "words": words,
        "state": state,
        "at": now,
        "decided_by": None,
        "decided": None,
    }
    insert = upsert(tx, AnswerCorrectionRow).values(workspace=workspace, person=person, meaning=meaning, **said)
    tx.connection().execute(insert.on_conflict_do_update(index_elements=["workspace", "person", "meaning"], set_=said))
    tx.expire_all()
    row = tx.exec(
        select(AnswerCorrectionRow).where(
            AnswerCorrectionRow.workspace == workspace,
            AnswerCorrectionRow.person == person,
            AnswerCorrectionRow.meaning == meaning,
        )
    ).one()
    return _correction(row)


def of_person(tx: Tx, workspace: str, person: str) -> list[AnswerCorrection]:
    """Everything somebody put right, whatever became of it."""
    return _found(tx, workspace, AnswerCorrectionRow.person == person)


def in_state(tx: Tx, workspace: str, state: CorrectionState) -> list[AnswerCorrection]:
    """Everybody's corrections in a state, the oldest first."""
    return _found(tx, workspace, AnswerCorrectionRow.state == state)


def of_questions(tx: Tx, workspace: str, questions: Iterable[int]) -> list[AnswerCorrection]:
    """The corrections of these questions."""
    return _found(tx, workspace, col(AnswerCorrectionRow.question_id).in_(list(questions)))


def correction(tx: Tx, workspace: str, id: int) -> AnswerCorrection:
    """One correction, or `NotFound`."""
    return _correction(_row(tx, workspace, id))


def decide(
    tx: Tx, workspace: str, id: int, state: CorrectionState, *, by: str, passage: str | None = None, now: datetime
) -> None:
    """Say that a correction holds for everybody or for nobody; words that were published answer as `passage`."""
    row = _row(tx, workspace, id)
    row.state, row.decided_by, row.decided = state, by, now
    row.passage = passage or row.passage
    tx.flush()


def _found(tx: Tx, workspace: str, which: object) -> list[AnswerCorrection]:
    query = select(AnswerCorrectionRow).where(AnswerCorrectionRow.workspace == workspace, which)  # type: ignore[arg-type]
    return [_correction(row) for row in tx.exec(query.order_by(col(AnswerCorrectionRow.id)))]


def _row(tx: Tx, workspace: str, id: int) -> AnswerCorrectionRow:
    row = tx.exec(
        select(AnswerCorrectionRow).where(AnswerCorrectionRow.workspace == workspace, AnswerCorrectionRow.id == id)
    ).one_or_none()
    if row is None:
        raise NotFound("That correction is not here any more.")
    return row


def _correction(row: AnswerCorrectionRow) -> AnswerCorrection:
    assert row.id is not None
    return AnswerCorrection(
        id=row.id,
        person=row.person,
        question=row.question_id,
        meaning=row.meaning,
        was=row.was,
        passage=row.passage,
        words=row.words,
        state=CorrectionState(row.state),
        at=row.at,
    )
