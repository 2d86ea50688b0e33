"""How Barometer is doing: what waits, what was sent, and what needs somebody."""

from dataclasses import dataclass
from datetime import datetime

from bot.usecases.inbox import MOST_ATTEMPTS
from storage import aftercare, inbox, outbox, people
from storage.database import Database


@dataclass(frozen=True)
class NeedsSomebody:
    """A message that did not get through, or of which nobody knows: what it was, for whom, and why."""

    kind: str
    to: str
    why: str


def queue(db: Database) -> dict[str, int]:
    """How many deliveries are in each state."""
    with db.snapshot() as tx:
        return dict(sorted(outbox.counts(tx).items()))


def oldest_due_seconds(db: Database, *, now: datetime) -> float:
    """For how long the oldest delivery has waited that is due and not sent; 0 when none is."""
    with db.snapshot() as tx:
        due = outbox.oldest_due(tx, now=now)
    return max((now - due).total_seconds(), 0.0) if due else 0.0


def stuck_answers(db: Database) -> int:
    """How many answers could not be worked."""
    with db.snapshot() as tx:
        return inbox.stuck(tx, most_attempts=MOST_ATTEMPTS)


def needs_somebody(db: Database) -> list[NeedsSomebody]:
    """The messages somebody has to decide about, oldest first."""
    with db.snapshot() as tx:
        return [
            NeedsSomebody(one.kind, one.conversation, one.error)
            for workspace in people.workspaces(tx)
            for one in aftercare.unfinished(tx, workspace)
        ]
