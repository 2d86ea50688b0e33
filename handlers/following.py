"""Pages that follow a change which is stored already: one that cannot be shown is only out of date, never an error."""

import logging
from collections.abc import Sequence
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.models.views import View
from slack_sdk.webhook import WebhookClient

logger = logging.getLogger(__name__)


def show_below(client: WebClient, view_id: str, view: View) -> None:
    """Put the newer content into an open form below, if it is still open."""
    try:
        client.views_update(view_id=view_id, view=view)
    except (SlackApiError, SlackClientError, OSError) as error:
        logger.warning("A form could not follow a change: %s", error, extra={"action": "view_not_updated"})


def show_home(client: WebClient, person: str, view: View) -> None:
    """Put the newer content onto somebody's App Home."""
    try:
        client.views_publish(user_id=person, view=view)
    except (SlackApiError, SlackClientError, OSError) as error:
        logger.warning("App Home could not follow a change: %s", error, extra={"action": "home_not_published"})


def show_answer(address: str, *, text: str, blocks: Sequence[dict[str, Any]]) -> None:
    """Put the newer content in the place of a message, over the address Slack gave for answering to a click on it."""
    try:
        answer = WebhookClient(address).send(text=text, blocks=blocks, replace_original=True)
        refused = "" if answer.status_code == 200 else answer.body
    except (SlackClientError, OSError) as error:
        refused = str(error)
    if refused:
        logger.warning("A message could not follow a change: %s", refused, extra={"action": "message_not_updated"})
