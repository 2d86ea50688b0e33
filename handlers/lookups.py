"""Looking for our own messages in Slack by the opaque key in their metadata. Reads; decides nothing."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from slack_sdk import WebClient

from storage.outbox import Delivery

METADATA_TYPE = "barometer_delivery"
LOOK_BACK = timedelta(hours=1)
HISTORY_PAGE = 100


def opaque(delivery: Delivery) -> str:
    """The key of a delivery as everybody in the workspace may see it: it says nothing."""
    return hashlib.sha256(f"{delivery.workspace}\n{delivery.key}".encode()).hexdigest()[:32]


def find(client: WebClient, delivery: Delivery, *, by: str, since: datetime | None = None) -> tuple[str, str] | None:
    """Where the message stands in its conversation, as (channel, ts), if it does; raises when Slack cannot say.

    Only a message `by` that user counts: anybody else's app may write our key into its own.
    """
    channel = delivery.conversation
    if channel.startswith(("U", "W")):
        channel = str(client.conversations_open(users=channel)["channel"]["id"])
    # Far back, because the clock that wrote the first attempt down may have been wrong.
    since = since or (delivery.first_attempt or delivery.created) - LOOK_BACK
    key = opaque(delivery)
    thread = delivery.thread[1] if delivery.thread else None
    for found, ts in _posted(client, channel, since, thread=thread, by=by):
        if found == key:
            return channel, ts
    return None


def copies(client: WebClient, deliveries: list[Delivery], *, by: str) -> dict[int, list[str]]:
    """The ts of every copy `by` that user of these deliveries of one channel, oldest first, by delivery id."""
    channel = deliveries[0].channel
    assert channel is not None
    since = min(one.first_attempt or one.created for one in deliveries) - LOOK_BACK
    seen: dict[str, list[str]] = {}
    for key, ts in _posted(client, channel, since, thread=None, by=by):
        seen.setdefault(key, []).append(ts)
    return {one.id: sorted(seen.get(opaque(one), []), key=float) for one in deliveries}


def _posted(
    client: WebClient, channel: str, since: datetime, *, thread: str | None, by: str
) -> Iterator[tuple[str, str]]:
    cursor = ""
    while True:
        page = _page(client, channel, thread, str(since.timestamp()), cursor)
        for message in page["messages"]:
            metadata = message.get("metadata") or {}
            if metadata.get("event_type") == METADATA_TYPE and message.get("user") == by:
                yield str((metadata.get("event_payload") or {}).get("key")), str(message["ts"])
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return


def _page(client: WebClient, channel: str, thread: str | None, oldest: str, cursor: str) -> Any:
    if thread is not None:
        return client.conversations_replies(
            channel=channel, ts=thread, include_all_metadata=True, oldest=oldest, limit=HISTORY_PAGE, cursor=cursor
        )
    return client.conversations_history(
        channel=channel, include_all_metadata=True, oldest=oldest, limit=HISTORY_PAGE, cursor=cursor
    )
