"""App Home: published whenever somebody opens it."""

from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient

from bot.deps import Deps
from bot.usecases import home
from handlers.blocks import home as blocks
from handlers.payloads import workspace_of


def opened(ack: Ack, body: dict[str, Any], event: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """Somebody looks at App Home."""
    ack()
    if event.get("tab") != "home":
        return
    page = home.home(deps.database, workspace_of(body), person=event["user"], now=deps.clock.now())
    client.views_publish(user_id=event["user"], view=blocks.home(page))
