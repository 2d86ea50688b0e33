"""Refitting how sure to be to what a workspace's own people said of answers, once a day."""

from datetime import UTC, datetime, timedelta

from bot.domain.confidence_learning import shifts
from bot.domain.confidence_weights import FITTED
from bot.usecases.question_labels import past
from storage import confidence_learning, entries, people
from storage.database import Database

LEARNT_FROM = timedelta(days=365)


def learn_due(db: Database, *, now: datetime) -> int:
    """Refit every workspace that has not been today (UTC); for how many the weights moved.

    Once a day, so that everybody who asks on a day is told by the same weights. Labels of the last year count.
    """
    today, moved = now.astimezone(UTC).date(), 0
    with db.snapshot() as tx:
        everyone = people.workspaces(tx)
    for workspace in everyone:
        with db.snapshot() as tx:
            known = confidence_learning.newest(tx, workspace)
            if known is not None and known[0] >= today:
                continue
            was = confidence_learning.shifts(tx, workspace)
            examples = past(tx, workspace, since=now - LEARNT_FROM).examples()
        moves = shifts(FITTED, examples)
        if moves == was and known is None:
            continue
        with db.transaction() as tx:
            confidence_learning.save(tx, workspace, moves, on=today, labels=len(examples))
            if moves != was:
                entries.turn(tx, workspace)
                moved += 1
    return moved
