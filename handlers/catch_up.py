"""What people typed while nobody listened: Slack brings an event again for some minutes, and after that never.

Looks after the start, after each new connection and once an hour, and only where somebody was asked something.
"""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient

from bot.deps import Deps
from handlers import typed
from storage import heard
from storage.heard import Listener

logger = logging.getLogger(__name__)

EVERY = timedelta(hours=1)
AFTER_FAILURE = timedelta(minutes=5)
# Slack's clock is not ours, and what was under way when the last look began may have come to nothing.
OVERLAP = timedelta(minutes=10)
AT_FIRST = timedelta(days=1)
# Slack allows about fifty looks a minute.
MOST_AT_ONCE = 40
PAGE = 200


class CatchUp:
    """Hears what was missed, through the same door as everything that is typed."""

    def __init__(self, client: WebClient, deps: Deps) -> None:
        self._client = client
        self._deps = deps
        self._begin: datetime | None = None
        self._not_before = datetime.min.replace(tzinfo=UTC)

    def reconnected(self) -> None:
        """There was a time in which nothing could be heard."""
        self._begin = None
        self._not_before = datetime.min.replace(tzinfo=UTC)

    def run(self) -> int:
        """Look into some DMs, if it is time to; how many."""
        now = self._deps.clock.now()
        if now < self._not_before:
            return 0
        # All are looked at again that were last complete before this round began.
        self._begin = self._begin or now
        with self._deps.database.snapshot() as tx:
            listeners = heard.to_hear(tx, before=self._begin, limit=MOST_AT_ONCE)
        complete = [self._hear(one) for one in listeners]
        if not all(complete):
            self._not_before = now + AFTER_FAILURE
        elif len(listeners) < MOST_AT_ONCE:
            self._begin, self._not_before = None, now + EVERY
        return sum(complete)

    def _hear(self, listener: Listener) -> bool:
        began = self._deps.clock.now()
        since = listener.complete_through - OVERLAP if listener.complete_through else began - AT_FIRST
        try:
            missed = sorted(self._typed(listener, since), key=lambda message: float(message["ts"]))
            for message in missed:
                self._answer(listener, message)
        except Exception:
            logger.exception("A DM could not be read again", extra={"action": "catch_up_failed"})
            return False
        with self._deps.database.transaction() as tx:
            heard.heard_through(tx, listener, began)
        return True

    def _typed(self, listener: Listener, since: datetime) -> Iterator[dict[str, Any]]:
        cursor = ""
        while True:
            page = self._client.conversations_history(
                channel=listener.channel, oldest=f"{since.timestamp():.6f}", limit=PAGE, cursor=cursor
            )
            for message in page["messages"]:
                if message.get("user") == listener.person and not message.get("subtype"):
                    yield message
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    def _answer(self, listener: Listener, message: dict[str, Any]) -> None:
        event = {**message, "channel": listener.channel, "channel_type": "im"}
        body = {"team_id": listener.workspace, "event": event}
        typed.direct_message(Ack(), body, event, self._deps)
