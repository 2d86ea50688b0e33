"""`/plan`: one modal with the projects; forms on top of it change them, and the page below follows at once."""

from collections.abc import Callable
from typing import Any

from pydantic import ValidationError
from slack_bolt import Ack
from slack_sdk import WebClient
from slack_sdk.models.views import View

from bot.deps import Deps
from bot.domain.errors import NotFound, WrongInput
from bot.domain.outlines import FormRefused, Priority, ProjectWish, TaskWish, split_names
from bot.domain.plans import Effort
from bot.domain.statuses import Resolution
from bot.usecases import plan_changes, plan_tasks, plans
from handlers import metric_lint
from handlers.blocks import plan_forms as forms
from handlers.blocks import plans as blocks
from handlers.blocks.plan_forms import (
    APPROACH_FORM,
    MILESTONE_FORM,
    PROJECT_FORM,
    REMOVE_FORM,
    RESOLVE_FORM,
    TASK_FORM,
)
from handlers.blocks.plans import ADD, LIST, MENU, OPEN, TURN, Place
from handlers.blocks.text import safe
from handlers.fields import Fields, beside
from handlers.following import show_below
from handlers.payloads import Payload, action_of, number_of, person_of, workspace_of

__all__ = [
    "ADD",
    "APPROACH_FORM",
    "LIST",
    "MENU",
    "MILESTONE_FORM",
    "OPEN",
    "PROJECT_FORM",
    "REMOVE_FORM",
    "RESOLVE_FORM",
    "TASK_FORM",
    "TURN",
]


