"""A message typed to the bot: a check-in is shown back as a card, anything else is a question."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pydantic import ValidationError
from slack_bolt import Ack, Respond
from slack_sdk import WebClient

from bot.deps import Deps
from bot.domain.checkins import EffortInputs, Questions
from bot.domain.errors import NotAllowed, WrongInput
from bot.usecases import checkins, replies, typed
from bot.usecases.replies import HandedIn
from handlers import knowledge
from handlers.blocks import typed as blocks
from handlers.checkins import form_of, open_any
from handlers.payloads import Payload, action_of, person_of, workspace_of

RECORD, FIX = blocks.RECORD, blocks.FIX
FROM_MESSAGE = "checkin.from_message"


def direct_message(ack: Ack, body: dict[str, Any], event: dict[str, Any], deps: Deps) -> None:
    """A typed DM: never taken as an answer without a click, and never swallowed."""
    if event.get("channel_type") != "im" or event.get("subtype") or event.get("bot_id"):
        ack()
        return
    heard = typed.Heard(
        workspace=workspace_of(body),
        person=person_of(body),
        channel=event["channel"],
        ts=event["ts"],
        thread=event.get("thread_ts"),
        text=str(event.get("text", "")),
    )
    match typed.hear(deps.database, heard, now=deps.clock.now()):
        case typed.Became.QUESTION:
            knowledge.direct_message(body, event, deps)
        case typed.Became.CARD:
            deps.wake()
        case typed.Became.NOTHING_NEW:
            pass
    ack()


def record(ack: Ack, body: dict[str, Any], respond: Respond, deps: Deps) -> None:
    """*Record*: now it counts."""
    answer = _answer(body)
    where = body.get("container", {}).get("message_ts", "")
    replies.hand_in(
        deps.database, workspace_of(body), key=f"typed:{where}:{answer.person}", answer=answer, now=deps.clock.now()
    )
    ack()
    shown = [block.to_dict() for block in blocks.recorded()]
    respond(text="Recorded, thank you.", blocks=shown, replace_original=True)
    deps.wake()


def fix(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*Fix*: the form, filled in with what was understood."""
    answer = _answer(body)
    asked = (
        checkins.questions_of(deps.database, workspace_of(body), person=person_of(body), checkin_id=answer.checkin)
        if answer.checkin is not None
        else checkins.next_questions(deps.database, workspace_of(body), person=person_of(body), now=deps.clock.now())
    )
    client.views_open(trigger_id=body["trigger_id"], view=form_of(_filled(asked, answer.inputs)))
    ack()


def from_message(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*Check in with this*: the form, filled in with what a message of one's own says."""
    message = body["message"]
    if message.get("user") != person_of(body):
        raise NotAllowed("I take only your own words: write it yourself, or use `/checkin`.")
    workspace, person, now = workspace_of(body), person_of(body), deps.clock.now()
    text = str(message.get("text", ""))
    draft = typed.draft_of(deps.database, workspace, person=person, text=text, now=now)
    if draft is None:
        open_any(body, client, lambda: checkins.next_questions(deps.database, workspace, person=person, now=now))
    else:
        client.views_open(trigger_id=body["trigger_id"], view=form_of(_filled(draft.questions, draft.inputs)))
    ack()


def _filled(asked: Questions, inputs: Sequence[EffortInputs]) -> Questions:
    read = {one.task: one for one in inputs}
    tasks = tuple(replace(task, given=read.get(task.id, task.given)) for task in asked.tasks)
    return replace(asked, tasks=tasks)


def _answer(body: Payload) -> HandedIn:
    try:
        answer = HandedIn.model_validate_json(str(action_of(body).get("value", "")))
    except ValidationError:
        raise WrongInput("This card is from an older version of me; type it again, or use `/checkin`.") from None
    # A card is its author's: whoever presses it answers for themselves only.
    return answer.model_copy(update={"person": person_of(body)})
