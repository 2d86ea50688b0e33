"""Role cards: `/ask role ML engineer`, `/ask roles`, and a button below what is about one role."""

import re
from typing import Any

from slack_bolt import Ack, Respond
from slack_sdk import WebClient
from slack_sdk.models.blocks import Block

from bot.deps import Deps
from bot.domain.errors import WrongInput
from bot.domain.role_coverage import Job, job_named
from bot.usecases import advice
from handlers.blocks import role_cards as blocks
from handlers.payloads import Payload, action_of, person_of, workspace_of
from handlers.showing import show

ROLES = blocks.ROLES
ROLE = re.compile(rf"^{re.escape(blocks.ROLE)}\.")
# A few words that name a role; a sentence with "roles" in it is a question like any other.
ASKED = re.compile(
    r"^\s*(?:roles?|role\s+(?:of\s+)?(?:an?\s+|the\s+)?(?!(?:in|we|is|are|for|that|which)\b)"
    r"(?P<named>[^\s?]+(?:\s+[^\s?]+){0,3}))\s*\??\s*$",
    re.IGNORECASE,
)


def answer_command(ack: Ack, body: dict[str, Any], deps: Deps) -> None:
    """The card of the role that was named, or all roles to choose from."""
    asked = ASKED.match(str(body.get("text", "")))
    named = (asked["named"] if asked else "") or ""
    job = job_named(named)
    text, shown = _card(body, deps, job) if job else ("Which role?", blocks.roles(named=named))
    ack(text=text, blocks=[block.to_dict() for block in shown], response_type="ephemeral")


def open_list(ack: Ack, body: dict[str, Any], client: WebClient, respond: Respond) -> None:
    """*Roles* on App Home: all of them, to choose from."""
    show(body, client, respond, text="Which role?", blocks=blocks.roles(), title="Roles")
    ack()


def open_card(ack: Ack, body: dict[str, Any], client: WebClient, respond: Respond, deps: Deps) -> None:
    """A role's button: its card, and what was there stays."""
    name = str(action_of(body).get("value", ""))
    if name not in Job.__members__:
        raise WrongInput("This button is from an older version of me; use `/ask roles` instead.")
    text, shown = _card(body, deps, Job[name])
    show(body, client, respond, text=text, blocks=shown, title="Role")
    ack()


def _card(body: Payload, deps: Deps, job: Job) -> tuple[str, list[Block]]:
    card = advice.role_card(deps.database, deps.knowledge, workspace_of(body), person=person_of(body), job=job)
    return blocks.card_text(card), blocks.card(card)
