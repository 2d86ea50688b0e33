"""The *What if…* form: suppositions below, what they would change above. Pure; ids are constants here."""

from collections.abc import Sequence

from slack_sdk.models.blocks import (
    Block,
    ContextBlock,
    DatePickerElement,
    DividerBlock,
    InputBlock,
    InputInteractiveElement,
    MarkdownTextObject,
    NumberInputElement,
    Option,
    SectionBlock,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from bot.domain.plans import Plan
from bot.usecases.what_if import Outcome, Supposition
from handlers.blocks.text import ARROW, clip, day, odds, points, safe

FORM = "what_if"
DROP = "what_if.drop"
ADD = "what_if.add"
LIKELIHOOD = "what_if.likelihood"
EFFORT = "what_if.effort"
PEOPLE = "what_if.people"
TARGET = "what_if.target"
MOST_OPTIONS = 100


def form(project: int, found: Supposition, *, error: str = "") -> View:
    """The form as it opens, and again after each change; what was entered stays because the fields keep their ids."""
    return View(
        type="modal",
        callback_id=FORM,
        title="What if…",
        submit="Done",
        close="Close",
        private_metadata=str(project),
        blocks=[
            _section(error or f"*{safe(found.plan.project, 150)}*\n{_result(found)}"),
            ContextBlock(elements=[_mrkdwn("Nothing here is stored. The numbers above follow each change.")]),
            DividerBlock(),
            *_approaches(found.plan),
            _field("More people", NumberInputElement(action_id=PEOPLE, is_decimal_allowed=False, min_value="0")),
            _field("Another target date", DatePickerElement(action_id=TARGET)),
        ],
    )


def approach_value(milestone: int, approach: int) -> str:
    """An approach as the value of an option."""
    return f"{milestone}.{approach}"


def _result(found: Supposition) -> str:
    now, then = found.now, found.then
    if now == then:
        return f"As it is: {_outcome(now)}."
    change = then.by_target - now.by_target
    return "\n".join(
        [
            f"By {day(then.target)}: {odds(now.by_target)} {ARROW} *{odds(then.by_target)}* ({points(change)})",
            f"Ever: {odds(now.ever)} {ARROW} *{odds(then.ever)}*",
            *_dates(now, then),
        ]
    )


def _outcome(one: Outcome) -> str:
    return f"*{odds(one.by_target)}* by {day(one.target)}, {odds(one.ever)} ever"


def _dates(now: Outcome, then: Outcome) -> list[str]:
    pairs = (("Even chance (P50), if it works", now.p50, then.p50), ("P80", now.p80, then.p80))
    return [f"{label}: {day(before)} {ARROW} *{day(after)}*" for label, before, after in pairs if before and after]


def _approaches(plan: Plan) -> list[Block]:
    if not plan.milestones:
        return []
    ways = [
        Option(value=approach_value(place, number), label=clip(f"{one.name}: {way.name}", 75))
        for place, one in enumerate(plan.milestones)
        for number, way in enumerate(one.approaches)
        if len(one.approaches) > 1
    ]
    milestones = [Option(value=str(place), label=clip(one.name, 75)) for place, one in enumerate(plan.milestones)]
    return [
        *([_field("Without an approach", _select(DROP, ways))] if ways else []),
        _field("One more approach to", _select(ADD, milestones)),
        _field(
            "How likely it works, in %",
            NumberInputElement(action_id=LIKELIHOOD, is_decimal_allowed=False, min_value="1", max_value="99"),
        ),
        _field("Its person-days", NumberInputElement(action_id=EFFORT, is_decimal_allowed=True, min_value="0.5")),
    ]


def _select(action: str, options: Sequence[Option]) -> StaticSelectElement:
    return StaticSelectElement(action_id=action, options=options[:MOST_OPTIONS], placeholder="None")


def _field(label: str, element: InputInteractiveElement) -> InputBlock:
    block = element.action_id or ""
    return InputBlock(label=label, element=element, block_id=block, optional=True, dispatch_action=True)


def _section(text: str) -> SectionBlock:
    return SectionBlock(text=_mrkdwn(clip(text, 2900)))


def _mrkdwn(text: str) -> MarkdownTextObject:
    return MarkdownTextObject(text=text)
