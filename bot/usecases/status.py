"""How Barometer is doing: what waits, what was sent, and what needs somebody."""

from bot.usecases.replies import MOST_ATTEMPTS
from storage import inbox, outbox
from storage.database import Database


def delivery_counts(db: Database) -> dict[str, int]:
    """How many deliveries are in each state, and how many answers could not be worked."""
    with db.snapshot() as tx:
        counts = outbox.counts(tx)
        stuck = inbox.stuck(tx, most_attempts=MOST_ATTEMPTS)
    return {**{f"deliveries {state}": count for state, count in sorted(counts.items())}, "answers stuck": stuck}
