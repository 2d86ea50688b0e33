"""Questions: `/ask` answers privately, a DM or a mention in its thread. Nothing is said unasked."""

import json
import re
from typing import Any

from slack_bolt import Ack, Respond

from bot.deps import Deps
from bot.domain.errors import WrongInput
from bot.usecases import questions
from bot.usecases.questions import Said
from handlers import advice, role_cards
from handlers.blocks import knowledge as blocks
from handlers.payloads import Payload, action_of, person_of, workspace_of

CHOOSE = re.compile(rf"^{re.escape(blocks.CHOOSE)}\.\d$")
RATE = re.compile(rf"^{re.escape(blocks.RATE)}\.(up|down)$")
MENTION = re.compile(r"<@[A-Z0-9]+(\|[^>]*)?>")


def answer_command(ack: Ack, body: dict[str, Any], deps: Deps) -> None:
    """`/ask`: the answer, for the asker only; `/ask adviser`, `/ask role …`: what has buttons of its own."""
    question = str(body.get("text", ""))
    for prescribed in (advice, role_cards):
        if prescribed.ASKED.match(question):
            prescribed.answer_command(ack, body, deps)
            return
    if not question.strip():
        ack(text=blocks.HELP, response_type="ephemeral")
        return
    asked = questions.ask(
        deps.database,
        deps.knowledge,
        workspace_of(body),
        person=person_of(body),
        question=question,
        key=f"command:{body['trigger_id']}",
        now=deps.clock.now(),
    )
    ack(
        text=blocks.answers_text(asked),
        blocks=[block.to_dict() for block in blocks.answers(asked)],
        response_type="ephemeral",
    )


def direct_message(body: Payload, event: Payload, deps: Deps) -> None:
    """A typed DM: taken as a question, answered in its thread."""
    _answer_in_thread(body, event, deps)


def mentioned(ack: Ack, body: dict[str, Any], event: dict[str, Any], deps: Deps) -> None:
    """A mention in a channel: answered in its thread."""
    _answer_in_thread(body, event, deps)
    ack()


def choose(ack: Ack, body: dict[str, Any], respond: Respond, deps: Deps) -> None:
    """*Did you mean*: the passage that was meant."""
    chosen = _value(body)
    found = questions.entry_of(deps.database, deps.knowledge, workspace_of(body), str(chosen.get("passage")))
    question = int(chosen["question"])
    _rate(deps, body, question, kind="choice", value=found.id)
    respond(
        text=found.title,
        blocks=[block.to_dict() for block in blocks.passage(found, question)],
        response_type="ephemeral",
        replace_original=False,
    )
    ack()


def rate(ack: Ack, body: dict[str, Any], respond: Respond, deps: Deps) -> None:
    """*Right* or *Not that*."""
    given = _value(body)
    _rate(deps, body, int(given["question"]), kind="thumb", value=str(given["value"]))
    respond(text=blocks.thanks(str(given["value"])), response_type="ephemeral", replace_original=False)
    ack()


def _answer_in_thread(body: Payload, event: Payload, deps: Deps) -> None:
    said = Said(
        workspace=workspace_of(body),
        person=person_of(body),
        channel=event["channel"],
        ts=event["ts"],
        root=event.get("thread_ts") or event["ts"],
        question=MENTION.sub(" ", str(event.get("text", ""))),
    )
    questions.answer_in_thread(deps.database, deps.knowledge, said, now=deps.clock.now())
    deps.wake()


def _rate(deps: Deps, body: Payload, question: int, *, kind: str, value: str) -> None:
    questions.rate(
        deps.database,
        workspace_of(body),
        question,
        person=person_of(body),
        kind=kind,
        value=value,
        now=deps.clock.now(),
    )


def _value(body: Payload) -> dict[str, Any]:
    try:
        value: dict[str, Any] = json.loads(action_of(body).get("value", ""))
    except ValueError:
        raise WrongInput("This button is from an older version of me; ask again with `/ask`.") from None
    return value
