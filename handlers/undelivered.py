"""What a manager decides about a message that did not get through: once more, or not at all."""

from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient

from bot.deps import Deps
from bot.usecases import undelivered
from handlers import home
from handlers.blocks.undelivered import LET_GO, SEND_AGAIN
from handlers.payloads import number_of, person_of, workspace_of

__all__ = ["LET_GO", "SEND_AGAIN"]


def send_again(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*Send again*: it leaves the page, and comes back if Slack refuses it once more."""
    undelivered.send_again(
        deps.database, workspace_of(body), by=person_of(body), id=number_of(body), now=deps.clock.now()
    )
    home.refresh(client, body, deps)
    ack()
    deps.wake()


def let_go(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*Let it go*: nobody needs it any more."""
    undelivered.let_go(deps.database, workspace_of(body), by=person_of(body), id=number_of(body), now=deps.clock.now())
    home.refresh(client, body, deps)
    ack()
