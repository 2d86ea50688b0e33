"""A connection to Slack that died without a word is replaced; the SDK's own part in it is played by a stand-in."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from slack_sdk.socket_mode.websocket_client import SocketModeClient

from handlers.watchdog import revive


class Client:
    """What is looked at of the SDK's client."""

    def __init__(self, *, ping: float, pong: float) -> None:
        self.current_session: Any = SimpleNamespace(last_ping_tm=ping, last_pong_tm=pong)
        self.reconnected = 0

    def connect_to_new_endpoint(self) -> None:
        """Count it."""
        self.reconnected += 1


@pytest.mark.parametrize(
    ("ping", "pong", "revived"),
    [(0.0, 0.0, 0), (110.0, 110.1, 0), (120.0, 110.1, 0), (129.9, 100.0, 0), (130.1, 100.0, 1)],
)
def test_three_pings_without_an_answer_open_a_new_connection(ping: float, pong: float, revived: int) -> None:
    """One that is late does not, and one that was never answered is the SDK's own business."""
    client = Client(ping=ping, pong=pong)
    assert revive(cast(SocketModeClient, client)) == client.reconnected == revived


def test_nothing_is_done_where_nothing_is_connected() -> None:
    """Before the first connection there is no session."""
    client = Client(ping=0, pong=0)
    client.current_session = None
    assert revive(cast(SocketModeClient, client)) == 0
