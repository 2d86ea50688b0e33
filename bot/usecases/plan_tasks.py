"""Changing tasks: added, edited, resolved with a reason, opened again. Each change has its audit lines."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.domain.checkins import FieldError
from bot.domain.errors import NotFound, WrongInput
from bot.domain.outlines import FormRefused, ProjectOutline, TaskOutline, TaskWish, changes, check_task
from bot.domain.people import Action, ensure, ensure_may_change_task, may
from bot.domain.plan_documents import PlanError
from bot.domain.statuses import Resolution
from bot.usecases.plan_changes import refuse
from bot.usecases.plans import asker
from storage import audit, outlines, people, plans
from storage.audit import Author
from storage.database import Database, Tx

MOST_REASON = 500


def save_task(
    db: Database,
    workspace: str,
    *,
    person: str,
    project: int,
    task: int | None,
    wish: TaskWish,
    now: datetime,
) -> int:
    """Add a task, or make one what it should be; its id. Owners may edit their own, but not move them."""
    with db.transaction() as tx:
        plan = outlines.outline(tx, workspace, project)
        who = asker(tx, workspace, person, now)
        known = _task(plan, task) if task is not None else None
        if known is None:
            ensure(Action.EDIT_PLAN, who.person, who.memberships, plan.team)
        else:
            ensure_may_change_task(who.person, who.memberships, plan.team, owner=known.owner)
            if not may(Action.EDIT_PLAN, who.person, who.memberships, plan.team):
                wish = replace(wish, approaches=None)
        refuse(check_task(wish))
        refuse(_places(tx, workspace, plan, wish, known))
        before = task_words(tx, workspace, plan, known) if known else {}
        if task is None:
            task = outlines.add_task(tx, workspace, plan, wish, today=who.today)
        else:
            outlines.change_task(tx, workspace, plan, task, wish)
        _expect_sound(tx, workspace, project)
        after = outlines.outline(tx, workspace, project)
        changed = changes(before, task_words(tx, workspace, after, after.tasks[task]))
        author = Author(workspace, person, now, plan.team, project)
        audit.note(tx, author, what="task", subject=wish.title, changes=changed)
        return task


def resolve_task(
    db: Database,
    workspace: str,
    *,
    person: str,
    task: int,
    resolution: Resolution | None,
    reason: str,
    now: datetime,
) -> int:
    """Note how a task ended and why, or with None that it is open again; the id of its project."""
    if len(reason) > MOST_REASON:
        raise FormRefused([FieldError("reason", f"At most {MOST_REASON} characters, please.")])
    with db.transaction() as tx:
        plan = outlines.outline_with_task(tx, workspace, task)
        known = _task(plan, task)
        who = asker(tx, workspace, person, now)
        ensure_may_change_task(who.person, who.memberships, plan.team, owner=known.owner)
        before = {"outcome": known.resolution.value if known.resolution else "open"}
        after = {"outcome": resolution.value if resolution else "open"}
        plans.resolve_task(tx, workspace, task, resolution, on=who.today, reason=reason)
        author = Author(workspace, person, now, plan.team, plan.id)
        audit.note(tx, author, what="task", subject=known.title, changes=changes(before, after), reason=reason)
        return plan.id


def task_words(tx: Tx, workspace: str, plan: ProjectOutline, task: TaskOutline) -> Mapping[str, str]:
    """A task in the words of the audit."""
    owner = people.person(tx, workspace, task.owner) if task.owner else None
    effort = task.effort
    return {
        "title": task.title,
        "owner": owner.name if owner else task.owner or "",
        "likelihood": f"{task.likelihood * 100:g} %",
        "effort": f"{effort.p50:g} to {effort.p90:g} person-days" if effort else "",
        "planned experiments": "" if task.planned_experiments is None else str(task.planned_experiments),
        "needs": ", ".join(plan.tasks[one].title for one in task.needs if one in plan.tasks),
        "approaches": ", ".join(
            way.name for one in plan.approaches_of(task.id) if (way := plan.approach(one)) is not None
        ),
    }


def _task(plan: ProjectOutline, task: int) -> TaskOutline:
    known = plan.tasks.get(task)
    if known is None:
        raise NotFound(outlines.GONE)
    return known


def _places(
    tx: Tx, workspace: str, plan: ProjectOutline, wish: TaskWish, known: TaskOutline | None
) -> list[FieldError]:
    """What is wrong with where a task stands: unknown owners, tasks and approaches."""
    found = []
    if wish.owner is not None and wish.owner != (known.owner if known else None):
        owner = people.person(tx, workspace, wish.owner)
        if owner is None or owner.deactivated:
            found.append(FieldError("owner", "I do not know this person; choose somebody of the workspace."))
    for needed in wish.needs or ():
        if needed not in plan.tasks or (known and needed == known.id):
            found.append(FieldError("needs", "A task can only need other tasks of the same project."))
    for approach in wish.approaches or ():
        if plan.approach(approach) is None:
            raise NotFound(outlines.GONE)
    if plan.graph and wish.approaches:
        raise WrongInput("This project has no approaches: its success graph is written in its plan file.")
    if known is None and not wish.approaches:
        found.append(FieldError("approaches", "Choose the approach this task belongs to."))
    return found


def _expect_sound(tx: Tx, workspace: str, project: int) -> None:
    try:
        plans.expect_sound(tx, workspace, project)
    except PlanError as error:
        # Keys mean nothing to somebody in a form; the only thing a form can break is the order of tasks.
        raise FormRefused([FieldError("needs", str(error).split(": ", 1)[-1].capitalize() + ".")]) from None
