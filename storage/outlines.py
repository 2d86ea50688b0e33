"""Queries about a plan as people edit it, piece by piece. No commits here; rows stay inside."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import col, delete, func, select

from bot.domain.errors import NotFound
from bot.domain.outlines import (
    ApproachOutline,
    MilestoneOutline,
    Priority,
    ProjectOutline,
    ProjectWish,
    TaskOutline,
    TaskWish,
    new_key,
)
from bot.domain.plans import Effort
from bot.domain.statuses import Resolution
from storage.database import Tx
from storage.tables import ApproachRow, ApproachTaskRow, MilestoneRow, ProjectRow, TaskNeedRow, TaskRow

GONE = "That is not in the plan any more; somebody changed it meanwhile. `/plan` shows it as it is."
IMPORTANCE = {priority: place for place, priority in enumerate(Priority)}


def outlines(tx: Tx, workspace: str, *, team: int | None = None, closed: bool = False) -> list[ProjectOutline]:
    """The projects with all that is in them, the most important first; those that are closed only if asked for."""
    query = select(ProjectRow).where(ProjectRow.workspace == workspace)
    if team is not None:
        query = query.where(ProjectRow.team_id == team)
    if not closed:
        query = query.where(col(ProjectRow.closed).is_(None))
    found = _load(tx, list(tx.exec(query)))
    return sorted(found, key=lambda one: (one.closed is not None, IMPORTANCE[one.priority], one.target, one.name))


def outline(tx: Tx, workspace: str, project: int) -> ProjectOutline:
    """One project with all that is in it, or `NotFound`."""
    return _load(tx, [_project_row(tx, workspace, project)])[0]


def outline_with_milestone(tx: Tx, workspace: str, milestone: int) -> ProjectOutline:
    """The project a milestone belongs to, or `NotFound`."""
    row = tx.get(MilestoneRow, milestone)
    if row is None or row.workspace != workspace:
        raise NotFound(GONE)
    return outline(tx, workspace, row.project_id)


def outline_with_approach(tx: Tx, workspace: str, approach: int) -> ProjectOutline:
    """The project an approach belongs to, or `NotFound`."""
    row = tx.get(ApproachRow, approach)
    if row is None or row.workspace != workspace:
        raise NotFound(GONE)
    return outline_with_milestone(tx, workspace, row.milestone_id)


def outline_with_task(tx: Tx, workspace: str, task: int) -> ProjectOutline:
    """The project a task belongs to, or `NotFound`."""
    row = tx.get(TaskRow, task)
    if row is None or row.workspace != workspace:
        raise NotFound(GONE)
    return outline(tx, workspace, row.project_id)


def project_names(tx: Tx, workspace: str) -> dict[int, str]:
    """The names projects have in this workspace, closed ones included, by id."""
    rows = tx.exec(select(ProjectRow).where(ProjectRow.workspace == workspace))
    return {row.id: row.name for row in rows if row.id is not None}


def add_project(tx: Tx, workspace: str, team: int, wish: ProjectWish, *, today: date) -> int:
    """A new project without anything in it yet; its id."""
    row = ProjectRow(workspace=workspace, team_id=team, name=wish.name, target=wish.target, started=today)
    tx.add(row)
    tx.flush()
    assert row.id is not None
    change_project(tx, workspace, row.id, wish)
    return row.id


def change_project(tx: Tx, workspace: str, project: int, wish: ProjectWish) -> None:
    """Make a project what it should be."""
    row = _project_row(tx, workspace, project)
    row.name, row.impact, row.sponsor = wish.name, wish.impact, wish.sponsor
    row.target, row.priority, row.worth = wish.target, wish.priority, wish.worth
    tx.add(row)
    tx.flush()


def close_project(tx: Tx, workspace: str, project: int, *, on: date | None) -> None:
    """Take a project out of forecasts and check-ins, or with None bring it back; nothing of it is lost."""
    row = _project_row(tx, workspace, project)
    row.closed = on
    tx.add(row)
    tx.flush()


def add_milestone(tx: Tx, project: ProjectOutline, workspace: str, name: str) -> int:
    """A new milestone after those there are; its id."""
    last = tx.exec(select(func.max(MilestoneRow.position)).where(MilestoneRow.project_id == project.id)).one()
    row = MilestoneRow(workspace=workspace, project_id=project.id, name=name, position=0 if last is None else last + 1)
    tx.add(row)
    tx.flush()
    assert row.id is not None
    return row.id


def rename_milestone(tx: Tx, id: int, name: str) -> None:
    """Another name for a milestone."""
    row = tx.get_one(MilestoneRow, id)
    row.name = name
    tx.add(row)
    tx.flush()


def remove_milestone(tx: Tx, milestone: MilestoneOutline) -> None:
    """Take a milestone and its approaches out of the plan; their tasks stay, with their history."""
    for way in milestone.approaches:
        remove_approach(tx, way.id)
    tx.delete(tx.get_one(MilestoneRow, milestone.id))
    tx.flush()


def add_approach(tx: Tx, workspace: str, milestone: int, name: str) -> int:
    """A new approach to a milestone; its id."""
    last = tx.exec(select(func.max(ApproachRow.position)).where(ApproachRow.milestone_id == milestone)).one()
    row = ApproachRow(workspace=workspace, milestone_id=milestone, name=name, position=0 if last is None else last + 1)
    tx.add(row)
    tx.flush()
    assert row.id is not None
    return row.id


def rename_approach(tx: Tx, id: int, name: str) -> None:
    """Another name for an approach."""
    row = tx.get_one(ApproachRow, id)
    row.name = name
    tx.add(row)
    tx.flush()


def remove_approach(tx: Tx, id: int) -> None:
    """Take an approach out of the plan; its tasks stay, with their history."""
    tx.exec(delete(ApproachTaskRow).where(col(ApproachTaskRow.approach_id) == id))
    tx.delete(tx.get_one(ApproachRow, id))
    tx.flush()


def add_task(tx: Tx, workspace: str, project: ProjectOutline, wish: TaskWish, *, today: date) -> int:
    """A new task; its id."""
    row = TaskRow(
        workspace=workspace,
        project_id=project.id,
        key=new_key(wish.title, {task.key for task in project.tasks.values()}),
        title=wish.title,
        prior=wish.likelihood,
        started=today,
    )
    tx.add(row)
    tx.flush()
    assert row.id is not None
    change_task(tx, workspace, project, row.id, wish)
    return row.id


def change_task(tx: Tx, workspace: str, project: ProjectOutline, id: int, wish: TaskWish) -> None:
    """Make a task what it should be."""
    row = tx.get_one(TaskRow, id)
    row.title, row.owner, row.prior = wish.title, wish.owner, wish.likelihood
    row.effort_p50 = wish.effort.p50 if wish.effort else None
    row.effort_p90 = wish.effort.p90 if wish.effort else None
    row.planned_experiments = wish.planned_experiments
    tx.add(row)
    if wish.needs is not None:
        tx.exec(delete(TaskNeedRow).where(col(TaskNeedRow.task_id) == id))
        tx.add_all(TaskNeedRow(workspace=workspace, task_id=id, needs_id=needed) for needed in wish.needs)
    if wish.approaches is not None:
        _place(tx, workspace, id, was=project.approaches_of(id), becomes=wish.approaches)
    tx.flush()


def _place(tx: Tx, workspace: str, task: int, *, was: Sequence[int], becomes: Sequence[int]) -> None:
    for approach in set(was) - set(becomes):
        tx.delete(tx.get_one(ApproachTaskRow, (approach, task)))
    for approach in (one for one in becomes if one not in was):
        last = tx.exec(select(func.max(ApproachTaskRow.position)).where(ApproachTaskRow.approach_id == approach)).one()
        tx.add(
            ApproachTaskRow(
                workspace=workspace, approach_id=approach, task_id=task, position=0 if last is None else last + 1
            )
        )


def _project_row(tx: Tx, workspace: str, id: int) -> ProjectRow:
    row = tx.get(ProjectRow, id)
    if row is None or row.workspace != workspace:
        raise NotFound(GONE)
    return row


def _load(tx: Tx, rows: list[ProjectRow]) -> list[ProjectOutline]:
    ids = [row.id for row in rows]
    tasks: dict[int, dict[int, TaskOutline]] = {}
    needs: dict[int, list[int]] = {}
    task_rows = list(tx.exec(select(TaskRow).where(col(TaskRow.project_id).in_(ids)).order_by(col(TaskRow.id))))
    for need in tx.exec(select(TaskNeedRow).where(col(TaskNeedRow.task_id).in_([row.id for row in task_rows]))):
        needs.setdefault(need.task_id, []).append(need.needs_id)
    for task_row in task_rows:
        task = _task(task_row, needs)
        tasks.setdefault(task_row.project_id, {})[task.id] = task
    milestones = _milestones(tx, ids)
    return [_outline(row, milestones.get(row.id or 0, ()), tasks.get(row.id or 0, {})) for row in rows]


def _milestones(tx: Tx, projects: Sequence[int | None]) -> dict[int, tuple[MilestoneOutline, ...]]:
    rows = list(
        tx.exec(
            select(MilestoneRow).where(col(MilestoneRow.project_id).in_(projects)).order_by(col(MilestoneRow.position))
        )
    )
    ways = list(
        tx.exec(
            select(ApproachRow)
            .where(col(ApproachRow.milestone_id).in_([row.id for row in rows]))
            .order_by(col(ApproachRow.position))
        )
    )
    links = (
        select(ApproachTaskRow)
        .where(col(ApproachTaskRow.approach_id).in_([way.id for way in ways]))
        .order_by(col(ApproachTaskRow.position))
    )
    tasks: dict[int, list[int]] = {}
    for link in tx.exec(links):
        tasks.setdefault(link.approach_id, []).append(link.task_id)
    approaches: dict[int, list[ApproachOutline]] = {}
    for way in ways:
        approaches.setdefault(way.milestone_id, []).append(
            ApproachOutline(way.id or 0, way.name, tuple(tasks.get(way.id or 0, ())))
        )
    found: dict[int, tuple[MilestoneOutline, ...]] = {}
    for row in rows:
        outline = MilestoneOutline(row.id or 0, row.name, tuple(approaches.get(row.id or 0, ())))
        found[row.project_id] = (*found.get(row.project_id, ()), outline)
    return found


def _outline(
    row: ProjectRow, milestones: tuple[MilestoneOutline, ...], tasks: dict[int, TaskOutline]
) -> ProjectOutline:
    return ProjectOutline(
        id=row.id or 0,
        team=row.team_id,
        name=row.name,
        impact=row.impact,
        sponsor=row.sponsor,
        target=row.target,
        priority=Priority(row.priority),
        worth=row.worth,
        closed=row.closed,
        graph=row.success is not None,
        milestones=milestones,
        tasks=tasks,
    )


def _task(row: TaskRow, needs: dict[int, list[int]]) -> TaskOutline:
    known = row.effort_p50 is not None and row.effort_p90 is not None
    return TaskOutline(
        id=row.id or 0,
        key=row.key,
        title=row.title,
        owner=row.owner,
        likelihood=row.prior,
        effort=Effort(row.effort_p50 or 0.0, row.effort_p90 or 0.0) if known else None,
        planned_experiments=row.planned_experiments,
        needs=tuple(needs.get(row.id or 0, ())),
        resolution=Resolution(row.resolution) if row.resolution else None,
        reason=row.reason,
    )
