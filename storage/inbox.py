"""What people handed in, written down before it is acknowledged and worked afterwards.

The unique key makes a second click or a repeated event change nothing. Knows no kind of payload.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, func, select, update

from storage.database import Tx, upsert
from storage.tables import InboxRow


@dataclass(frozen=True)
class Item:
    """One thing handed in."""

    id: int
    workspace: str
    key: str
    kind: str
    payload: str
    received: datetime
    attempts: int


@dataclass(frozen=True)
class HandedOver:
    """Something to be written down; `key` is what makes a second click the same one."""

    workspace: str
    key: str
    kind: str
    payload: str
    received: datetime


def add_many(tx: Tx, handed_in: Sequence[HandedOver]) -> None:
    """Write things down in one statement; those whose key is here already change nothing."""
    rows = [
        {
            "workspace": one.workspace,
            "key": one.key,
            "kind": one.kind,
            "payload": one.payload,
            "received": one.received,
            "attempts": 0,
            "error": "",
        }
        for one in handed_in
    ]
    tx.connection().execute(upsert(tx, InboxRow).on_conflict_do_nothing(), rows)


def waiting(tx: Tx, *, most_attempts: int, limit: int = 25) -> list[Item]:
    """What is still to be worked, first what has failed least, oldest first; what failed too often is left out."""
    rows = tx.exec(
        select(InboxRow)
        .where(col(InboxRow.done).is_(None), InboxRow.attempts < most_attempts)
        .order_by(col(InboxRow.attempts), col(InboxRow.id))
        .limit(limit)
    )
    return [_item(row) for row in rows]


def take(tx: Tx, id: int) -> Item | None:
    """The item for working it in this transaction, or None if somebody else already has."""
    row = tx.exec(
        select(InboxRow).where(InboxRow.id == id, col(InboxRow.done).is_(None)).with_for_update(skip_locked=True)
    ).one_or_none()
    return _item(row) if row else None


def done(tx: Tx, id: int, *, now: datetime) -> None:
    """It is worked; belongs into the transaction that worked it."""
    tx.exec(update(InboxRow).where(col(InboxRow.id) == id).values(done=now, error=""))


def failed(tx: Tx, id: int, *, error: str) -> None:
    """Working it failed once more."""
    tx.exec(update(InboxRow).where(col(InboxRow.id) == id).values(attempts=InboxRow.attempts + 1, error=error[:500]))


def try_again(tx: Tx, *, most_attempts: int) -> int:
    """Forget the failures of what failed too often. How many there are."""
    used_up = col(InboxRow.done).is_(None) & (col(InboxRow.attempts) >= most_attempts)
    return int(tx.exec(update(InboxRow).where(used_up).values(attempts=0)).rowcount)


def stuck(tx: Tx, *, most_attempts: int) -> int:
    """How many items failed too often."""
    count = select(func.count()).where(col(InboxRow.done).is_(None), InboxRow.attempts >= most_attempts)
    return tx.exec(count).one()


def _item(row: InboxRow) -> Item:
    assert row.id is not None
    return Item(row.id, row.workspace, row.key, row.kind, row.payload, row.received, row.attempts)
