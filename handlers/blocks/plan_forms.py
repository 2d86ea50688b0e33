"""The forms of `/plan`: project, milestone, approach, task, how a task ended, and what is to be taken out."""

from collections.abc import Iterable, Mapping
from datetime import date

from slack_sdk.models.blocks import (
    Block,
    DatePickerElement,
    InputBlock,
    InputInteractiveElement,
    MarkdownTextObject,
    NumberInputElement,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    RadioButtonsElement,
    SectionBlock,
    StaticMultiSelectElement,
    StaticSelectElement,
    UserSelectElement,
)
from slack_sdk.models.views import View

from bot.domain.outlines import Priority, ProjectOutline, TaskOutline
from bot.domain.plan_documents import MOST_NAME
from bot.domain.statuses import Resolution
from bot.usecases.plan_tasks import MOST_REASON
from bot.usecases.plans import ProjectPlan
from handlers.blocks.plans import PRIORITIES, Place
from handlers.blocks.text import clip, percent, safe

PROJECT_FORM = "plan.project_form"
MILESTONE_FORM = "plan.milestone_form"
APPROACH_FORM = "plan.approach_form"
TASK_FORM = "plan.task_form"
RESOLVE_FORM = "plan.resolve_form"
REMOVE_FORM = "plan.remove_form"

MOST_OPTIONS = 100
MOST_LINES = 3000


def project_form(place: Place, project: ProjectOutline | None, *, today: date) -> View:
    """What leadership cares about: the goal, for whom, by when."""
    chosen = project.priority if project else Priority.NORMAL
    options = [Option(value=one.value, label=label) for one, label in PRIORITIES.items()]
    target = DatePickerElement(action_id="target", initial_date=project.target.isoformat() if project else None)
    return _form(
        PROJECT_FORM,
        "Edit the project" if project else "Add a project",
        place,
        [
            _input("name", "Project", _line("name", project.name if project else "")),
            _input(
                "impact",
                "What does it change for the product?",
                _line("impact", project.impact if project else ""),
                optional=True,
                hint="In leadership's words, such as: cut wrongly blocked orders by 10 %.",
            ),
            _input("target", "By when?", target),
            _input("sponsor", "Who waits for it?", _line("sponsor", project.sponsor if project else ""), optional=True),
            _input(
                "priority",
                "Importance",
                StaticSelectElement(
                    action_id="priority",
                    options=options,
                    initial_option=next(one for one in options if one.value == chosen.value),
                ),
                hint="Decides what is listed first. How much hangs on each task is worked out from the plan.",
            ),
            _number(
                "worth",
                "What is success worth, in person-days of work?",
                project.worth if project else None,
                hint="Only if somebody can say. It tells when going on costs more than it can bring.",
            ),
        ],
    )


def milestone_form(place: Place, name: str | None) -> View:
    """A must-have, and when it is new the ways to reach it."""
    blocks: list[Block] = [_input("name", "Milestone", _line("name", name or ""), hint="A must-have of the project.")]
    if name is None:
        element = PlainTextInputElement(action_id="approaches", multiline=True, max_length=MOST_LINES)
        hint = "One in each line. Any that works is enough; two or more make the milestone robust."
        blocks.append(_input("approaches", "Approaches to it", element, optional=True, hint=hint))
    return _form(MILESTONE_FORM, "Add a milestone" if name is None else "Rename the milestone", place, blocks)


def approach_form(place: Place, name: str | None) -> View:
    """One way to reach a milestone, and when it is new its tasks."""
    blocks: list[Block] = [_input("name", "Approach", _line("name", name or ""))]
    if name is None:
        element = PlainTextInputElement(action_id="tasks", multiline=True, max_length=MOST_LINES)
        hint = "One in each line; all are needed. Left empty, the approach is a single task."
        blocks.append(_input("tasks", "Its tasks", element, optional=True, hint=hint))
    return _form(APPROACH_FORM, "Add an approach" if name is None else "Rename the approach", place, blocks)


