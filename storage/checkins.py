"""Queries about check-ins and replies. No commits here; rows stay inside."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import literal_column
from sqlalchemy import select as select_columns
from sqlmodel import col, func, select, update

from bot.domain.checkins import Checkin, CheckinState, EffortInputs, Reply
from bot.domain.errors import NotFound
from bot.domain.likelihood import Report
from bot.domain.statuses import Status
from storage.database import Tx, upsert
from storage.tables import CheckinRow, ReplyRow, RitualRow, TaskReplyRow

# Databases limit how many values one statement may name.
AT_A_TIME = 500


def add_checkins(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """Insert many check-ins; those whose (ritual, person, local date) is there already stay as they are."""
    if rows:
        tx.connection().execute(upsert(tx, CheckinRow).on_conflict_do_nothing(), rows)


def checkins_on(tx: Tx, ritual: int, dates: Iterable[date]) -> dict[tuple[str, date], tuple[int, CheckinState]]:
    """What is recorded for a ritual on these local dates: (person, date) to (id, state)."""
    query = select_columns(
        col(CheckinRow.person), col(CheckinRow.local_date), col(CheckinRow.id), col(CheckinRow.state)
    ).where(col(CheckinRow.ritual_id) == ritual, col(CheckinRow.local_date).in_(set(dates)))
    return {(person, on): (id or 0, CheckinState(state)) for person, on, id, state in tx.connection().execute(query)}


def checkin(tx: Tx, workspace: str, id: int) -> Checkin:
    """One check-in, or `NotFound`."""
    found = tx.exec(
        select(CheckinRow, RitualRow.team_id)
        .join(RitualRow, col(RitualRow.id) == CheckinRow.ritual_id)
        .where(CheckinRow.workspace == workspace, CheckinRow.id == id)
    ).one_or_none()
    if found is None:
        raise NotFound("That check-in is not here any more. `/checkin` opens the newest one.")
    return _checkin(*found)


def latest_checkins(tx: Tx, workspace: str, person: str, *, limit: int = 5) -> list[Checkin]:
    """A person's newest check-ins, the newest first."""
    rows = tx.exec(
        select(CheckinRow, RitualRow.team_id)
        .join(RitualRow, col(RitualRow.id) == CheckinRow.ritual_id)
        .where(CheckinRow.workspace == workspace, CheckinRow.person == person)
        .order_by(col(CheckinRow.local_date).desc(), col(CheckinRow.id).desc())
        .limit(limit)
    )
    return [_checkin(row, team) for row, team in rows]


def recorded(tx: Tx, ritual: int, dates: Iterable[date]) -> list[tuple[str, date]]:
    """Which (person, local date) of these dates a ritual has a check-in for, whatever became of it."""
    query = select_columns(col(CheckinRow.person), col(CheckinRow.local_date)).where(
        col(CheckinRow.ritual_id) == ritual, col(CheckinRow.local_date).in_(set(dates))
    )
    return [(person, on) for person, on in tx.connection().execute(query)]


def open_before(tx: Tx, workspace: str, ritual: int, newest: Mapping[str, date]) -> list[Checkin]:
    """The check-ins of a ritual still open from before each of these people's newest local date."""
    if not newest:
        return []
    query = (
        select_columns(
            col(CheckinRow.id),
            col(CheckinRow.ritual_id),
            col(RitualRow.team_id),
            col(CheckinRow.person),
            col(CheckinRow.local_date),
            col(CheckinRow.state),
            col(CheckinRow.due),
        )
        .join(RitualRow, col(RitualRow.id) == CheckinRow.ritual_id)
        .where(
            col(CheckinRow.workspace) == workspace,
            col(CheckinRow.ritual_id) == ritual,
            # Written out, because only then is the index of open check-ins known to serve.
            col(CheckinRow.state) == literal_column(f"'{CheckinState.OPEN.value}'"),
            col(CheckinRow.local_date) < max(newest.values()),
        )
    )
    found = [
        Checkin(id or 0, ritual_id, team, person, on, CheckinState(state), due)
        for id, ritual_id, team, person, on, state, due in tx.connection().execute(query)
    ]
    return [one for one in found if one.person in newest and one.local_date < newest[one.person]]


def close_checkin(tx: Tx, workspace: str, id: int, state: CheckinState, *, now: datetime) -> None:
    """Note what became of a check-in."""
    tx.exec(
        update(CheckinRow)
        .where(col(CheckinRow.workspace) == workspace, col(CheckinRow.id) == id)
        .values(state=state, closed=now)
    )


def supersede(tx: Tx, workspace: str, ritual: int, ids: Sequence[int], *, now: datetime) -> None:
    """Close check-ins that were never answered because newer ones take their place."""
    for start in range(0, len(ids), AT_A_TIME):
        tx.exec(
            update(CheckinRow)
            .where(
                col(CheckinRow.workspace) == workspace,
                col(CheckinRow.ritual_id) == ritual,
                col(CheckinRow.id).in_(ids[start : start + AT_A_TIME]),
            )
            .values(state=CheckinState.SUPERSEDED, closed=now)
        )


