"""The one form of a check-in: a group of questions per open task, filled in with what is known. Pure."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ContextBlock,
    DatePickerElement,
    DividerBlock,
    InputBlock,
    InputInteractiveElement,
    MarkdownTextObject,
    NumberInputElement,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    SectionBlock,
    StaticSelectElement,
    UserSelectElement,
)
from slack_sdk.models.views import View

from bot.domain.checkins import AskedTask
from bot.domain.people import AUDIENCE
from bot.domain.statuses import Status
from handlers.blocks.text import day, percent, safe

FORM = "checkin.form"
BLOCKED = "blocked"

# Modals hold 100 blocks. With every question in a block of its own, this many tasks fit.
MOST_ROOMY_TASKS = 7
MOST_TASKS = 30

STATUS_WORDS = {
    Status.MOVING: "Moving",
    Status.SLOW: "Slow",
    Status.STALLED: "Stalled",
    Status.BLOCKED: "Blocked",
    Status.WAITING: "Waiting on something with a date",
    Status.RULED_OUT: "Ruled out (that is progress)",
    Status.DONE: "Done",
}
YES, NO = "yes", "no"
HOUR_CHOICES = (1, 2, 4, 6, 8, 12, 16, 24, 32, 40)
EXPERIMENT_CHOICES = (0, 1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30)
CONFIDENCE_CHOICES = (5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95)


def form(
    *,
    metadata: str,
    title_date: date,
    tasks: Sequence[AskedTask],
    audience: str = AUDIENCE,
    blocked: Collection[int] | None = None,
) -> View:
    """A group of questions per open task. `blocked`: whose blocker is asked about; those that were, by default."""
    shown = tasks[:MOST_TASKS]
    asked = blocked if blocked is not None else {task.id for task in shown if _known(task, BLOCKED)}
    blocks: list[Block] = [ContextBlock(elements=[_mrkdwn(f"{day(title_date)}. {audience}")])]
    for task in shown:
        if len(shown) <= MOST_ROOMY_TASKS:
            blocks += _roomy_group(task, blocker_asked=task.id in asked)
        else:
            blocks += _compact_group(task)
    if len(tasks) > len(shown):
        blocks.append(
            ContextBlock(elements=[_mrkdwn(f"{len(tasks) - len(shown)} more tasks: use `/checkin` again for them.")])
        )
    return View(
        type="modal",
        callback_id=FORM,
        title=PlainTextObject(text="Check-in"),
        submit=PlainTextObject(text="Record"),
        close=PlainTextObject(text="Not now"),
        private_metadata=metadata,
        blocks=blocks,
    )


def nothing_to_ask(reason: str) -> View:
    """The form when there is nothing to fill in."""
    return View(
        type="modal",
        title=PlainTextObject(text="Check-in"),
        close=PlainTextObject(text="Close"),
        blocks=[SectionBlock(text=_mrkdwn(reason))],
    )


def _roomy_group(task: AskedTask, *, blocker_asked: bool) -> list[Block]:
    given, name = task.given, f"t{task.id}"
    return [
        DividerBlock(),
        SectionBlock(text=_mrkdwn(_heading(task))),
        _input(f"{name}.status", "How is it going?", _status(task)),
        _input(
            f"{name}.experiments",
            "Experiments run since last time",
            _number("experiments", 1000, given.experiments if given else None),
            optional=True,
        ),
        _input(
            f"{name}.approaches",
            "Approaches tried",
            _number("approaches", 100, given.approaches if given else None),
            optional=True,
        ),
        _input(
            f"{name}.hours",
            "Hours (only if you like)",
            _number("hours", 168, given.hours if given else None, decimals=True),
            optional=True,
        ),
        _input(f"{name}.blocked", "Blocked?", _yes_no(task), optional=True, dispatch=True),
        *(_blocker_fields(task) if blocker_asked else ()),
        _input(
            f"{name}.confidence",
            "Your confidence that it will work, in %",
            _number("confidence", 100, _whole_percent(task)),
            optional=True,
        ),
        _input(f"{name}.expected", "When do you expect it to be done?", _expected(task), optional=True),
        _input(
            f"{name}.learned",
            "What was learned, or ruled out?",
            PlainTextInputElement(
                action_id="learned", multiline=True, max_length=1000, initial_value=given.learned if given else None
            ),
            optional=True,
        ),
    ]


def _blocker_fields(task: AskedTask) -> list[Block]:
    name = f"t{task.id}"
    return [
        _input(
            f"{name}.blocker",
            "Blocked by what?",
            PlainTextInputElement(
                action_id="blocker", max_length=1000, initial_value=str(_known(task, "blocker") or "") or None
            ),
            optional=True,
        ),
        _input(
            f"{name}.helper",
            "Who could help?",
            UserSelectElement(action_id="helper", initial_user=_known(task, "helper")),
            optional=True,
            hint="I ask them once, in a message that only they read.",
        ),
        _input(f"{name}.needed", "Needed by", _date("needed", _known(task, "needed")), optional=True),
    ]


def _compact_group(task: AskedTask) -> list[Block]:
    """Three blocks a task, so that thirty fit: the same questions as choices in one row."""
    given, name = task.given, f"t{task.id}"
    chosen = (given.experiments, given.approaches, given.hours) if given else (None, None, None)
    return [
        SectionBlock(text=_mrkdwn(_heading(task))),
        ActionsBlock(
            block_id=f"{name}.row",
            elements=[
                _status(task),
                _choices("experiments", "experiments", EXPERIMENT_CHOICES, chosen[0]),
                _choices("approaches", "approaches", range(6), chosen[1]),
                _choices("hours", "hours", HOUR_CHOICES, chosen[2]),
                _yes_no(task),
                UserSelectElement(
                    action_id="helper", placeholder="Who could help?", initial_user=_known(task, "helper")
                ),
                _choices("confidence", "% sure", CONFIDENCE_CHOICES, _whole_percent(task)),
                _expected(task),
            ],
        ),
        _input(
            f"{name}.learned",
            "What was learned, or what blocks it?",
            PlainTextInputElement(action_id="learned", max_length=1000, initial_value=given.learned if given else None),
            optional=True,
        ),
    ]


def _known(task: AskedTask, field: str) -> Any:
    """What was said for this date, or else last time, where that is likely to hold still."""
    said = task.given or task.last
    if said is None or (field in {"blocker", "helper", "needed"} and not said.blocked):
        return None
    return getattr(said, field)


def _number(action_id: str, most: int, value: float | None, *, decimals: bool = False) -> NumberInputElement:
    return NumberInputElement(
        action_id=action_id,
        is_decimal_allowed=decimals,
        min_value="0",
        max_value=str(most),
        initial_value=None if value is None else f"{value:g}",
    )


def _heading(task: AskedTask) -> str:
    now = f" · now {percent(task.likelihood)}" if task.likelihood is not None else ""
    return f"*{safe(task.title, 300)}*\n{safe(task.project, 100)}{now}"


def _status(task: AskedTask) -> StaticSelectElement:
    options = [Option(value=status.value, label=words) for status, words in STATUS_WORDS.items()]
    known = _known(task, "status")
    chosen = next((option for option in options if known and option.value == known.value), options[0])
    return StaticSelectElement(action_id="status", options=options, initial_option=chosen, placeholder="Status")


def _yes_no(task: AskedTask) -> StaticSelectElement:
    options = [Option(value=NO, label="No, not blocked"), Option(value=YES, label="Yes, blocked")]
    chosen = options[1] if _known(task, BLOCKED) else options[0]
    return StaticSelectElement(action_id=BLOCKED, options=options, initial_option=chosen, placeholder="Blocked?")


def _expected(task: AskedTask) -> DatePickerElement:
    return _date("expected", _known(task, "expected"))


def _date(action_id: str, known: date | None) -> DatePickerElement:
    initial = known.isoformat() if known else None
    return DatePickerElement(action_id=action_id, initial_date=initial, placeholder=f"{action_id.capitalize()} date")


def _choices(action_id: str, unit: str, values: Iterable[int], chosen: float | None) -> StaticSelectElement:
    # What was said before stays choosable, even where it is none of the usual numbers.
    every = sorted({float(value) for value in values} | ({float(chosen)} if chosen is not None else set()))
    options = [Option(value=f"{value:g}", label=f"{value:g} {unit}") for value in every]
    initial = next((option for option in options if chosen is not None and option.value == f"{chosen:g}"), None)
    placeholder = "Confidence" if unit == "% sure" else unit.capitalize()
    return StaticSelectElement(action_id=action_id, placeholder=placeholder, options=options, initial_option=initial)


def _whole_percent(task: AskedTask) -> int | None:
    confidence = _known(task, "confidence")
    return None if confidence is None else round(confidence * 100)


def _input(
    block_id: str,
    label: str,
    element: InputInteractiveElement,
    *,
    optional: bool = False,
    dispatch: bool | None = None,
    hint: str | None = None,
) -> InputBlock:
    return InputBlock(
        block_id=block_id, label=label, element=element, optional=optional, dispatch_action=dispatch, hint=hint
    )


def _mrkdwn(text: str) -> MarkdownTextObject:
    return MarkdownTextObject(text=text)
