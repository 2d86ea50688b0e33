"""What people do with check-ins: open the form, hand it in, say that nothing changed, skip, be away, disagree."""

import re
from collections.abc import Callable, Collection
from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient
from slack_sdk.models.views import View

from bot.deps import Deps
from bot.domain.checkins import Questions, Source, check
from bot.domain.errors import NothingYet
from bot.usecases import checkins, corrections, replies
from bot.usecases.replies import HandedIn
from handlers import own_history
from handlers.blocks import checkin_forms as forms
from handlers.blocks import checkins as blocks
from handlers.blocks.checkin_forms import FORM
from handlers.blocks.checkins import (
    AWAY,
    AWAY_FORM,
    CORRECTION_FORM,
    NOTHING_CHANGED,
    OPEN_FORM,
    SKIP,
    TAKE_BACK,
    THATS_WRONG,
)
from handlers.payloads import (
    FormMetadata,
    Payload,
    action_of,
    day_of,
    dumped,
    field_of,
    form_answer,
    metadata_of,
    number_of,
    person_of,
    submission_of,
    workspace_of,
)

__all__ = [
    "AWAY",
    "AWAY_FORM",
    "CORRECTION_FORM",
    "FORM",
    "FORM_FIELDS",
    "NOTHING_CHANGED",
    "OPEN_FORM",
    "SKIP",
    "TAKE_BACK",
    "THATS_WRONG",
]

# Choices in a form of many tasks report every change; they are read when the form is handed in.
FORM_FIELDS = re.compile(r"^(status|experiments|approaches|hours|helper|needed|confidence|expected)$")
BLOCKED = forms.BLOCKED


