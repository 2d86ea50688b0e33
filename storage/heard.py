"""Queries about listening: which DMs may hold something that nobody heard, and up to when each is complete.

No commits here; what a message says is not its business.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists
from sqlmodel import col, or_, select

from storage.database import Tx, upsert
from storage.outbox import SENT
from storage.tables import CheckinRow, HeardRow, OutboxRow


@dataclass(frozen=True)
class Listener:
    """Somebody with an open check-in, their DM, and up to when all they typed there is known; None before the first."""

    workspace: str
    person: str
    channel: str
    complete_through: datetime | None


def to_hear(tx: Tx, *, before: datetime, limit: int) -> list[Listener]:
    """DMs of people who have not answered yet, and are known in full only until before then; longest ago first."""
    asked = exists().where(
        col(CheckinRow.workspace) == OutboxRow.workspace,
        col(CheckinRow.person) == OutboxRow.conversation,
        col(CheckinRow.state) == "open",
    )
    heard = (col(HeardRow.workspace) == OutboxRow.workspace) & (col(HeardRow.person) == OutboxRow.conversation)
    rows = tx.exec(
        select(OutboxRow.workspace, OutboxRow.conversation, OutboxRow.channel, HeardRow.complete_through)
        .join(HeardRow, heard, isouter=True)
        .where(
            OutboxRow.state == SENT,
            OutboxRow.kind == "checkin_prompt",
            col(OutboxRow.channel).is_not(None),
            asked,
            or_(col(HeardRow.complete_through).is_(None), col(HeardRow.complete_through) < before),
        )
        .distinct()
        .order_by(col(HeardRow.complete_through).asc().nulls_first(), col(OutboxRow.conversation))
        .limit(limit)
    )
    return [Listener(workspace, person, str(channel), through) for workspace, person, channel, through in rows]


def heard_through(tx: Tx, listener: Listener, through: datetime) -> None:
    """Everything typed in this DM until then has been heard; only a look that came to its end may say so."""
    row = {"workspace": listener.workspace, "person": listener.person, "complete_through": through}
    adding = upsert(tx, HeardRow).values(row)
    adding = adding.on_conflict_do_update(index_elements=["workspace", "person"], set_={"complete_through": through})
    tx.connection().execute(adding)
