"""Queries about digests: the figures each one showed, by week. No commits here."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from storage.database import Tx
from storage.tables import DigestRow


def is_recorded(tx: Tx, ritual: int, week: str) -> bool:
    """Whether this digest was already dealt with for this ISO week."""
    return bool(tx.exec(select(DigestRow.id).where(DigestRow.ritual_id == ritual, DigestRow.week == week)).first())


def add_digest(
    tx: Tx, workspace: str, ritual: int, *, week: str, state: str, due: datetime, figures: Mapping[str, Any]
) -> None:
    """Record a digest with the figures it shows."""
    tx.add(DigestRow(workspace=workspace, ritual_id=ritual, week=week, state=state, due=due, figures=dict(figures)))
    tx.flush()


def last_figures(tx: Tx, ritual: int, *, before: str) -> dict[str, Any]:
    """The figures of the newest digest of an earlier week; empty when there was none."""
    row = tx.exec(
        select(DigestRow)
        .where(DigestRow.ritual_id == ritual, DigestRow.week < before, DigestRow.state == "published")
        .order_by(col(DigestRow.week).desc())
        .limit(1)
    ).first()
    return dict(row.figures) if row else {}
