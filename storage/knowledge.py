"""Queries about questions that were asked and what people said of the answers. No commits here."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlmodel import col, select, update

from bot.domain.errors import NotFound
from bot.domain.knowledge import Tier
from bot.domain.question_feedback import TOLD, WAITING, Kind, PastQuestion
from storage.database import Tx, upsert
from storage.knowledge_tables import FeedbackRow, QuestionRow
from storage.tables import WorkspaceRow


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
    meaning: str = "",
    shown: Mapping[str, Any] | None = None,
    signals: Mapping[str, float] | None = None,
    tried: int = 0,
    now: datetime,
) -> int:
    """Remember a question, what it was answered with and why; its id, the same one when it comes again."""
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
        meaning=meaning,
        shown=dict(shown or {}),
        signals={name: round(value, 4) for name, value in (signals or {}).items()},
        tried=tried,
    )
    tx.add(row)
    tx.flush()
    assert row.id is not None
    return row.id


def question(tx: Tx, workspace: str, id: int) -> PastQuestion:
    """A question as it was answered, or `NotFound`."""
    return _past(_row(tx, workspace, id))


def asked_together(tx: Tx, workspace: str, id: int) -> list[tuple[PastQuestion, dict[str, Any]]]:
    """All questions of the message in which one was asked, in their order, with what was shown for each."""
    stem = _row(tx, workspace, id).key.rpartition(":")[0]
    keys = [f"{stem}:{place}" for place in range(10)]
    rows = tx.exec(select(QuestionRow).where(QuestionRow.workspace == workspace, col(QuestionRow.key).in_(keys)))
    return [(_past(row), row.shown) for row in sorted(rows, key=lambda row: row.key)]


def past(tx: Tx, workspace: str, *, since: datetime) -> list[PastQuestion]:
    """Every question since an instant, the oldest first."""
    query = select(QuestionRow).where(QuestionRow.workspace == workspace, QuestionRow.asked >= since)
    return [_past(row) for row in tx.exec(query.order_by(col(QuestionRow.asked), col(QuestionRow.id)))]


def settle(tx: Tx, workspace: str, ids: Iterable[int], *, now: datetime) -> None:
    """Somebody saw to these questions: they need no answer any more."""
    tx.connection().execute(
        update(QuestionRow)
        .where(col(QuestionRow.workspace) == workspace, col(QuestionRow.id).in_(list(ids)))
        .values(settled=now)
    )
    tx.expire_all()


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
    return feedback_of(tx, workspace, [question]).get(question, [])


def feedback_of(tx: Tx, workspace: str, questions: Iterable[int]) -> dict[int, list[tuple[str, str, str]]]:
    """The same of many, by question."""
    rows = tx.exec(
        select(FeedbackRow)
        .where(FeedbackRow.workspace == workspace, col(FeedbackRow.question_id).in_(list(questions)))
        .order_by(col(FeedbackRow.id))
    )
    found: dict[int, list[tuple[str, str, str]]] = {}
    for row in rows:
        found.setdefault(row.question_id, []).append((row.person, row.kind, row.value))
    return found


def to_try(tx: Tx) -> list[str]:
    """The workspaces with questions that were not tried with the answers as they stand now."""
    behind = select(QuestionRow.id).where(
        col(QuestionRow.workspace) == col(WorkspaceRow.id),
        col(QuestionRow.tried) < col(WorkspaceRow.entries_edition),
    )
    return list(tx.exec(select(WorkspaceRow.id).where(col(WorkspaceRow.entries_edition) > 0, behind.exists())))


def untried(tx: Tx, workspace: str, *, edition: int, since: datetime) -> list[PastQuestion]:
    """Unsettled questions that were not tried with the answers as they stand now, the newest first."""
    query = select(QuestionRow).where(
        QuestionRow.workspace == workspace,
        col(QuestionRow.settled).is_(None),
        col(QuestionRow.tried) < edition,
        QuestionRow.asked >= since,
    )
    return [_past(row) for row in tx.exec(query.order_by(col(QuestionRow.asked).desc()))]


def tried(tx: Tx, workspace: str, *, edition: int) -> None:
    """Every question here has been tried with the answers of this edition."""
    tx.connection().execute(
        update(QuestionRow)
        .where(col(QuestionRow.workspace) == workspace, col(QuestionRow.tried) < edition)
        .values(tried=edition)
    )
    tx.expire_all()


def told(tx: Tx, workspace: str, ids: Iterable[int]) -> None:
    """Whoever waited for these has been told."""
    tx.connection().execute(
        update(FeedbackRow)
        .where(
            col(FeedbackRow.workspace) == workspace,
            col(FeedbackRow.question_id).in_(list(ids)),
            col(FeedbackRow.kind) == Kind.TELL,
            col(FeedbackRow.value) == WAITING,
        )
        .values(value=TOLD)
    )
    tx.expire_all()


def _row(tx: Tx, workspace: str, id: int) -> QuestionRow:
    row = tx.exec(select(QuestionRow).where(QuestionRow.workspace == workspace, QuestionRow.id == id)).one_or_none()
    if row is None:
        raise NotFound("That question is not here any more; ask it again.")
    return row


def _past(row: QuestionRow) -> PastQuestion:
    assert row.id is not None
    return PastQuestion(
        id=row.id,
        person=row.person,
        asked=row.asked,
        question=row.question,
        tier=Tier(row.tier),
        confidence=row.confidence,
        passage=row.passage,
        meaning=row.meaning,
        signals=row.signals,
        settled=row.settled is not None,
    )
