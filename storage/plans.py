"""Queries about projects, milestones, approaches and tasks. No commits here; rows stay inside."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import select as select_columns
from sqlmodel import SQLModel, col, delete, select, update

from bot.domain.errors import NotFound
from bot.domain.plan_documents import parse_plan, plan_document
from bot.domain.plans import Plan
from bot.domain.projects import Project, TrackedTask
from bot.domain.statuses import Resolution
from storage.database import Tx
from storage.tables import ApproachRow, ApproachTaskRow, MilestoneRow, PersonRow, ProjectRow, TaskNeedRow, TaskRow

Row = TypeVar("Row", bound=SQLModel)

# Databases limit how many values one statement may name.
AT_A_TIME = 500


def save_plan(tx: Tx, workspace: str, team: int, plan: Plan, *, owners: Mapping[str, str], today: date) -> int:
    """Store a plan, or what is new in it: tasks are known by their key and keep their history. The project's id.

    `owners` maps the owners' handles as the plan names them to people's ids.
    """
    project = tx.exec(
        select(ProjectRow).where(ProjectRow.workspace == workspace, ProjectRow.name == plan.project)
    ).one_or_none() or ProjectRow(
        workspace=workspace, team_id=team, name=plan.project, target=plan.target, started=today
    )
    project.team_id, project.impact, project.sponsor = team, plan.impact, plan.sponsor
    project.target, project.correlation, project.worth = plan.target, plan.correlation, plan.worth
    project.success = None if plan.milestones else plan_structure(plan)
    tx.add(project)
    tx.flush()
    assert project.id is not None
    ids = _save_tasks(tx, project, plan, owners, today)
    _save_structure(tx, project, plan, ids)
    return project.id


def plan_structure(plan: Plan) -> dict[str, Any]:
    """The success graph of a plan as a document, for plans that are not milestones of approaches."""
    return {"success": plan_document(plan)["success"]}


def projects(tx: Tx, workspace: str, *, team: int | None = None, closed: bool = False) -> list[Project]:
    """The projects that can be forecast: those not closed, with `closed` all of them, the nearest target first."""
    query = select(ProjectRow).where(ProjectRow.workspace == workspace)
    if not closed:
        query = query.where(col(ProjectRow.closed).is_(None))
    if team is not None:
        query = query.where(ProjectRow.team_id == team)
    return _load(tx, list(tx.exec(query.order_by(col(ProjectRow.target), ProjectRow.name))))


def projects_of_tasks(tx: Tx, workspace: str, tasks: Iterable[int]) -> list[Project]:
    """The projects these tasks belong to."""
    ids = select(TaskRow.project_id).where(TaskRow.workspace == workspace, col(TaskRow.id).in_(set(tasks)))
    rows = tx.exec(select(ProjectRow).where(col(ProjectRow.id).in_(ids)).order_by(col(ProjectRow.target)))
    return _load(tx, list(rows))


def expect_sound(tx: Tx, workspace: str, project: int) -> None:
    """Raise `PlanError` with its place if a project as it is stored now is no plan; one without a task yet is sound."""
    _load(tx, list(tx.exec(select(ProjectRow).where(ProjectRow.workspace == workspace, ProjectRow.id == project))))


def task(tx: Tx, workspace: str, id: int) -> tuple[Project, TrackedTask]:
    """One task and its project, or `NotFound`."""
    for project in projects_of_tasks(tx, workspace, [id]):
        for tracked in project.tasks.values():
            if tracked.id == id:
                return project, tracked
    raise NotFound("That task is not in the plan any more.")


def open_tasks(
    tx: Tx, workspace: str, owners: Iterable[str], *, today: date | None = None
) -> dict[str, list[tuple[int, str, str]]]:
    """Per owner their open tasks as (id, title, project); those waiting beyond `today` are left out."""
    query = (
        select_columns(
            col(TaskRow.owner), col(TaskRow.id), col(TaskRow.title), col(ProjectRow.name), col(TaskRow.waiting_until)
        )
        .join(ProjectRow, col(ProjectRow.id) == TaskRow.project_id)
        .where(
            col(TaskRow.workspace) == workspace,
            col(TaskRow.resolution).is_(None),
            col(ProjectRow.closed).is_(None),
        )
        .order_by(col(ProjectRow.target), col(TaskRow.id))
    )
    wanted = sorted(set(owners))
    found: dict[str, list[tuple[int, str, str]]] = {}
    for start in range(0, len(wanted), AT_A_TIME):
        some = query.where(col(TaskRow.owner).in_(wanted[start : start + AT_A_TIME]))
        for owner, id, title, project, waiting_until in tx.connection().execute(some):
            if today is None or waiting_until is None or waiting_until <= today:
                found.setdefault(owner or "", []).append((id or 0, title, project))
    return found


def resolve_task(tx: Tx, workspace: str, id: int, resolution: Resolution | None, *, on: date, reason: str = "") -> None:
    """Note how a task ended and why, or with None that it is open again."""
    tx.exec(
        update(TaskRow)
        .where(col(TaskRow.workspace) == workspace, col(TaskRow.id) == id)
        .values(resolution=resolution, resolved=on if resolution else None, reason=reason)
    )


def set_waiting(tx: Tx, workspace: str, id: int, until: date | None) -> None:
    """Ask nothing about a task until this date."""
    tx.exec(
        update(TaskRow).where(col(TaskRow.workspace) == workspace, col(TaskRow.id) == id).values(waiting_until=until)
    )


def _save_tasks(tx: Tx, project: ProjectRow, plan: Plan, owners: Mapping[str, str], today: date) -> dict[str, int]:
    known = {row.key: row for row in tx.exec(select(TaskRow).where(TaskRow.project_id == project.id))}
    assert project.id is not None
    for key, task in plan.tasks.items():
        row = known.get(key) or TaskRow(
            workspace=project.workspace,
            project_id=project.id,
            key=key,
            title=key,
            prior=task.likelihood,
            started=today,
        )
        row.title, row.prior, row.spent = task.title, task.likelihood, task.spent
        row.owner = owners.get(task.owner, task.owner) if task.owner else None
        row.effort_p50 = task.effort.p50 if task.effort else None
        row.effort_p90 = task.effort.p90 if task.effort else None
        row.planned_experiments = task.planned_experiments
        if task.resolution is not None:
            row.resolution, row.resolved = task.resolution, row.resolved or today
        tx.add(row)
        known[key] = row
    tx.flush()
    return {key: row.id for key, row in known.items() if row.id is not None}


def _save_structure(tx: Tx, project: ProjectRow, plan: Plan, ids: Mapping[str, int]) -> None:
    # Milestones and approaches carry no history of their own, so they are laid anew.
    milestones = select(MilestoneRow.id).where(MilestoneRow.project_id == project.id)
    approaches = select(ApproachRow.id).where(col(ApproachRow.milestone_id).in_(milestones))
    tx.exec(delete(ApproachTaskRow).where(col(ApproachTaskRow.approach_id).in_(approaches)))
    tx.exec(delete(ApproachRow).where(col(ApproachRow.milestone_id).in_(milestones)))
    tx.exec(delete(MilestoneRow).where(col(MilestoneRow.project_id) == project.id))
    tx.exec(delete(TaskNeedRow).where(col(TaskNeedRow.task_id).in_(ids.values())))
    workspace = project.workspace
    for position, milestone in enumerate(plan.milestones):
        row = _added(
            tx,
            MilestoneRow(workspace=workspace, project_id=project.id or 0, name=milestone.name, position=position),
        )
        for place, approach in enumerate(milestone.approaches):
            way = _added(
                tx,
                ApproachRow(workspace=workspace, milestone_id=row.id or 0, name=approach.name, position=place),
            )
            tx.add_all(
                ApproachTaskRow(workspace=workspace, approach_id=way.id or 0, task_id=ids[key], position=index)
                for index, key in enumerate(approach.tasks)
            )
    tx.add_all(
        TaskNeedRow(workspace=workspace, task_id=ids[key], needs_id=ids[needed])
        for key, task in plan.tasks.items()
        for needed in task.needs
    )
    tx.flush()


def _added(tx: Tx, row: Row) -> Row:
    tx.add(row)
    tx.flush()
    return row


def _load(tx: Tx, rows: list[ProjectRow]) -> list[Project]:
    ids = [row.id for row in rows if row.id is not None]
    if not ids:
        return []
    tasks = list(tx.exec(select(TaskRow).where(col(TaskRow.project_id).in_(ids)).order_by(col(TaskRow.id))))
    keys = {task.id: task.key for task in tasks}
    needs: dict[int, list[str]] = {}
    for need in tx.exec(select(TaskNeedRow).where(col(TaskNeedRow.task_id).in_(keys))):
        needs.setdefault(need.task_id, []).append(keys[need.needs_id])
    milestones = _milestones(tx, ids, keys)
    return [
        _project(row, [task for task in tasks if task.project_id == row.id], needs, milestones.get(row.id or 0, []))
        for row in rows
        if row.success is not None or milestones.get(row.id or 0)
    ]


def _milestones(tx: Tx, projects: list[int], keys: Mapping[int | None, str]) -> dict[int, list[dict[str, Any]]]:
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
    tasks: dict[int, list[str]] = {}
    links = (
        select(ApproachTaskRow)
        .where(col(ApproachTaskRow.approach_id).in_([way.id for way in ways]))
        .order_by(col(ApproachTaskRow.position))
    )
    for link in tx.exec(links):
        tasks.setdefault(link.approach_id, []).append(keys[link.task_id])
    # A milestone without a task yet says nothing about the odds; `/plan` shows that it is not counted.
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        approaches = [
            {"name": way.name, "tasks": tasks[way.id]} for way in ways if way.milestone_id == row.id and way.id in tasks
        ]
        if approaches:
            found.setdefault(row.project_id, []).append({"name": row.name, "approaches": approaches})
    return found


def _project(
    row: ProjectRow, tasks: list[TaskRow], needs: Mapping[int, list[str]], milestones: list[dict[str, Any]]
) -> Project:
    assert row.id is not None
    document: dict[str, Any] = {
        "project": row.name,
        "impact": row.impact,
        "target": row.target,
        "sponsor": row.sponsor,
        "correlation": row.correlation,
        "worth": row.worth,
        **({"milestones": milestones} if row.success is None else row.success),
        "tasks": {task.key: _task_document(task, needs) for task in tasks},
    }
    tracked = {
        task.key: TrackedTask(
            id=task.id or 0,
            key=task.key,
            title=task.title,
            owner=task.owner,
            prior=task.prior,
            started=task.started,
            planned_experiments=task.planned_experiments,
            waiting_until=task.waiting_until,
            resolution=Resolution(task.resolution) if task.resolution else None,
            resolved=task.resolved if task.resolution else None,
        )
        for task in tasks
    }
    return Project(row.id, row.team_id, row.started, parse_plan(document), tracked)


def _task_document(task: TaskRow, needs: Mapping[int, list[str]]) -> dict[str, Any]:
    document: dict[str, Any] = {
        "title": task.title,
        "likelihood": task.prior,
        "spent": task.spent,
        "needs": needs.get(task.id or 0, []),
    }
    if task.effort_p50 is not None and task.effort_p90 is not None:
        document["effort"] = [task.effort_p50, task.effort_p90]
    for name in ("owner", "planned_experiments", "resolution"):
        if getattr(task, name) is not None:
            document[name] = getattr(task, name)
    return document


@dataclass(frozen=True)
class Overdue:
    """An open task whose project's target has passed."""

    workspace: str
    task: int
    title: str
    project: str
    team: int
    target: date
    owner: str | None


