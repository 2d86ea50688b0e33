"""`/checkin mine`: what I said, for me alone, and all of it as a file."""

import re
from typing import Any

from slack_bolt import Ack, Respond
from slack_sdk import WebClient

from bot.deps import Deps
from bot.usecases import own_history
from bot.usecases.own_history import Said
from handlers.blocks import own_history as blocks
from handlers.payloads import Payload, person_of, workspace_of
from handlers.uploads import send

EXPORT = blocks.EXPORT
ASKED = re.compile(r"^\s*(?:mine|my (?:own|history)|history|me)\b", re.IGNORECASE)
USUAL_DAYS = 14


def answer(ack: Ack, body: dict[str, Any], deps: Deps) -> None:
    """`/checkin mine`, `/checkin mine last week`, `/checkin mine 60` (days)."""
    text = str(body.get("text", "")).lower()
    number = re.search(r"\d{1,4}", text)
    if "last week" in text:
        said = _said(body, deps, days=7, until_days_ago=7)
    else:
        said = _said(body, deps, days=int(number[0]) if number else 31 if "month" in text else USUAL_DAYS)
    shown = [block.to_dict() for block in blocks.history(said)]
    ack(text=blocks.history_text(said), blocks=shown, response_type="ephemeral")


def export(body: dict[str, Any], client: WebClient, respond: Respond, deps: Deps) -> None:
    """*Send me all of it*: everything ever said, in my DM."""
    said = _said(body, deps)
    send(
        client,
        person_of(body),
        "my-check-ins.csv",
        own_history.as_csv(said),
        (),
        comment=f"{blocks.history_text(said)} Only you have this.",
    )
    respond(text="It is in your messages with me.", response_type="ephemeral", replace_original=False)


def _said(body: Payload, deps: Deps, *, days: int | None = None, until_days_ago: int = 0) -> list[Said]:
    return own_history.own_history(
        deps.database,
        workspace_of(body),
        person=person_of(body),
        now=deps.clock.now(),
        days=days,
        until_days_ago=until_days_ago,
    )
