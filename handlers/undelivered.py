"""What a manager decides about a message that did not get through: once more, or not at all."""

from typing import Any

from slack_bolt import Ack, Respond
from slack_sdk import WebClient

from bot.deps import Deps
from bot.usecases import undelivered
from handlers import home
from handlers.blocks.undelivered import IT_IS_THERE, LET_GO, SEND_AGAIN
from handlers.payloads import Payload, number_of, person_of, workspace_of

__all__ = ["IT_IS_THERE", "LET_GO", "SEND_AGAIN"]


def send_again(ack: Ack, body: dict[str, Any], client: WebClient, respond: Respond, deps: Deps) -> None:
    """*Send again*: it leaves the page, and comes back if Slack refuses it once more."""
    undelivered.send_again(
        deps.database, workspace_of(body), by=person_of(body), id=number_of(body), now=deps.clock.now()
    )
    ack()
    _follow(body, client, respond, deps, "Thank you. It is on its way.")
    deps.wake()


def let_go(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*Let it go*: nobody needs it any more."""
    undelivered.let_go(deps.database, workspace_of(body), by=person_of(body), id=number_of(body), now=deps.clock.now())
    ack()
    home.refresh(client, body, deps)


def it_is_there(ack: Ack, body: dict[str, Any], client: WebClient, respond: Respond, deps: Deps) -> None:
    """*It is there*: somebody has looked for me."""
    undelivered.it_is_there(
        deps.database, workspace_of(body), by=person_of(body), id=number_of(body), now=deps.clock.now()
    )
    ack()
    _follow(body, client, respond, deps, "Thank you for looking. I leave it at that.")


def _follow(body: Payload, client: WebClient, respond: Respond, deps: Deps, said: str) -> None:
    """The question in the DM gives way to what was decided; the page no longer lists it."""
    if body.get("container", {}).get("type") == "message":
        respond(text=said, replace_original=True)
    home.refresh(client, body, deps)