def open_from_command(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """`/checkin`: the open check-in, or the next one early; `/checkin mine`: what I said."""
    if own_history.ASKED.match(str(body.get("text", ""))):
        own_history.answer(ack, body, deps)
        return
    open_any(
        body,
        client,
        lambda: checkins.next_questions(
            deps.database, workspace_of(body), person=person_of(body), now=deps.clock.now()
        ),
    )
    ack()


def open_form(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*Check in*, or *Edit my answer*."""
    open_any(
        body,
        client,
        lambda: checkins.questions_of(
            deps.database, workspace_of(body), person=person_of(body), checkin_id=number_of(body)
        ),
    )
    ack()


def submit_form(ack: Ack, body: dict[str, Any], view: dict[str, Any], deps: Deps) -> None:
    """*Record*: checked, written down, and only then acknowledged."""
    answer = form_answer(view)
    errors = dict(answer.errors)
    for inputs in answer.inputs:
        for error in check(inputs, today=answer.metadata.local_date):
            errors.setdefault(answer.block_of(inputs.task, error.field), str(error))
    if errors:
        ack(response_action="errors", errors=errors)
        return
    handed_in = HandedIn(
        person=person_of(body),
        checkin=answer.metadata.checkin,
        ritual=answer.metadata.ritual,
        local_date=answer.metadata.local_date,
        source=Source.FORM,
        inputs=answer.inputs,
    )
    replies.hand_in(
        deps.database,
        workspace_of(body),
        key=submission_of(view),
        answer=handed_in,
        now=deps.clock.now(),
    )
    ack()
    deps.wake()


def nothing_changed(ack: Ack, body: dict[str, Any], deps: Deps) -> None:
    """*Nothing changed*: one click restates last time."""
    replies.nothing_changed(
        deps.database,
        workspace_of(body),
        person=person_of(body),
        checkin_id=number_of(body),
        key=_click(body),
        now=deps.clock.now(),
    )
    ack()
    deps.wake()


def skip(ack: Ack, body: dict[str, Any], deps: Deps) -> None:
    """*Skip today*."""
    checkins.skip(
        deps.database,
        workspace_of(body),
        person=person_of(body),
        checkin_id=number_of(body),
        key=_click(body),
        now=deps.clock.now(),
    )
    ack()
    deps.wake()


def open_away(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*I'm away…*: asks from when to when."""
    questions = checkins.checkin_of(
        deps.database, workspace_of(body), person=person_of(body), checkin_id=number_of(body)
    )
    metadata = FormMetadata(checkin=questions.id, ritual=questions.ritual, local_date=questions.local_date)
    client.views_open(
        trigger_id=body["trigger_id"],
        view=blocks.away_form(metadata=dumped(metadata), first=questions.local_date),
    )
    ack()


def submit_away(ack: Ack, body: dict[str, Any], view: dict[str, Any], deps: Deps) -> None:
    """The absence, with an end."""
    first, last = day_of(view, "first"), day_of(view, "last")
    if last < first:
        ack(response_action="errors", errors={"last": f"This is before the first day, {first}."})
        return
    metadata = metadata_of(view)
    checkins.set_away(
        deps.database,
        workspace_of(body),
        person=person_of(body),
        first=first,
        last=last,
        reason=field_of(view, "reason"),
        checkin_id=metadata.checkin,
        key=submission_of(view),
        now=deps.clock.now(),
    )
    ack()
    deps.wake()


def open_correction(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*That's wrong*: asks what the likelihood should be, and why."""
    shown = corrections.shown(
        deps.database,
        workspace_of(body),
        person=person_of(body),
        task=number_of(body),
        now=deps.clock.now(),
    )
    client.views_open(trigger_id=body["trigger_id"], view=blocks.correction_form(shown))
    ack()


def submit_correction(ack: Ack, body: dict[str, Any], view: dict[str, Any], deps: Deps) -> None:
    """A person's own number, kept as evidence of its own."""
    text, direction = field_of(view, "should_be").replace(",", ".").rstrip(" %"), field_of(view, "direction")
    should_be: float | None = None
    if text or not direction:
        try:
            should_be = float(text) / 100
        except ValueError:
            should_be = -1.0
        if not 0 <= should_be <= 1:
            ack(
                response_action="errors",
                errors={"should_be": "A percentage from 0 to 100, or say too high or too low."},
            )
            return
    corrections.correct(
        deps.database,
        workspace_of(body),
        person=person_of(body),
        task=int(view["private_metadata"]),
        should_be=should_be,
        too_high=direction == "high",
        reason=field_of(view, "reason"),
        key=submission_of(view),
        now=deps.clock.now(),
    )
    ack()
    deps.wake()


def take_back(ack: Ack, body: dict[str, Any], deps: Deps) -> None:
    """*Take it back*: the evidence stands alone again; the trail keeps the word that was given."""
    corrections.take_back(
        deps.database,
        workspace_of(body),
        person=person_of(body),
        task=number_of(body),
        key=f"back:{body['trigger_id']}",
        now=deps.clock.now(),
    )
    ack()
    deps.wake()


def show_blocker_fields(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*Blocked?* was answered: its questions come and go with it; whatever else was filled in stays."""
    view = body["view"]
    if "row" not in str(action_of(body).get("block_id", "")):
        metadata = metadata_of(view)
        asked = _asked(body, deps, metadata)
        blocked = {one.task for one in form_answer(view).inputs if one.blocked}
        client.views_update(view_id=view["id"], view=form_of(asked, blocked=blocked))
    ack()


def _asked(body: Payload, deps: Deps, metadata: FormMetadata) -> Questions:
    if metadata.checkin is None:
        return checkins.next_questions(deps.database, workspace_of(body), person=person_of(body), now=deps.clock.now())
    return checkins.questions_of(deps.database, workspace_of(body), person=person_of(body), checkin_id=metadata.checkin)


def open_any(body: Payload, client: WebClient, questions: Callable[[], Questions]) -> None:
    """Open the form that asks these questions, or one that says why there is nothing to ask."""
    try:
        view = form_of(questions())
    except NothingYet as error:
        view = forms.nothing_to_ask(str(error))
    client.views_open(trigger_id=body["trigger_id"], view=view)


def form_of(asked: Questions, *, blocked: Collection[int] | None = None) -> View:
    """The form that asks these questions."""
    metadata = FormMetadata(
        checkin=asked.checkin,
        ritual=asked.ritual,
        local_date=asked.local_date,
        tasks=tuple(task.id for task in asked.tasks[: forms.MOST_TASKS]),
    )
    return forms.form(metadata=dumped(metadata), title_date=asked.local_date, tasks=asked.tasks, blocked=blocked)


def _click(body: Payload) -> str:
    """What makes a click the same click: where, what and when it was pressed."""
    where = body.get("container", {}).get("message_ts") or body.get("view", {}).get("id", "")
    action = action_of(body)
    return f"click:{where}:{action['action_id']}:{action.get('action_ts', '')}:{person_of(body)}"
