"""Changing a plan: projects, milestones and approaches. Each change is one transaction with its audit lines."""

from collections.abc import Mapping
from datetime import datetime

from bot.domain.checkins import FieldError
from bot.domain.errors import WrongInput
from bot.domain.outlines import (
    Change,
    FormRefused,
    ProjectOutline,
    ProjectWish,
    TaskWish,
    changes,
    check_name,
    check_project,
)
from bot.domain.people import Action, ensure
from bot.domain.plan_documents import MOST_NAME
from bot.domain.statuses import Resolution
from bot.usecases.plans import Asker, asker
from storage import audit, outlines, plans
from storage.audit import Author
from storage.database import Database, Tx

UNKNOWN_LIKELIHOOD = 0.5


def save_project(
    db: Database, workspace: str, *, person: str, team: int, project: int | None, wish: ProjectWish, now: datetime
) -> int:
    """Add a project to a team, or make one what it should be; its id."""
    with db.transaction() as tx:
        was = outlines.outline(tx, workspace, project) if project is not None else None
        team = was.team if was else team
        who = _editor(tx, workspace, person, team, now)
        taken = [name for id, name in outlines.project_names(tx, workspace).items() if id != project]
        refuse(check_project(wish, today=who.today, taken=taken, was=was.target if was else None))
        if project is None:
            project = outlines.add_project(tx, workspace, team, wish, today=who.today)
        else:
            outlines.change_project(tx, workspace, project, wish)
        before = _project_words(was) if was else {}
        author = Author(workspace, person, now, team, project)
        changed = changes(before, _project_words(outlines.outline(tx, workspace, project)))
        audit.note(tx, author, what="project", subject=wish.name, changes=changed)
        return project


def close_project(db: Database, workspace: str, *, person: str, project: int, closed: bool, now: datetime) -> None:
    """Take a project out of forecasts, digests and check-ins, or bring it back; nothing of it is lost."""
    with db.transaction() as tx:
        was = outlines.outline(tx, workspace, project)
        who = _editor(tx, workspace, person, was.team, now)
        if (was.closed is not None) == closed:
            return
        outlines.close_project(tx, workspace, project, on=who.today if closed else None)
        words = ("open", "closed") if closed else ("closed", "open")
        author = Author(workspace, person, now, was.team, project)
        audit.note(tx, author, what="project", subject=was.name, changes=[Change("state", *words)])


def add_milestone(
    db: Database,
    workspace: str,
    *,
    person: str,
    project: int,
    name: str,
    approaches: tuple[str, ...],
    now: datetime,
) -> None:
    """Add a milestone, with the approaches that are named for it; each begins with one task of its name."""
    with db.transaction() as tx:
        was = outlines.outline(tx, workspace, project)
        who = _editor(tx, workspace, person, was.team, now)
        _milestones_only(was)
        refuse(check_name("name", name, taken=[one.name for one in was.milestones]))
        for approach in approaches:
            refuse(check_name("approaches", approach))
        author = Author(workspace, person, now, was.team, project)
        milestone = outlines.add_milestone(tx, was, workspace, name)
        audit.note(tx, author, what="milestone", subject=name, changes=[Change("added", "", name)])
        for approach in approaches:
            _add_approach(tx, workspace, author, who, milestone=milestone, name=approach, tasks=(approach,))
        plans.expect_sound(tx, workspace, project)


def rename_milestone(db: Database, workspace: str, *, person: str, milestone: int, name: str, now: datetime) -> None:
    """Give a milestone another name."""
    with db.transaction() as tx:
        project = outlines.outline_with_milestone(tx, workspace, milestone)
        _editor(tx, workspace, person, project.team, now)
        refuse(check_name("name", name, taken=[one.name for one in project.milestones if one.id != milestone]))
        was = project.milestone(milestone)
        outlines.rename_milestone(tx, milestone, name)
        changed = changes({"name": was.name if was else ""}, {"name": name})
        author = Author(workspace, person, now, project.team, project.id)
        audit.note(tx, author, what="milestone", subject=name, changes=changed)


def remove_milestone(db: Database, workspace: str, *, person: str, milestone: int, now: datetime) -> None:
    """Take a milestone out of the plan; open tasks that stand nowhere else are abandoned."""
    with db.transaction() as tx:
        project = outlines.outline_with_milestone(tx, workspace, milestone)
        who = _editor(tx, workspace, person, project.team, now)
        was = project.milestone(milestone)
        assert was is not None
        outlines.remove_milestone(tx, was)
        author = Author(workspace, person, now, project.team, project.id)
        removed = ", ".join(way.name for way in was.approaches)
        audit.note(tx, author, what="milestone", subject=was.name, changes=[Change("removed", removed, "")])
        _abandon_orphans(tx, author, who, project, removed=was.name)


