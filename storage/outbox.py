"""Queries about deliveries: what waits, who sends it, what became of it. No commits here; rows stay inside.

At most one delivery per conversation is in flight or in doubt; a partial unique index holds that.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import ColumnElement, bindparam, exists, literal_column, tuple_
from sqlalchemy import select as select_columns
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased
from sqlmodel import col, func, or_, select, update

from storage.database import Tx, upsert
from storage.tables import OutboxRow

# Written out, so that a database sees which of its partial indexes holds them; a parameter might be anything.
PENDING: ColumnElement[str] = literal_column("'pending'")
SENDING: ColumnElement[str] = literal_column("'sending'")
AMBIGUOUS: ColumnElement[str] = literal_column("'ambiguous'")
SENT: ColumnElement[str] = literal_column("'sent'")

ENDED_UNSENT = ("dead", "expired", "unknown")

# Made once, since making them takes longer than running them. What they set is what they are run with.
TAKING = update(OutboxRow).where(col(OutboxRow.id) == bindparam("its_id"))
ITS_WORKERS = TAKING.where(
    col(OutboxRow.owner) == bindparam("its_owner"), col(OutboxRow.attempt) == bindparam("its_attempt")
)
SETTLING = ITS_WORKERS.where(col(OutboxRow.state) == SENDING)
SENDING_IT = ITS_WORKERS.where(col(OutboxRow.state).in_(("sending", "ambiguous", "pending", "unknown")))


@dataclass(frozen=True)
class Delivery:
    """One message on its way. `edits` and `thread` are the (channel, ts) it changes or answers in the thread of."""

    id: int
    workspace: str
    key: str
    kind: str
    payload: str
    conversation: str
    attempt: int
    rendered: str | None
    edits: tuple[str, str] | None
    thread: tuple[str, str] | None
    created: datetime
    due: datetime
    first_attempt: datetime | None
    error: str
    channel: str | None
    ts: str | None


def add(
    tx: Tx,
    workspace: str,
    *,
    key: str,
    kind: str,
    payload: str,
    conversation: str,
    now: datetime,
    not_before: datetime | None = None,
    expires: datetime | None = None,
    edits: str | None = None,
    thread_of: str | None = None,
    thread_ts: str | None = None,
) -> bool:
    """Queue a message in this transaction; False when its key is queued already.

    `edits` and `thread_of` name messages of ours by their keys; `thread_ts` is a thread that somebody else began.
    """
    row = {
        "workspace": workspace,
        "key": key,
        "kind": kind,
        "payload": payload,
        "conversation": conversation,
        "created": now,
        "not_before": not_before or now,
        "expires": expires,
        "edits": edits,
        "thread_of": thread_of,
        "thread_ts": thread_ts,
    }
    return add_many(tx, [row]) == 1


def add_many(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> int:
    """Queue many messages at once; those whose key is queued already stay as they are. How many are new."""
    if not rows:
        return 0
    complete = [{**DEFAULTS, **row} for row in rows]
    adding = upsert(tx, OutboxRow).on_conflict_do_nothing()
    if tx.connection().dialect.name == "sqlite":
        return tx.connection().execute(adding, complete).rowcount
    # PostgreSQL's driver does not count over many rows at once.
    return len(tx.connection().execute(adding.returning(col(OutboxRow.id)), complete).all())


DEFAULTS: Mapping[str, Any] = {
    "state": "pending",
    "attempt": 0,
    "error": "",
    "edits": None,
    "thread_of": None,
    "thread_ts": None,
    "expires": None,
}


def claim(
    tx: Tx,
    *,
    owner: str,
    now: datetime,
    lease_until: datetime,
    first: Collection[str] = (),
    not_to: Collection[tuple[str, str]] = (),
) -> Delivery | None:
    """Take the oldest delivery that may be sent now, for as long as the lease lasts; None when there is none.

    Kinds in `first` go before all others. Nothing is taken for a (workspace, conversation) in `not_to`.
    """
    asked: dict[str, Any] = {"now": now}
    if not_to:
        asked["not_to"] = list(not_to)
    row = None
    if first:
        row = tx.exec(_sendable("kinds", *asked), params={**asked, "kinds": list(first)}).first()
    row = row or tx.exec(_sendable(*asked), params=asked).first()
    if row is None:
        _expire(tx, now)
        _end_orphans(tx)
        return None
    taken = {"attempt": row.attempt + 1, "first_attempt": row.first_attempt or now}
    try:
        with tx.connection().begin_nested():
            tx.connection().execute(
                TAKING, {"its_id": row.id, "state": "sending", "owner": owner, "lease_until": lease_until, **taken}
            )
    except IntegrityError:
        # Another worker began in this conversation between our look and our write.
        return None
    return replace(delivery_of(tx, row), **taken)


@cache
def _sendable(*asked: str) -> Any:
    # Built once for each way of asking: building it takes longer than running it.
    now = bindparam("now", type_=cast("Any", OutboxRow.not_before).type)
    place = tuple_(col(OutboxRow.workspace), col(OutboxRow.conversation))
    other, earlier, target = aliased(OutboxRow), aliased(OutboxRow), aliased(OutboxRow)
    same = (col(other.workspace) == OutboxRow.workspace) & (col(other.conversation) == OutboxRow.conversation)
    before = (col(earlier.workspace) == OutboxRow.workspace) & (col(earlier.conversation) == OutboxRow.conversation)
    # These look by subqueries that give an id and not by EXISTS, which PostgreSQL would make a join with all that is
    # pending: with statistics from before a rush, that takes as many steps as the square of the rush.
    in_flight = select(other.id).where(same, col(other.state).in_((SENDING, AMBIGUOUS)))
    # In a conversation, what was said first is read first, also when its first attempt was refused for now.
    said_first = select(earlier.id).where(
        before,
        col(earlier.state) == OutboxRow.state,
        col(earlier.id) < OutboxRow.id,
        or_(col(earlier.not_before) <= now, col(earlier.attempt) > 0),
        or_(col(earlier.expires).is_(None), col(earlier.expires) >= now),
    )
    there = select(target.id).where(
        col(target.workspace) == OutboxRow.workspace, col(target.key) == _belongs_to(), col(target.state) == "sent"
    )
    query = select(OutboxRow).where(
        OutboxRow.state == PENDING,
        OutboxRow.not_before <= now,
        or_(col(OutboxRow.expires).is_(None), col(OutboxRow.expires) >= now),
        in_flight.limit(1).scalar_subquery().is_(None),
        said_first.limit(1).scalar_subquery().is_(None),
        or_(_belongs_to().is_(None), there.limit(1).scalar_subquery().is_not(None)),
    )
    if "kinds" in asked:
        query = query.where(col(OutboxRow.kind).in_(bindparam("kinds", expanding=True)))
    if "not_to" in asked:
        query = query.where(place.not_in(bindparam("not_to", expanding=True)))
    if "only_to" in asked:
        query = query.where(place.in_(bindparam("only_to", expanding=True)))
    return (
        query.order_by(col(OutboxRow.not_before), col(OutboxRow.id))
        .limit(1)
        .with_for_update(skip_locked=True, of=OutboxRow)
    )


def freeze(tx: Tx, delivery: Delivery, rendered: str, *, owner: str) -> bool:
    """Keep what is about to be posted: a later attempt posts the very same. False when it is not ours to post."""
    return _settle(tx, delivery, owner, rendered=rendered)


def sent(tx: Tx, delivery: Delivery, *, owner: str, channel: str, ts: str, now: datetime) -> bool:
    """It is in Slack. True even if others have begun to doubt it, as long as nobody has tried again."""
    where = {"its_id": delivery.id, "its_owner": owner, "its_attempt": delivery.attempt}
    values = {"state": "sent", "channel": channel, "ts": ts, "sent": now, "error": ""}
    return bool(tx.connection().execute(SENDING_IT, where | values).rowcount)


def again(tx: Tx, delivery: Delivery, *, owner: str, not_before: datetime, error: str) -> bool:
    """Slack surely refused it for now."""
    return _settle(tx, delivery, owner, state="pending", not_before=not_before, error=error)


def dead(tx: Tx, delivery: Delivery, *, owner: str, error: str) -> bool:
    """Slack surely refused it for good."""
    return _settle(tx, delivery, owner, state="dead", error=error)


def doubtful(tx: Tx, delivery: Delivery, *, owner: str, error: str) -> bool:
    """Nobody knows whether Slack has it: somebody must look before it is sent again."""
    return _settle(tx, delivery, owner, state="ambiguous", error=error)


def lapse(tx: Tx, *, now: datetime) -> int:
    """Deliveries whose worker is gone are in doubt: it may have died before or after posting."""
    done = tx.exec(
        update(OutboxRow)
        .where(col(OutboxRow.state) == SENDING, col(OutboxRow.lease_until) < now)
        .values(state="ambiguous", error="the worker did not come back")
    )
    return int(done.rowcount)


def in_doubt(tx: Tx) -> list[Delivery]:
    """The deliveries of which nobody knows whether Slack has them."""
    rows = tx.exec(select(OutboxRow).where(OutboxRow.state == AMBIGUOUS).order_by(col(OutboxRow.id)))
    return [delivery_of(tx, row) for row in rows]


def hold(
    tx: Tx, workspace: str, *, until: datetime, conversation: str | None = None, edits: bool | None = None
) -> None:
    """Leave a conversation alone, or all posts or all edits of a workspace: Slack asked for it."""
    held = update(OutboxRow).where(
        col(OutboxRow.workspace) == workspace,
        col(OutboxRow.state) == "pending",
        col(OutboxRow.not_before) < until,
    )
    if conversation is not None:
        held = held.where(col(OutboxRow.conversation) == conversation)
    if edits is not None:
        held = held.where(col(OutboxRow.edits).is_not(None) if edits else col(OutboxRow.edits).is_(None))
    tx.exec(held.values(not_before=until))


def waits_for(tx: Tx, conversations: Collection[tuple[str, str]], *, now: datetime) -> bool:
    """Whether something is due in one of these (workspace, conversation)s that is kept from going by nothing else."""
    if not conversations:
        return False
    asked = {"now": now, "only_to": list(conversations)}
    return tx.exec(_sendable(*asked), params=asked).first() is not None


def found(tx: Tx, delivery: Delivery, *, channel: str, ts: str, now: datetime) -> bool:
    """It was seen in Slack: final, whoever looked, unless somebody is trying again at this moment."""
    done = tx.exec(
        update(OutboxRow)
        .where(
            col(OutboxRow.id) == delivery.id,
            col(OutboxRow.state).in_(("ambiguous", "pending", "unknown")),
        )
        .values(state="sent", channel=channel, ts=ts, sent=now, error="")
    )
    return bool(done.rowcount)


def absent(tx: Tx, delivery: Delivery, *, not_before: datetime, dead: bool = False) -> bool:
    """It was looked for and is not there; valid only for the attempt that was in doubt. `dead` gives it up."""
    done = tx.exec(
        update(OutboxRow)
        .where(
            col(OutboxRow.id) == delivery.id,
            col(OutboxRow.state) == "ambiguous",
            col(OutboxRow.attempt) == delivery.attempt,
        )
        .values(state="dead" if dead else "pending", not_before=not_before)
    )
    return bool(done.rowcount)


def unknowable(tx: Tx, delivery: Delivery, *, error: str) -> bool:
    """It cannot be looked for, and sending twice would be worse than not at all."""
    done = tx.exec(
        update(OutboxRow)
        .where(
            col(OutboxRow.id) == delivery.id,
            col(OutboxRow.state) == "ambiguous",
            col(OutboxRow.attempt) == delivery.attempt,
        )
        .values(state="unknown", error=error)
    )
    return bool(done.rowcount)


def next_due(tx: Tx, *, now: datetime) -> datetime | None:
    """When the next delivery that waits for its time may be sent."""
    return tx.exec(
        select(func.min(OutboxRow.not_before)).where(OutboxRow.state == PENDING, OutboxRow.not_before > now)
    ).one()


def oldest_due(tx: Tx, *, now: datetime) -> datetime | None:
    """Since when the oldest delivery that is due and not sent has been due."""
    waits = or_(col(OutboxRow.state) == PENDING, col(OutboxRow.state).in_((SENDING, AMBIGUOUS)))
    return tx.exec(select(func.min(OutboxRow.not_before)).where(waits, OutboxRow.not_before <= now)).one()


def counts(tx: Tx) -> dict[str, int]:
    """How many deliveries are in each state."""
    return dict(tx.exec(select(OutboxRow.state, func.count()).group_by(OutboxRow.state)).all())


def end_for(tx: Tx, workspace: str, conversation: str, *, error: str) -> None:
    """Let everything that still waits for a conversation end unsent: nobody is there to read it."""
    tx.exec(
        update(OutboxRow)
        .where(
            col(OutboxRow.workspace) == workspace,
            col(OutboxRow.conversation) == conversation,
            col(OutboxRow.state) == "pending",
        )
        .values(state="expired", error=error)
    )


def _expire(tx: Tx, now: datetime) -> None:
    tx.exec(
        update(OutboxRow).where(col(OutboxRow.state) == PENDING, col(OutboxRow.expires) < now).values(state="expired")
    )


def _end_orphans(tx: Tx) -> None:
    # An edit or a thread reply has nothing to hold on to when its message ended unsent, or never was.
    target = aliased(OutboxRow)
    alive = exists().where(
        col(target.workspace) == OutboxRow.workspace,
        col(target.key) == _belongs_to(),
        col(target.state).not_in(ENDED_UNSENT),
    )
    tx.exec(
        update(OutboxRow)
        .where(col(OutboxRow.state) == PENDING, _belongs_to().is_not(None), ~alive)
        .values(state="expired", error="the message it belongs to was not sent")
    )


def _belongs_to() -> Any:
    return func.coalesce(OutboxRow.edits, OutboxRow.thread_of)


def _settle(tx: Tx, delivery: Delivery, owner: str, **values: Any) -> bool:
    where = {"its_id": delivery.id, "its_owner": owner, "its_attempt": delivery.attempt}
    return bool(tx.connection().execute(SETTLING, where | values).rowcount)


def delivery_of(tx: Tx, row: OutboxRow) -> Delivery:
    """The delivery a row stands for."""
    assert row.id is not None
    return Delivery(
        id=row.id,
        workspace=row.workspace,
        key=row.key,
        kind=row.kind,
        payload=row.payload,
        conversation=row.conversation,
        attempt=row.attempt,
        rendered=row.rendered,
        edits=_place(tx, row.workspace, row.edits),
        thread=(row.conversation, row.thread_ts) if row.thread_ts else _place(tx, row.workspace, row.thread_of),
        created=row.created,
        due=max(row.created, row.not_before),
        first_attempt=row.first_attempt,
        error=row.error,
        channel=row.channel,
        ts=row.ts,
    )


def _place(tx: Tx, workspace: str, key: str | None) -> tuple[str, str] | None:
    if key is None:
        return None
    row = tx.exec(
        select(OutboxRow.channel, OutboxRow.ts).where(OutboxRow.workspace == workspace, OutboxRow.key == key)
    ).one_or_none()
    return (row[0], row[1]) if row and row[0] and row[1] else None


def known(tx: Tx, keys: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Which of these (workspace, key) are queued already, whatever became of them."""
    wanted = set(keys)
    if not wanted:
        return set()
    query = select_columns(col(OutboxRow.workspace), col(OutboxRow.key)).where(
        col(OutboxRow.key).in_({key for _, key in wanted})
    )
    return {(workspace, key) for workspace, key in tx.connection().execute(query)} & wanted
