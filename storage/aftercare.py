"""Queries about deliveries that were sent or given up: the second look, and what somebody has to decide about.

No commits here; rows stay inside. Sending itself is not its business.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select, update

from storage.database import Tx
from storage.outbox import SENT, Delivery, delivery_of
from storage.tables import OutboxRow

UNFINISHED = ("dead", "unknown")


def repair(
    tx: Tx, workspace: str, key: str, *, now: datetime, expires: datetime | None = None, to: str | None = None
) -> bool:
    """Queue a delivery again that was refused for good or of which nothing is known: somebody decided it.

    What belongs in its thread comes with it. `to` is another conversation for all of it.
    """
    place = {"conversation": to} if to else {}
    done = tx.exec(
        update(OutboxRow)
        .where(
            col(OutboxRow.workspace) == workspace,
            col(OutboxRow.key) == key,
            col(OutboxRow.state).in_(UNFINISHED),
        )
        .values(state="pending", not_before=now, expires=expires, attempt=OutboxRow.attempt + 1, error="", **place)
    )
    if not done.rowcount:
        return False
    tx.exec(
        update(OutboxRow)
        .where(
            col(OutboxRow.workspace) == workspace,
            col(OutboxRow.thread_of) == key,
            col(OutboxRow.state) == "expired",
        )
        .values(state="pending", not_before=now, error="", **place)
    )
    return True


def let_go(tx: Tx, workspace: str, key: str, *, error: str) -> bool:
    """End a delivery that was refused for good or of which nothing is known: somebody decided that, too."""
    done = tx.exec(
        update(OutboxRow)
        .where(
            col(OutboxRow.workspace) == workspace,
            col(OutboxRow.key) == key,
            col(OutboxRow.state).in_(UNFINISHED),
        )
        .values(state="expired", error=error)
    )
    return bool(done.rowcount)


def unfinished(tx: Tx, workspace: str) -> list[Delivery]:
    """What was refused for good or is unknown, with its error: what somebody has to decide about, oldest first."""
    rows = tx.exec(
        select(OutboxRow)
        .where(OutboxRow.workspace == workspace, col(OutboxRow.state).in_(UNFINISHED))
        .order_by(col(OutboxRow.id))
    )
    return [delivery_of(tx, row) for row in rows]


def to_audit(tx: Tx, *, since: datetime, before: datetime) -> list[Delivery]:
    """The deliveries of one channel that were sent in that time and not looked at again; none is due for edits."""
    fresh = (
        select(OutboxRow)
        .where(
            OutboxRow.state == SENT,
            col(OutboxRow.audited).is_(None),
            # The index knows this instant, and nothing is sent before it.
            OutboxRow.not_before >= since,
            col(OutboxRow.sent) <= before,
            col(OutboxRow.edits).is_(None),
            col(OutboxRow.thread_of).is_(None),
            col(OutboxRow.thread_ts).is_(None),
        )
        .order_by(col(OutboxRow.id))
    )
    row = tx.exec(fresh.limit(1)).first()
    if row is None:
        return []
    rows = tx.exec(fresh.where(OutboxRow.workspace == row.workspace, OutboxRow.channel == row.channel))
    return [delivery_of(tx, one) for one in rows]


def audited(tx: Tx, deliveries: Sequence[Delivery], *, now: datetime) -> None:
    """They were looked at a second time."""
    ids = [one.id for one in deliveries]
    tx.exec(update(OutboxRow).where(col(OutboxRow.id).in_(ids)).values(audited=now))
