"""Queries about people's corrections of likelihoods. No commits here; rows stay inside."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import col, or_, select, update

from bot.domain.likelihood import Correction
from storage.database import Tx
from storage.tables import CorrectionRow


def add_correction(
    tx: Tx,
    workspace: str,
    *,
    task: int,
    person: str,
    key: str,
    shown: float,
    should_be: float,
    reason: str,
    now: datetime,
) -> bool:
    """Keep a person's word that a likelihood is wrong; False when the same word is here already."""
    known = select(CorrectionRow.id).where(CorrectionRow.workspace == workspace, CorrectionRow.key == key)
    if tx.exec(known).first() is not None:
        return False
    tx.add(
        CorrectionRow(
            workspace=workspace,
            task_id=task,
            person=person,
            key=key,
            at=now,
            shown=shown,
            should_be=should_be,
            reason=reason,
        )
    )
    tx.flush()
    return True


def undo_correction(tx: Tx, workspace: str, *, task: int, person: str, now: datetime) -> bool:
    """Take a person's newest correction of a task back; the trail keeps it."""
    newest = tx.exec(
        select(CorrectionRow.id)
        .where(
            CorrectionRow.workspace == workspace,
            CorrectionRow.task_id == task,
            CorrectionRow.person == person,
            col(CorrectionRow.undone).is_(None),
        )
        .order_by(col(CorrectionRow.id).desc())
    ).first()
    if newest is None:
        return False
    tx.exec(update(CorrectionRow).where(col(CorrectionRow.id) == newest).values(undone=now))
    return True


def corrections(
    tx: Tx, workspace: str, tasks: Iterable[int], *, until: datetime | None = None
) -> dict[int, list[Correction]]:
    """Per task the corrections that stand, oldest first, as of an instant if one is given."""
    query = select(CorrectionRow).where(
        CorrectionRow.workspace == workspace, col(CorrectionRow.task_id).in_(set(tasks))
    )
    if until is None:
        query = query.where(col(CorrectionRow.undone).is_(None))
    else:
        query = query.where(
            CorrectionRow.at <= until,
            or_(col(CorrectionRow.undone).is_(None), CorrectionRow.undone > until),  # type: ignore[operator]
        )
    found: dict[int, list[Correction]] = {}
    for row in tx.exec(query.order_by(col(CorrectionRow.id))):
        found.setdefault(row.task_id, []).append(
            Correction(reply=row.key, on=row.at.date(), should_be=row.should_be, reason=row.reason)
        )
    return found