def open_from_command(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """`/plan`, or `/plan part of a project's name`."""
    teams = plans.team_plans(deps.database, workspace_of(body), person=person_of(body), now=deps.clock.now())
    wanted = str(body.get("text", "")).strip().lower()
    found = [one for team in teams for one, _ in team.projects if wanted in one.name.lower()]
    view = _project_page(body, deps, found[0].id) if wanted and found else blocks.project_list(teams, page=0)
    client.views_open(trigger_id=body["trigger_id"], view=view)
    ack()


def open_from_home(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*The plan* on App Home."""
    client.views_open(trigger_id=body["trigger_id"], view=_list(body, deps, 0))
    ack()


def show_list(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*All projects*."""
    _replace(client, body, _list(body, deps, 0))
    ack()


def show_project(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*Open* a project."""
    _replace(client, body, _project_page(body, deps, number_of(body)))
    ack()


def turn(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """Another page of the list or of a project."""
    project, page = _pair(str(action_of(body).get("value", "")))
    _replace(client, body, _project_page(body, deps, project, page) if project else _list(body, deps, page))
    ack()


def add(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*Add a project*, *Add a milestone*."""
    what, _, id = str(action_of(body).get("value", "")).partition(":")
    here = _here(body)
    if what == "project":
        today = deps.clock.now().date()
        view = forms.project_form(here.model_copy(update={"team": int(id)}), None, today=today)
    else:
        view = forms.milestone_form(here.model_copy(update={"project": int(id)}), None)
    client.views_push(trigger_id=body["trigger_id"], view=view)
    ack()


def choose(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """A choice in one of the overflow menus."""
    what, _, text = str((action_of(body).get("selected_option") or {}).get("value", "")).partition(":")
    id = int(text)
    if what == "task_reopen":
        project = plan_tasks.resolve_task(
            deps.database,
            workspace_of(body),
            person=person_of(body),
            task=id,
            resolution=None,
            reason="",
            now=deps.clock.now(),
        )
        _replace(client, body, _project_page(body, deps, project, _here(body).page))
    elif what == "project_reopen":
        _close(body, deps, project=id, closed=False)
        _replace(client, body, _project_page(body, deps, id))
    else:
        client.views_push(trigger_id=body["trigger_id"], view=_form_for(what, id, body, deps))
    ack()


def submit_project(ack: Ack, body: dict[str, Any], view: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """A project, new or changed."""
    place, fields = _place(view), Fields(view)
    target, worth = fields.day("target"), fields.number("worth")
    if target is None:
        fields.errors.setdefault("target", "Choose a date.")
    if fields.errors or target is None:
        ack(response_action="errors", errors=fields.errors)
        return
    wish = ProjectWish(
        name=fields.text("name"),
        target=target,
        impact=fields.text("impact"),
        sponsor=fields.text("sponsor"),
        priority=Priority(fields.text("priority") or Priority.NORMAL),
        worth=worth,
    )

    def save() -> int:
        return plan_changes.save_project(
            deps.database,
            workspace_of(body),
            person=person_of(body),
            team=place.team or 0,
            project=place.project,
            wish=wish,
            now=deps.clock.now(),
        )

    _saved(ack, body, view, client, deps, save, then=metric_lint.asked_of_impact)


def submit_milestone(ack: Ack, body: dict[str, Any], view: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """A milestone, new or renamed."""
    place, fields = _place(view), Fields(view)
    common: dict[str, Any] = {"person": person_of(body), "name": fields.text("name"), "now": deps.clock.now()}

    def save() -> int | None:
        if place.milestone is None:
            plan_changes.add_milestone(
                deps.database,
                workspace_of(body),
                project=place.project or 0,
                approaches=split_names(fields.lines("approaches")),
                **common,
            )
        else:
            plan_changes.rename_milestone(deps.database, workspace_of(body), milestone=place.milestone, **common)
        return place.project

    _saved(ack, body, view, client, deps, save)


def submit_approach(ack: Ack, body: dict[str, Any], view: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """An approach, new or renamed."""
    place, fields = _place(view), Fields(view)
    common: dict[str, Any] = {"person": person_of(body), "name": fields.text("name"), "now": deps.clock.now()}

    def save() -> int | None:
        if place.approach is None:
            plan_changes.add_approach(
                deps.database,
                workspace_of(body),
                milestone=place.milestone or 0,
                tasks=split_names(fields.lines("tasks")),
                **common,
            )
        else:
            plan_changes.rename_approach(deps.database, workspace_of(body), approach=place.approach, **common)
        return place.project

    _saved(ack, body, view, client, deps, save)


def submit_task(ack: Ack, body: dict[str, Any], view: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """A task, new or changed."""
    place, fields = _place(view), Fields(view)
    likelihood, p50, p90 = fields.number("likelihood"), fields.number("p50"), fields.number("p90")
    planned = fields.whole("experiments")
    if (p50 is None) != (p90 is None) and not {"p50", "p90"} & set(fields.errors):
        empty = "p50" if p50 is None else "p90"
        fields.errors[empty] = "Give both numbers, or leave both empty."
    if fields.errors:
        ack(response_action="errors", errors=fields.errors)
        return
    wish = TaskWish(
        title=fields.text("title"),
        likelihood=(likelihood or 0.0) / 100,
        owner=fields.text("owner") or None,
        effort=Effort(p50, p90) if p50 is not None and p90 is not None else None,
        planned_experiments=planned,
        needs=_ids(fields, "needs"),
        approaches=_ids(fields, "approaches"),
    )

    def save() -> int | None:
        plan_tasks.save_task(
            deps.database,
            workspace_of(body),
            person=person_of(body),
            project=place.project or 0,
            task=place.task,
            wish=wish,
            now=deps.clock.now(),
        )
        return place.project

    _saved(ack, body, view, client, deps, save)


def submit_resolution(ack: Ack, body: dict[str, Any], view: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """How a task ended."""
    place, fields = _place(view), Fields(view)

    def save() -> int:
        return plan_tasks.resolve_task(
            deps.database,
            workspace_of(body),
            person=person_of(body),
            task=place.task or 0,
            resolution=Resolution(fields.text("resolution")),
            reason=fields.text("reason"),
            now=deps.clock.now(),
        )

    _saved(ack, body, view, client, deps, save)


def submit_removal(ack: Ack, body: dict[str, Any], view: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """Something is taken out, after asking once more."""
    place = _place(view)
    common: dict[str, Any] = {"person": person_of(body), "now": deps.clock.now()}

    def save() -> int | None:
        if place.approach is not None:
            plan_changes.remove_approach(deps.database, workspace_of(body), approach=place.approach, **common)
        elif place.milestone is not None:
            plan_changes.remove_milestone(deps.database, workspace_of(body), milestone=place.milestone, **common)
        else:
            _close(body, deps, project=place.project or 0, closed=True)
        return place.project

    _saved(ack, body, view, client, deps, save)


def _form_for(what: str, id: int, body: Payload, deps: Deps) -> View:
    """The form that a choice in a menu opens."""
    here = _here(body)
    if what == "history":
        return blocks.history(
            *plans.history(deps.database, workspace_of(body), person=person_of(body), project=id, now=deps.clock.now())
        )
    plan = plans.project_plan(
        deps.database, workspace_of(body), person=person_of(body), project=here.project or id, now=deps.clock.now()
    )
    outline = plan.outline
    _, _, verb = what.partition("_")
    milestone, approach, task = outline.milestone(id), outline.approach(id), outline.tasks.get(id)
    if what == "project_edit":
        return forms.project_form(here, outline, today=deps.clock.now().date())
    if what == "project_close":
        text = f"*{safe(outline.name, 300)}* leaves forecasts, digests and check-ins. It can be opened again."
        return forms.remove_form(here, title="Close the project?", text=text, submit="Close it")
    if what == "approach_add" and milestone:
        return forms.approach_form(here.model_copy(update={"milestone": id}), None)
    if what == "task_add" and approach:
        return forms.task_form(here.model_copy(update={"approach": id}), plan, None)
    if what in {"milestone_edit", "milestone_remove"} and milestone:
        place = here.model_copy(update={"milestone": id})
        if verb == "edit":
            return forms.milestone_form(place, milestone.name)
        return forms.remove_form(place, title="Remove the milestone?", text=_removal(milestone.name), submit="Remove")
    if what in {"approach_edit", "approach_remove"} and approach:
        place = here.model_copy(update={"approach": id})
        if verb == "edit":
            return forms.approach_form(place, approach.name)
        return forms.remove_form(place, title="Remove the approach?", text=_removal(approach.name), submit="Remove")
    if what in {"task_edit", "task_resolve"} and task:
        place = here.model_copy(update={"task": id})
        return forms.task_form(place, plan, task) if verb == "edit" else forms.resolve_form(place, task)
    raise NotFound("That is not in the plan any more; somebody changed it meanwhile.")


def _removal(name: str) -> str:
    return (
        f"*{safe(name, 300)}* leaves the plan. Open tasks that stand nowhere else are marked as abandoned; "
        "what was reported about them is kept."
    )


def _saved(
    ack: Ack,
    body: Payload,
    view: Payload,
    client: WebClient,
    deps: Deps,
    save: Callable[[], int | None],
    then: Callable[[Payload, Payload, Deps], View | None] | None = None,
) -> None:
    """Save; faults stand beside their fields, else the page below shows the change, and `then` what to say of it."""
    try:
        project = save()
    except FormRefused as error:
        ack(response_action="errors", errors=beside(error.errors, view))
        return
    place = _place(view)
    if place.root:
        below = _project_page(body, deps, project, place.page) if project else _list(body, deps, 0)
        show_below(client, place.root, below)
    word = then(body, view, deps) if then else None
    if word is None:
        ack()
    else:
        ack(response_action="update", view=word.to_dict())
    deps.wake()


def _close(body: Payload, deps: Deps, *, project: int, closed: bool) -> None:
    plan_changes.close_project(
        deps.database,
        workspace_of(body),
        person=person_of(body),
        project=project,
        closed=closed,
        now=deps.clock.now(),
    )


def _list(body: Payload, deps: Deps, page: int) -> View:
    teams = plans.team_plans(deps.database, workspace_of(body), person=person_of(body), now=deps.clock.now())
    return blocks.project_list(teams, page=page)


def _project_page(body: Payload, deps: Deps, project: int, page: int = 0) -> View:
    plan = plans.project_plan(
        deps.database, workspace_of(body), person=person_of(body), project=project, now=deps.clock.now()
    )
    return blocks.project_page(plan, page=page)


def _replace(client: WebClient, body: Payload, view: View) -> None:
    client.views_update(view_id=body["view"]["id"], view=view)


def _here(body: Payload) -> Place:
    """Where in the plan somebody clicked."""
    return _place(body["view"]).model_copy(update={"root": body["view"]["id"]})


def _place(view: Payload) -> Place:
    try:
        return Place.model_validate_json(view.get("private_metadata") or "{}")
    except ValidationError:
        raise WrongInput("This form is from an older version of me. Close it and use `/plan` again.") from None


def _pair(value: str) -> tuple[int, int]:
    project, _, page = value.partition(":")
    return int(project), int(page)


def _ids(fields: Fields, name: str) -> tuple[int, ...] | None:
    return tuple(int(one) for one in fields.many(name)) if fields.has(name) else None
