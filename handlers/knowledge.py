"""Questions: `/ask` answers privately, a DM or a mention in its thread. Nothing is said unasked."""

import re
from typing import Any

from slack_bolt import Ack

from bot.deps import Deps
from bot.usecases import questions
from bot.usecases.questions import Said
from handlers import advice, role_cards
from handlers.blocks import knowledge as blocks
from handlers.payloads import Payload, person_of, workspace_of

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
        blocks=[block.to_dict() for block in blocks.answers(asked, shareable=True)],
        response_type="ephemeral",
    )


def direct_message(body: Payload, event: Payload, deps: Deps) -> None:
    """A typed DM: taken as a question, answered in its thread."""
    _answer_in_thread(body, event, deps)


def mentioned(ack: Ack, body: dict[str, Any], event: dict[str, Any], deps: Deps) -> None:
    """A mention in a channel: answered in its thread."""
    _answer_in_thread(body, event, deps)
    ack()


def _answer_in_thread(body: Payload, event: Payload, deps: Deps) -> None:
    said = Said(
        workspace=workspace_of(body),
        person=person_of(body),
        channel=event["channel"],
        ts=event["ts"],
        root=event.get("thread_ts") or event["ts"],
        question=MENTION.sub(" ", str(event.get("text", ""))),
        private=event.get("channel_type") == "im",
    )
    questions.answer_in_thread(deps.database, deps.knowledge, said, now=deps.clock.now())
    deps.wake()