def task_form(place: Place, plan: ProjectPlan, task: TaskOutline | None) -> View:
    """A task with its likelihood, effort and owner."""
    share = task.likelihood if task else 0.5
    now = f" With what was reported since, it stands at {percent(plan.likelihoods[task.id])} today." if task else ""
    blocks: list[Block] = [
        _input("title", "Task", _line("title", task.title if task else "")),
        _input(
            "owner",
            "Owner",
            UserSelectElement(action_id="owner", initial_user=task.owner if task else None),
            optional=True,
            hint="Whom the check-in asks about it.",
        ),
        _input(
            "likelihood",
            "Likelihood that it works, in %",
            NumberInputElement(
                action_id="likelihood",
                is_decimal_allowed=True,
                min_value="1",
                max_value="99",
                initial_value=f"{share * 100:g}",
            ),
            hint=f"Before any evidence; check-ins move it from there.{now}",
        ),
        _number("p50", "Likely effort left, in person-days (P50)", task.effort.p50 if task and task.effort else None),
        _number(
            "p90", "Effort if it goes badly (P90)", task.effort.p90 if task and task.effort else None, hint=_P90_HINT
        ),
        _input(
            "experiments",
            "Planned experiments",
            NumberInputElement(
                action_id="experiments",
                is_decimal_allowed=False,
                min_value="0",
                initial_value=None
                if task is None or task.planned_experiments is None
                else str(task.planned_experiments),
            ),
            optional=True,
        ),
    ]
    blocks += _many("needs", "Needs these tasks first", _other_tasks(plan.outline, task), task.needs if task else ())
    if plan.may_edit and not plan.outline.graph:
        chosen = plan.outline.approaches_of(task.id) if task else (place.approach,)
        options = _approaches(plan.outline)
        blocks += _many("approaches", "Belongs to", options, [one for one in chosen if one], optional=False)
    return _form(TASK_FORM, "Edit the task" if task else "Add a task", place, blocks)


def resolve_form(place: Place, task: TaskOutline) -> View:
    """How a task ended, and why; can be taken back."""
    options = [
        Option(value=Resolution.SUCCEEDED.value, label="It worked"),
        Option(value=Resolution.FAILED.value, label="It did not work: that is ruled out now"),
        Option(value=Resolution.ABANDONED.value, label="Abandoned: nobody will find out"),
    ]
    return _form(
        RESOLVE_FORM,
        "How did it end?",
        place,
        [
            _words(
                f"*{safe(task.title, 300)}*\nIts owner is not asked about it any more. *Open it again* undoes this."
            ),
            _input("resolution", "Outcome", RadioButtonsElement(action_id="resolution", options=options)),
            _input(
                "reason",
                "Why? What was learned?",
                PlainTextInputElement(action_id="reason", multiline=True, max_length=MOST_REASON),
                optional=True,
            ),
        ],
    )


def remove_form(place: Place, *, title: str, text: str, submit: str) -> View:
    """Asks once more before something is taken out."""
    view = _form(REMOVE_FORM, title, place, [_words(text)])
    view.submit = PlainTextObject(text=submit)
    return view


_P90_HINT = "Exceeded once in ten times. Leave both empty if nobody knows."


def _other_tasks(outline: ProjectOutline, task: TaskOutline | None) -> dict[int, str]:
    others = [one for one in outline.tasks.values() if task is None or one.id != task.id]
    needed = task.needs if task else ()
    others.sort(key=lambda one: (one.id not in needed, one.resolution is not None))
    return {one.id: one.title for one in others}


def _approaches(outline: ProjectOutline) -> dict[int, str]:
    return {way.id: f"{milestone.name}: {way.name}" for milestone in outline.milestones for way in milestone.approaches}


def _many(
    name: str, label: str, labels: Mapping[int, str], chosen: Iterable[int], *, optional: bool = True
) -> list[Block]:
    if not labels:
        return []
    picked = set(chosen)
    # Slack takes a hundred; what is chosen must be among them.
    order = sorted(labels, key=lambda id: id not in picked)[:MOST_OPTIONS]
    options = {id: Option(value=str(id), label=clip(labels[id], 75)) for id in order}
    element = StaticMultiSelectElement(
        action_id=name,
        options=list(options.values()),
        initial_options=[options[id] for id in order if id in picked] or None,
    )
    return [_input(name, label, element, optional=optional)]


def _number(name: str, label: str, value: float | None, *, hint: str | None = None) -> InputBlock:
    element = NumberInputElement(
        action_id=name,
        is_decimal_allowed=True,
        min_value="0",
        initial_value=None if value is None else f"{value:g}",
    )
    return _input(name, label, element, optional=True, hint=hint)


def _line(name: str, value: str) -> PlainTextInputElement:
    return PlainTextInputElement(action_id=name, max_length=MOST_NAME, initial_value=value or None)


def _input(
    name: str, label: str, element: InputInteractiveElement, *, optional: bool = False, hint: str | None = None
) -> InputBlock:
    return InputBlock(block_id=name, label=label, element=element, optional=optional, hint=hint)


def _words(text: str) -> SectionBlock:
    return SectionBlock(text=MarkdownTextObject(text=clip(text, 2990)))


def _form(callback: str, title: str, place: Place, blocks: list[Block]) -> View:
    return View(
        type="modal",
        callback_id=callback,
        title=PlainTextObject(text=title),
        submit=PlainTextObject(text="Save"),
        close=PlainTextObject(text="Back"),
        private_metadata=place.dumped(),
        blocks=blocks,
    )
