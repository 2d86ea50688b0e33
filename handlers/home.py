"""App Home: published whenever somebody opens it, and again after they changed something that stands on it."""

from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient

from bot.deps import Deps
from bot.usecases import home
from handlers.blocks import home as blocks
from handlers.blocks.home import PLAN, SET_UP
from handlers.following import show_home
from handlers.payloads import Payload, person_of, workspace_of

__all__ = ["PLAN", "SET_UP"]


def opened(ack: Ack, body: dict[str, Any], event: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """Somebody looks at App Home."""
    ack()
    if event.get("tab") == "home":
        publish(client, deps, workspace_of(body), str(event["user"]))


def refresh(client: WebClient, body: Payload, deps: Deps) -> None:
    """Show whoever did this their page as it is now."""
    publish(client, deps, workspace_of(body), person_of(body))


def publish(client: WebClient, deps: Deps, workspace: str, person: str) -> None:
    """Show a person their page as it is now."""
    page = home.home(deps.database, workspace, person=person, now=deps.clock.now())
    show_home(client, person, blocks.home(page))