def add_approach(
    db: Database,
    workspace: str,
    *,
    person: str,
    milestone: int,
    name: str,
    tasks: tuple[str, ...],
    now: datetime,
) -> None:
    """Add an approach to a milestone, with the tasks that are named for it."""
    with db.transaction() as tx:
        project = outlines.outline_with_milestone(tx, workspace, milestone)
        who = _editor(tx, workspace, person, project.team, now)
        was = project.milestone(milestone)
        refuse(check_name("name", name, taken=[way.name for way in was.approaches] if was else ()))
        for task in tasks:
            refuse(check_name("tasks", task))
        author = Author(workspace, person, now, project.team, project.id)
        _add_approach(tx, workspace, author, who, milestone=milestone, name=name, tasks=tasks or (name,))
        plans.expect_sound(tx, workspace, project.id)


def rename_approach(db: Database, workspace: str, *, person: str, approach: int, name: str, now: datetime) -> None:
    """Give an approach another name."""
    with db.transaction() as tx:
        project = outlines.outline_with_approach(tx, workspace, approach)
        _editor(tx, workspace, person, project.team, now)
        siblings = next(one for one in project.milestones if any(way.id == approach for way in one.approaches))
        refuse(check_name("name", name, taken=[way.name for way in siblings.approaches if way.id != approach]))
        was = project.approach(approach)
        outlines.rename_approach(tx, approach, name)
        changed = changes({"name": was.name if was else ""}, {"name": name})
        author = Author(workspace, person, now, project.team, project.id)
        audit.note(tx, author, what="approach", subject=name, changes=changed)


def remove_approach(db: Database, workspace: str, *, person: str, approach: int, now: datetime) -> None:
    """Take an approach out of the plan; open tasks that stand nowhere else are abandoned."""
    with db.transaction() as tx:
        project = outlines.outline_with_approach(tx, workspace, approach)
        who = _editor(tx, workspace, person, project.team, now)
        was = project.approach(approach)
        assert was is not None
        outlines.remove_approach(tx, approach)
        author = Author(workspace, person, now, project.team, project.id)
        removed = ", ".join(project.tasks[task].title for task in was.tasks)
        audit.note(tx, author, what="approach", subject=was.name, changes=[Change("removed", removed, "")])
        _abandon_orphans(tx, author, who, project, removed=was.name)


def refuse(errors: list[FieldError]) -> None:
    """Raise `FormRefused` if a form has fields that cannot be used."""
    if errors:
        raise FormRefused(errors)


def _add_approach(
    tx: Tx, workspace: str, author: Author, who: Asker, *, milestone: int, name: str, tasks: tuple[str, ...]
) -> None:
    approach = outlines.add_approach(tx, workspace, milestone, name)
    audit.note(tx, author, what="approach", subject=name, changes=[Change("added", "", name)])
    for title in tasks:
        project = outlines.outline_with_milestone(tx, workspace, milestone)
        # Somebody who names one task in two approaches means the same one.
        known = next(
            (task for task in project.tasks.values() if _same(task.title, title) and not task.resolution), None
        )
        if known is not None:
            wish = TaskWish(known.title, known.likelihood, known.owner, known.effort, known.planned_experiments)
            places = (*project.approaches_of(known.id), approach)
            outlines.change_task(tx, workspace, project, known.id, _placed(wish, places))
            continue
        wish = TaskWish(title, UNKNOWN_LIKELIHOOD, approaches=(approach,))
        outlines.add_task(tx, workspace, project, wish, today=who.today)
        audit.note(tx, author, what="task", subject=title, changes=[Change("added", "", title)])


def _placed(wish: TaskWish, approaches: tuple[int, ...]) -> TaskWish:
    return TaskWish(
        wish.title, wish.likelihood, wish.owner, wish.effort, wish.planned_experiments, approaches=approaches
    )


def _same(one: str, other: str) -> bool:
    return one.lower() == other.lower()


def _editor(tx: Tx, workspace: str, person: str, team: int, now: datetime) -> Asker:
    who = asker(tx, workspace, person, now)
    ensure(Action.EDIT_PLAN, who.person, who.memberships, team)
    return who


def _milestones_only(project: ProjectOutline) -> None:
    if project.graph:
        raise WrongInput(
            "This project's success is written as a graph in its plan file. Edit its tasks here, and what they "
            "add up to in the file; `barometer import` brings it in again."
        )


def _abandon_orphans(tx: Tx, author: Author, who: Asker, project: ProjectOutline, *, removed: str) -> None:
    after = outlines.outline(tx, author.workspace, project.id)
    reason = f"{removed} was taken out of the plan"
    for task in after.tasks.values():
        if task.resolution or after.approaches_of(task.id) or not project.approaches_of(task.id):
            continue
        plans.resolve_task(tx, author.workspace, task.id, Resolution.ABANDONED, on=who.today, reason=reason[:MOST_NAME])
        ended = Change("outcome", "open", Resolution.ABANDONED.value)
        audit.note(tx, author, what="task", subject=task.title, changes=[ended], reason=reason)
    plans.expect_sound(tx, author.workspace, project.id)


def _project_words(project: ProjectOutline) -> Mapping[str, str]:
    return {
        "name": project.name,
        "impact": project.impact,
        "target": project.target.isoformat(),
        "sponsor": project.sponsor,
        "importance": project.priority.value,
        "worth": "" if project.worth is None else f"{project.worth:g} person-days",
    }
