"""Queries about everything that was said, one row after the other, so that their number costs no memory.

Rows are plain values by name, as a sheet shows them. Nobody is named beside effort or silence.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Select, and_, case, func, select
from sqlmodel import col

from bot.domain.checkins import CheckinState
from storage.database import Tx
from storage.tables import (
    CheckinRow,
    CorrectionRow,
    PersonRow,
    ProjectRow,
    ReplyRow,
    RitualRow,
    TaskReplyRow,
    TaskRow,
    TeamRow,
)

AT_A_TIME = 500
Rows = Iterator[Mapping[str, Any]]


def effort_inputs(tx: Tx, workspace: str, teams: frozenset[int]) -> Rows:
    """What replies said of each task, the oldest first."""
    inputs = TaskReplyRow
    yield from _rows(
        tx,
        _of_tasks(
            workspace,
            teams,
            col(ReplyRow.local_date).label("on"),
            col(ReplyRow.submitted).label("submitted"),
            case((col(ReplyRow.current), "yes"), else_="replaced").label("counts"),
            col(ReplyRow.source).label("source"),
            col(inputs.status).label("status"),
            col(inputs.experiments).label("experiments"),
            col(inputs.approaches).label("approaches"),
            col(inputs.hours).label("hours"),
            col(inputs.confidence).label("confidence"),
            col(inputs.expected).label("expected"),
            col(inputs.learned).label("learned"),
        )
        .join(inputs, col(inputs.task_id) == TaskRow.id)
        .join(ReplyRow, col(ReplyRow.id) == inputs.reply_id)
        .order_by(col(ReplyRow.local_date), col(inputs.id)),
    )


def blockers(tx: Tx, workspace: str, teams: frozenset[int]) -> Rows:
    """What was in the way of each task, the oldest first, and whether the newest word says it still is."""
    newest = (
        select(col(TaskReplyRow.task_id).label("task"), func.max(col(TaskReplyRow.id)).label("newest"))
        .join(ReplyRow, col(ReplyRow.id) == TaskReplyRow.reply_id)
        .where(col(ReplyRow.workspace) == workspace, col(ReplyRow.current))
        .group_by(col(TaskReplyRow.task_id))
        .subquery()
    )
    still = and_(newest.c.newest == col(TaskReplyRow.id), col(TaskRow.resolution).is_(None))
    yield from _rows(
        tx,
        _of_tasks(
            workspace,
            teams,
            col(ReplyRow.local_date).label("on"),
            col(PersonRow.name).label("owner"),
            col(TaskReplyRow.blocker).label("blocker"),
            col(TaskReplyRow.helper).label("helper"),
            case((still, "yes"), else_="").label("open"),
        )
        .join(TaskReplyRow, col(TaskReplyRow.task_id) == TaskRow.id)
        .join(ReplyRow, col(ReplyRow.id) == TaskReplyRow.reply_id)
        .join(newest, newest.c.task == TaskRow.id)
        .join(
            PersonRow,
            and_(col(PersonRow.workspace) == TaskRow.workspace, col(PersonRow.id) == TaskRow.owner),
            isouter=True,
        )
        .where(col(ReplyRow.current), col(TaskReplyRow.blocked).is_(True))
        .order_by(col(ReplyRow.local_date), col(TaskReplyRow.id)),
    )


def corrections(tx: Tx, workspace: str, teams: frozenset[int]) -> Rows:
    """Where people put a likelihood right, the oldest first."""
    yield from _rows(
        tx,
        _of_tasks(
            workspace,
            teams,
            col(CorrectionRow.at).label("at"),
            col(CorrectionRow.shown).label("shown"),
            col(CorrectionRow.should_be).label("should_be"),
            col(CorrectionRow.reason).label("reason"),
            col(CorrectionRow.undone).label("undone"),
        )
        .join(CorrectionRow, col(CorrectionRow.task_id) == TaskRow.id)
        .order_by(col(CorrectionRow.id)),
    )


def checkins(tx: Tx, workspace: str, teams: frozenset[int]) -> Rows:
    """How many were asked and how many answered, by team and day."""
    state = col(CheckinRow.state)
    not_there = (CheckinState.AWAY, CheckinState.SKIPPED, CheckinState.SKIPPED_LATE, CheckinState.NOT_NEEDED)
    query: Any = (
        select(
            col(TeamRow.name).label("team"),
            col(CheckinRow.local_date).label("on"),
            func.count().label("asked"),
            func.sum(case((state == CheckinState.ANSWERED, 1), else_=0)).label("answered"),
            func.sum(case((state.in_(not_there), 1), else_=0)).label("away"),
        )
        .join(RitualRow, col(RitualRow.id) == CheckinRow.ritual_id)
        .join(TeamRow, col(TeamRow.id) == RitualRow.team_id)
        .where(col(CheckinRow.workspace) == workspace, col(TeamRow.id).in_(teams))
        .group_by(col(TeamRow.name), col(CheckinRow.local_date))
        .order_by(col(CheckinRow.local_date), col(TeamRow.name))
    )
    for row in _rows(tx, query):
        there = row["asked"] - row["away"]
        yield {**row, "rate": row["answered"] / there if there else None}


def _of_tasks(workspace: str, teams: frozenset[int], *columns: Any) -> Select[Any]:
    return (
        select(
            col(TeamRow.name).label("team"),
            col(ProjectRow.name).label("project"),
            col(TaskRow.title).label("task"),
            *columns,
        )
        .select_from(TaskRow)
        .join(ProjectRow, col(ProjectRow.id) == TaskRow.project_id)
        .join(TeamRow, col(TeamRow.id) == ProjectRow.team_id)
        .where(col(TaskRow.workspace) == workspace, col(TeamRow.id).in_(teams))
    )


def _rows(tx: Tx, query: Any) -> Rows:
    streamed = tx.connection().execution_options(yield_per=AT_A_TIME).execute(query)
    for row in streamed.mappings():
        yield dict(row)
