"""Prescribed questions with buttons: how to be organised, which process. In place and private, until it is shared."""

import re
from typing import Any

from pydantic import ValidationError
from slack_bolt import Ack, Respond
from slack_sdk import WebClient
from slack_sdk.models.blocks import Block

from bot.deps import Deps
from bot.domain.errors import WrongInput
from bot.usecases import advice
from handlers.blocks import advice as blocks
from handlers.blocks.advice import SHARE, Walk
from handlers.payloads import Payload, action_of, person_of, workspace_of
from handlers.showing import show

__all__ = ["ASKED", "GO", "SHARE", "START"]

START = re.compile(rf"^{re.escape(blocks.START)}\.")
GO = re.compile(rf"^{re.escape(blocks.GO)}\.")
ASKED = re.compile(r"^\s*(?P<about>advis[eo]r|structure|process)\s*$", re.IGNORECASE)


def answer_command(ack: Ack, body: dict[str, Any], deps: Deps) -> None:
    """`/ask adviser`, `/ask process`: the first question."""
    asked = ASKED.match(str(body.get("text", "")))
    walk = Walk(about="process" if asked and asked["about"].lower() == "process" else "structure")
    text, shown = _step(body, deps, walk)
    ack(text=text, blocks=[block.to_dict() for block in shown], response_type="ephemeral")


def start(ack: Ack, body: dict[str, Any], client: WebClient, respond: Respond, deps: Deps) -> None:
    """The way in below a passage or on App Home: what is there stays."""
    walk = _walk(body)
    text, shown = _step(body, deps, walk)
    show(body, client, respond, text=text, blocks=shown, title=_title(walk))
    ack()


def go(ack: Ack, body: dict[str, Any], client: WebClient, respond: Respond, deps: Deps) -> None:
    """An answer, *Back*, *Change*, *Start over*: what comes next, in the same place."""
    walk = _walk(body)
    text, shown = _step(body, deps, walk)
    show(body, client, respond, text=text, blocks=shown, title=_title(walk), in_place=True)
    ack()


def share(ack: Ack, body: dict[str, Any], respond: Respond, deps: Deps) -> None:
    """What it came to, for everybody in the channel: the asker's second click."""
    walk, by = _walk(body), person_of(body)
    shown: list[Block]
    if walk.about == "structure":
        structure = _structure(body, deps, walk)
        text, shown = blocks.structure_text(structure), blocks.structure_shared(structure, by=by)
    else:
        process = _process(body, deps, walk)
        text, shown = blocks.process_text(process), blocks.process_shared(process, by=by)
    respond(
        text=text,
        blocks=[block.to_dict() for block in shown],
        response_type="in_channel",
        replace_original=False,
        delete_original=False,
    )
    ack()


def _step(body: Payload, deps: Deps, walk: Walk) -> tuple[str, list[Block]]:
    """The question somebody is at, or what their answers come to."""
    asked, in_channel = walk.question, "view" not in body
    if asked is not None:
        return blocks.question_text(walk, asked), blocks.question(walk, asked)
    if walk.about == "structure":
        structure = _structure(body, deps, walk)
        return blocks.structure_text(structure), blocks.structure(walk, structure, in_channel=in_channel)
    process = _process(body, deps, walk)
    return blocks.process_text(process), blocks.process(walk, process, in_channel=in_channel)


def _structure(body: Payload, deps: Deps, walk: Walk) -> advice.Structure:
    return advice.structure(
        deps.database, deps.knowledge, workspace_of(body), person=person_of(body), answers=walk.answers
    )


def _process(body: Payload, deps: Deps, walk: Walk) -> advice.ProcessChoice:
    return advice.process(deps.database, deps.knowledge, workspace_of(body), answers=walk.answers)


def _title(walk: Walk) -> str:
    return "Our structure" if walk.about == "structure" else "Our process"


def _walk(body: Payload) -> Walk:
    try:
        return Walk.model_validate_json(str(action_of(body).get("value", "")))
    except ValidationError:
        raise WrongInput("This button is from an older version of me; start again with `/ask adviser`.") from None