def add_reply(tx: Tx, workspace: str, reply: Reply, *, now: datetime, late: bool) -> bool:
    """Store a reply in the place of an earlier one to the same check-in. False if its key is here."""
    if tx.exec(select(ReplyRow.id).where(ReplyRow.workspace == workspace, ReplyRow.key == reply.key)).one_or_none():
        return False
    if reply.checkin is not None:
        tx.exec(
            update(ReplyRow)
            .where(col(ReplyRow.workspace) == workspace, col(ReplyRow.checkin_id) == reply.checkin)
            .values(current=False)
        )
    row = ReplyRow(
        workspace=workspace,
        checkin_id=reply.checkin,
        person=reply.person,
        local_date=reply.local_date,
        key=reply.key,
        source=reply.source,
        submitted=now,
        late=late,
    )
    tx.add(row)
    tx.flush()
    assert row.id is not None
    tx.add_all(_task_reply(workspace, row.id, inputs) for inputs in reply.inputs)
    tx.flush()
    return True


def inputs_of_checkin(tx: Tx, workspace: str, checkin: int) -> dict[int, EffortInputs]:
    """What the current reply to a check-in says, by task; empty when there is none."""
    rows = tx.exec(
        select(TaskReplyRow)
        .join(ReplyRow, col(ReplyRow.id) == TaskReplyRow.reply_id)
        .where(ReplyRow.workspace == workspace, ReplyRow.checkin_id == checkin, col(ReplyRow.current))
    )
    return {row.task_id: _inputs(row) for row in rows}


def last_inputs(tx: Tx, workspace: str, person: str, tasks: Iterable[int]) -> dict[int, EffortInputs]:
    """What a person said last of each of these tasks."""
    rows = tx.exec(
        select(TaskReplyRow)
        .join(ReplyRow, col(ReplyRow.id) == TaskReplyRow.reply_id)
        .where(
            ReplyRow.workspace == workspace,
            ReplyRow.person == person,
            col(ReplyRow.current),
            col(TaskReplyRow.task_id).in_(set(tasks)),
        )
        .order_by(col(ReplyRow.local_date), col(ReplyRow.id))
    )
    return {row.task_id: _inputs(row) for row in rows}


def reports(tx: Tx, workspace: str, tasks: Iterable[int], *, until: datetime | None = None) -> dict[int, list[Report]]:
    """The evidence about each task, oldest first: what current replies say, up to an instant if given."""
    query = (
        select(TaskReplyRow, ReplyRow)
        .join(ReplyRow, col(ReplyRow.id) == TaskReplyRow.reply_id)
        .where(
            ReplyRow.workspace == workspace,
            col(ReplyRow.current),
            col(TaskReplyRow.task_id).in_(set(tasks)),
        )
        .order_by(col(ReplyRow.local_date), col(ReplyRow.id))
    )
    if until is not None:
        query = query.where(ReplyRow.submitted <= until)
    found: dict[int, list[Report]] = {}
    for inputs, reply in tx.exec(query):
        found.setdefault(inputs.task_id, []).append(_report(inputs, reply))
    return found


def _task_reply(workspace: str, reply: int, inputs: EffortInputs) -> TaskReplyRow:
    return TaskReplyRow(
        workspace=workspace,
        reply_id=reply,
        task_id=inputs.task,
        status=inputs.status,
        experiments=inputs.experiments,
        approaches=inputs.approaches,
        hours=inputs.hours,
        blocked=inputs.blocked,
        blocker=inputs.blocker,
        helper=inputs.helper,
        needed=inputs.needed,
        confidence=inputs.confidence,
        expected=inputs.expected,
        learned=inputs.learned,
    )


def _inputs(row: TaskReplyRow) -> EffortInputs:
    return EffortInputs(
        task=row.task_id,
        status=Status(row.status),
        experiments=row.experiments,
        approaches=row.approaches,
        hours=row.hours,
        blocked=row.blocked,
        blocker=row.blocker,
        helper=row.helper,
        needed=row.needed,
        confidence=row.confidence,
        expected=row.expected,
        learned=row.learned,
    )


def _report(inputs: TaskReplyRow, reply: ReplyRow) -> Report:
    return Report(
        reply=reply.key,
        on=reply.local_date,
        status=Status(inputs.status),
        experiments=inputs.experiments,
        approaches=inputs.approaches,
        hours=inputs.hours,
        blocked=inputs.blocked,
        confidence=inputs.confidence,
        expected=inputs.expected,
    )


def _checkin(row: CheckinRow, team: int) -> Checkin:
    assert row.id is not None
    return Checkin(
        id=row.id,
        ritual=row.ritual_id,
        team=team,
        person=row.person,
        local_date=row.local_date,
        state=CheckinState(row.state),
        due=row.due,
    )


def day_counts(tx: Tx, ritual: int, on: date) -> dict[CheckinState, int]:
    """How many check-ins of a ritual stand how on one date."""
    query = (
        select_columns(col(CheckinRow.state), func.count())
        .where(col(CheckinRow.ritual_id) == ritual, col(CheckinRow.local_date) == on)
        .group_by(col(CheckinRow.state))
    )
    return {CheckinState(state): count for state, count in tx.connection().execute(query)}


def own_inputs(tx: Tx, workspace: str, person: str, *, since: date, until: date) -> list[tuple[date, EffortInputs]]:
    """What a person's answers that stand said between two local dates, the newest first."""
    rows = tx.exec(
        select(TaskReplyRow, ReplyRow)
        .join(ReplyRow, col(ReplyRow.id) == TaskReplyRow.reply_id)
        .where(
            ReplyRow.workspace == workspace,
            ReplyRow.person == person,
            col(ReplyRow.current),
            ReplyRow.local_date >= since,
            ReplyRow.local_date <= until,
        )
        .order_by(col(ReplyRow.local_date).desc(), col(TaskReplyRow.id))
    )
    return [(reply.local_date, _inputs(row)) for row, reply in rows]
