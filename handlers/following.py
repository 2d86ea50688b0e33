"""Pages that follow a change which is stored already: one that cannot be shown is only out of date, never an error."""

import logging

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.models.views import View

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
