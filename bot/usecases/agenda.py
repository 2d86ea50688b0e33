"""When something will be due next: a hint for clocks that can jump, never a promise that nothing happens before."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.rituals import RitualKind, asking_rule
from bot.domain.schedule import next_after
from bot.usecases import jumps, reminders, resolutions, stale_blockers
from storage import outbox, rituals
from storage.database import Database


def next_due(db: Database, *, now: datetime) -> datetime | None:
    """The next instant at which a check-in, a digest, a question or a delivery comes due."""
    with db.snapshot() as tx:
        sources = (outbox.next_due, resolutions.next_due, reminders.next_due, stale_blockers.next_due, jumps.next_due)
        instants = [source(tx, now=now) for source in sources]
        for ritual in rituals.rituals(tx):
            turns = rituals.turns(tx, ritual) if ritual.kind is RitualKind.CHECKIN else [(ritual.zone or "UTC", None)]
            instants += [next_after(asking_rule(ritual, at), ZoneInfo(zone), now=now) for zone, at in turns]
    return min((instant for instant in instants if instant is not None), default=None)
