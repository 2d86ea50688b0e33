"""Queries about blockers. No commits here; rows stay inside."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_
from sqlalchemy import select as select_columns
from sqlmodel import col, func, select, update

from bot.domain.blockers import Blocker, Span
from bot.domain.errors import NotFound
from storage.database import Tx
from storage.tables import BlockerRow, ProjectRow, TaskRow


def add(
    tx: Tx, workspace: str, *, task: int, what: str, by: str, helper: str | None, needed: date | None, on: date
) -> Blocker:
    """Note that something stands in a task's way from this local date on."""
    row = BlockerRow(
        workspace=workspace, task_id=task, what=what, by=by, helper=helper, needed=needed, raised=on, heard=on
    )
    tx.add(row)
    tx.flush()
    assert row.id is not None
    return blocker(tx, workspace, row.id)


def blocker(tx: Tx, workspace: str, id: int) -> Blocker:
    """One blocker, or `NotFound`."""
    found = tx.exec(_query(workspace).where(BlockerRow.id == id)).one_or_none()
    if found is None:
        raise NotFound("That blocker is not here any more.")
    return _blocker(*found)


def open_blockers(
    tx: Tx, workspace: str, *, team: int | None = None, person: str | None = None, tasks: Iterable[int] | None = None
) -> list[Blocker]:
    """What stands in the way of open tasks, the oldest first: of a team, of tasks, or said by or asked of a person."""
    query = _query(workspace).where(
        col(BlockerRow.resolved).is_(None), col(TaskRow.resolution).is_(None), col(ProjectRow.closed).is_(None)
    )
    if team is not None:
        query = query.where(ProjectRow.team_id == team)
    if person is not None:
        query = query.where(or_(col(BlockerRow.by) == person, col(BlockerRow.helper) == person))
    if tasks is not None:
        query = query.where(col(BlockerRow.task_id).in_(set(tasks)))
    return [_blocker(*found) for found in tx.exec(query.order_by(col(BlockerRow.raised), col(BlockerRow.id)))]


def standing_on(tx: Tx, workspace: str, tasks: Iterable[int], *, on: date) -> list[Blocker]:
    """What stood in the way of these tasks on a local date, the oldest first."""
    resolved = col(BlockerRow.resolved)
    query = _query(workspace).where(
        col(BlockerRow.task_id).in_(set(tasks)), BlockerRow.raised <= on, or_(resolved.is_(None), resolved > on)
    )
    return [_blocker(*found) for found in tx.exec(query.order_by(col(BlockerRow.raised), col(BlockerRow.id)))]


def change(tx: Tx, workspace: str, id: int, **values: Any) -> Blocker:
    """Set these of `what`, `helper`, `needed`, `heard`, `taken_by`, `resolved`, `resolved_by`, `nudged`,
    `escalated` and `look`; the blocker as it is then.
    """
    tx.exec(update(BlockerRow).where(col(BlockerRow.workspace) == workspace, col(BlockerRow.id) == id).values(**values))
    tx.expire_all()
    return blocker(tx, workspace, id)


def to_look_at(tx: Tx, *, now: datetime) -> list[tuple[str, int]]:
    """The (workspace, blocker) about which something may have to be said now."""
    query = (
        select(BlockerRow.workspace, BlockerRow.id)
        .where(col(BlockerRow.resolved).is_(None), col(BlockerRow.look) <= now)
        .order_by(col(BlockerRow.look))
    )
    return [(workspace, id or 0) for workspace, id in tx.exec(query)]


def next_look(tx: Tx, *, now: datetime) -> datetime | None:
    """When that will be the next time."""
    query = select(func.min(BlockerRow.look)).where(col(BlockerRow.resolved).is_(None), col(BlockerRow.look) > now)
    return tx.exec(query).one()


def spans(tx: Tx, workspace: str, tasks: Iterable[int], *, until: date | None = None) -> dict[int, list[Span]]:
    """The days in which each of these tasks was blocked, as was known on a day (now when it is None)."""
    query = select_columns(col(BlockerRow.task_id), col(BlockerRow.raised), col(BlockerRow.resolved)).where(
        col(BlockerRow.workspace) == workspace, col(BlockerRow.task_id).in_(set(tasks))
    )
    found: dict[int, list[Span]] = {}
    for task, raised, resolved in tx.connection().execute(query):
        known = resolved if until is None or resolved is None or resolved <= until else None
        found.setdefault(task, []).append(Span(raised, known))
    return found


def _query(workspace: str) -> Any:
    return (
        select(BlockerRow, TaskRow, ProjectRow)
        .join(TaskRow, col(TaskRow.id) == BlockerRow.task_id)
        .join(ProjectRow, col(ProjectRow.id) == TaskRow.project_id)
        .where(BlockerRow.workspace == workspace)
    )


def _blocker(row: BlockerRow, task: TaskRow, project: ProjectRow) -> Blocker:
    return Blocker(
        id=row.id or 0,
        task=row.task_id,
        title=task.title,
        project=project.name,
        team=project.team_id,
        what=row.what,
        by=row.by,
        helper=row.helper,
        needed=row.needed,
        raised=row.raised,
        heard=row.heard,
        taken_by=row.taken_by,
        resolved=row.resolved,
        nudged=row.nudged,
        escalated=row.escalated,
    )
