"""Noticing that Slack's connection died without a word: pings go out, no pong comes back."""

import logging

from slack_sdk.socket_mode.websocket_client import SocketModeClient

logger = logging.getLogger(__name__)

# Three pings that nobody answered, with the SDK's ten seconds between them.
SILENT_SECONDS = 30.0


def revive(client: SocketModeClient) -> int:
    """Open a new connection in place of one that answers no ping any more; how many were."""
    session = client.current_session
    if session is None or not session.last_pong_tm:
        return 0
    unanswered = session.last_ping_tm - session.last_pong_tm
    if unanswered < SILENT_SECONDS:
        return 0
    logger.warning("Slack has answered no ping for %.0f seconds", unanswered, extra={"action": "socket_revived"})
    client.connect_to_new_endpoint()
    return 1
