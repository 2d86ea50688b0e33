"""Queries about half-finished set-ups. No commits here; rows stay inside."""

from datetime import datetime

from storage.database import Tx
from storage.tables import SetupRow


def answers(tx: Tx, workspace: str, person: str) -> str | None:
    """What somebody has answered so far in their set-up, or None if they have none under way."""
    row = tx.get(SetupRow, (workspace, person))
    return row.answers if row else None


def keep(tx: Tx, workspace: str, person: str, answers: str, *, now: datetime) -> None:
    """Remember what somebody has answered so far."""
    tx.merge(SetupRow(workspace=workspace, person=person, answers=answers, changed=now))
    tx.flush()


def forget(tx: Tx, workspace: str, person: str) -> None:
    """The set-up is finished, or given up."""
    row = tx.get(SetupRow, (workspace, person))
    if row is not None:
        tx.delete(row)
        tx.flush()
