"""Working what was handed in: each answer by itself, so that one that cannot be worked never holds up another."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from pydantic import ValidationError

from bot.domain.errors import BarometerError
from bot.domain.messages import AnswerHeldUp
from bot.usecases.replies import HandedIn, record_reply
from storage import inbox, outbox
from storage.database import Database, Tx
from storage.inbox import Item

logger = logging.getLogger(__name__)

# After each failure, how long after it was handed in an answer is tried again; after the last, not until a new start.
TRIED_AGAIN_AFTER = (timedelta(seconds=15), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=20))
MOST_ATTEMPTS = len(TRIED_AGAIN_AFTER) + 1


def work_inbox(db: Database, *, now: datetime, before_each: Callable[[], None] = lambda: None) -> int:
    """Work what was handed in; each in a transaction of its own. How many were worked."""
    with db.snapshot() as tx:
        items = [item for item in inbox.waiting(tx, most_attempts=MOST_ATTEMPTS) if _is_due(item, now)]
    worked = 0
    for item in items:
        before_each()
        try:
            with db.transaction() as tx:
                worked += _work(tx, item, now)
        except Exception as error:
            if db.is_outage(error):
                # The answer is not to blame, and all others would fare the same.
                raise
            extra = {"action": "answer_failed", "ref": f"inbox-{item.id}", "code": type(error).__name__}
            logger.exception("Answer %s cannot be worked now", item.id, extra=extra)
            with db.transaction() as tx:
                _hold_up(tx, item, error, now)
    return worked


def try_again(db: Database) -> int:
    """Give answers that failed too often another round, as after an update that mends why. How many there are."""
    with db.transaction() as tx:
        return inbox.try_again(tx, most_attempts=MOST_ATTEMPTS)


def _is_due(item: Item, now: datetime) -> bool:
    return item.attempts == 0 or now >= item.received + TRIED_AGAIN_AFTER[item.attempts - 1]


def _work(tx: Tx, item: Item, now: datetime) -> bool:
    taken = inbox.take(tx, item.id)
    if taken is None:
        return False
    answer = HandedIn.model_validate_json(taken.payload)
    record_reply(tx, taken.workspace, key=taken.key, answer=answer, now=taken.received)
    inbox.done(tx, taken.id, now=now)
    return True


def _hold_up(tx: Tx, item: Item, error: Exception, now: datetime) -> None:
    """Count the failure; with the last one, say to who was thanked for the answer that it does not count yet."""
    inbox.failed(tx, item.id, error=f"{type(error).__name__}: {error}")
    if item.attempts + 1 < MOST_ATTEMPTS:
        return
    try:
        answer = HandedIn.model_validate_json(item.payload)
    except ValidationError:
        # It does not even say whose it is; it is counted, and nobody can be told.
        return
    word = AnswerHeldUp(local_date=answer.local_date, reason=str(error) if isinstance(error, BarometerError) else "")
    outbox.add(
        tx,
        item.workspace,
        key=f"held-up:{item.key}",
        kind=word.kind,
        payload=word.model_dump_json(),
        conversation=answer.person,
        now=now,
    )
