"""Queries about what a workspace's labels taught its confidence. No commits here; rows stay inside."""

from collections.abc import Mapping
from datetime import date

from storage.database import Tx
from storage.knowledge_tables import ConfidenceShiftRow


def shifts(tx: Tx, workspace: str) -> dict[str, float]:
    """How far the weights are moved here, by signal; empty while nothing was learnt."""
    row = tx.get(ConfidenceShiftRow, workspace)
    return dict(row.shifts) if row else {}


def newest(tx: Tx, workspace: str) -> tuple[date, int] | None:
    """When it was learnt last, and from how many labels."""
    row = tx.get(ConfidenceShiftRow, workspace)
    return (row.learnt_on, row.labels) if row else None


def save(tx: Tx, workspace: str, moves: Mapping[str, float], *, on: date, labels: int) -> None:
    """Keep what was learnt in place of what was known before."""
    tx.merge(ConfidenceShiftRow(workspace=workspace, learnt_on=on, labels=labels, shifts=dict(moves)))
    tx.flush()