def overdue(tx: Tx, *, before: date) -> list[Overdue]:
    """The open tasks, of all workspaces, whose project's target lies before a date."""
    query = (
        select_columns(
            col(TaskRow.workspace),
            col(TaskRow.id),
            col(TaskRow.title),
            col(ProjectRow.name),
            col(ProjectRow.team_id),
            col(ProjectRow.target),
            col(TaskRow.owner),
        )
        .join(ProjectRow, col(ProjectRow.id) == TaskRow.project_id)
        .where(col(ProjectRow.target) < before, col(ProjectRow.closed).is_(None), col(TaskRow.resolution).is_(None))
        .order_by(col(TaskRow.id))
    )
    return [
        Overdue(workspace, task or 0, title, project, team, target, owner)
        for workspace, task, title, project, team, target, owner in tx.connection().execute(query)
    ]


def open_targets(tx: Tx) -> list[tuple[date, str]]:
    """The targets of projects with open tasks, with the zones of those who own any."""
    query = (
        select_columns(col(ProjectRow.target), col(PersonRow.zone))
        .join(TaskRow, col(TaskRow.project_id) == ProjectRow.id)
        .join(PersonRow, (col(PersonRow.id) == TaskRow.owner) & (col(PersonRow.workspace) == TaskRow.workspace))
        .where(col(ProjectRow.closed).is_(None), col(TaskRow.resolution).is_(None))
        .distinct()
    )
    return [(target, zone) for target, zone in tx.connection().execute(query)]
