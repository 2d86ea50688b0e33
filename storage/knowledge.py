"""Queries about questions that were asked and what people said of the answers. No commits here."""

from datetime import datetime

from sqlmodel import col, select

from bot.domain.errors import NotFound
from storage.database import Tx, upsert
from storage.tables import FeedbackRow, QuestionRow


def is_known(tx: Tx, workspace: str, key: str) -> bool:
    """Whether a question was remembered under this key."""
    query = select(QuestionRow.id).where(QuestionRow.workspace == workspace, QuestionRow.key == key)
    return tx.exec(query).first() is not None


def asked_under(tx: Tx, workspace: str, key: str) -> str | None:
    """The question that was remembered under this key."""
    query = select(QuestionRow.question).where(QuestionRow.workspace == workspace, QuestionRow.key == key)
    return tx.exec(query).one_or_none()


def add_question(
    tx: Tx,
    workspace: str,
    *,
    key: str,
    person: str,
    question: str,
    tier: str,
    confidence: float,
    passage: str | None,
    now: datetime,
) -> int:
    """Remember a question and what it was answered with; its id, the same one when it comes again."""
    known = tx.exec(
        select(QuestionRow.id).where(QuestionRow.workspace == workspace, QuestionRow.key == key)
    ).one_or_none()
    if known is not None:
        return known
    row = QuestionRow(
        workspace=workspace,
        key=key,
        person=person,
        asked=now,
        question=question,
        tier=tier,
        confidence=confidence,
        passage=passage,
    )
    tx.add(row)
    tx.flush()
    assert row.id is not None
    return row.id


def question(tx: Tx, workspace: str, id: int) -> tuple[str, str, str | None]:
    """Who asked, what they asked, and the passage they were given."""
    row = tx.exec(select(QuestionRow).where(QuestionRow.workspace == workspace, QuestionRow.id == id)).one_or_none()
    if row is None:
        raise NotFound("That question is not here any more; ask it again.")
    return row.person, row.question, row.passage


def save_feedback(tx: Tx, workspace: str, question: int, *, person: str, kind: str, value: str, now: datetime) -> None:
    """Remember what a person says of an answer; the newest word of each kind counts."""
    insert = upsert(tx, FeedbackRow).values(
        workspace=workspace, question_id=question, person=person, kind=kind, value=value, at=now
    )
    tx.connection().execute(
        insert.on_conflict_do_update(index_elements=["question_id", "person", "kind"], set_={"value": value, "at": now})
    )


def feedback(tx: Tx, workspace: str, question: int) -> list[tuple[str, str, str]]:
    """What was said of an answer: (person, kind, value)."""
    rows = tx.exec(
        select(FeedbackRow)
        .where(FeedbackRow.workspace == workspace, FeedbackRow.question_id == question)
        .order_by(col(FeedbackRow.id))
    )
    return [(row.person, row.kind, row.value) for row in rows]
