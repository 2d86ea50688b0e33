"""From the outbox to Slack: the only caller of chat.postMessage. Posts once; in doubt, looks before it posts again."""

import hashlib
import json
import logging
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.client import HTTPException
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.domain.clock import Clock
from bot.domain.messages import MESSAGES, AnyMessage
from bot.domain.retry import Answer, Verdict, verdict, wait_before
from handlers.rendering import Rendered, picture_of
from handlers.uploads import upload
from storage import outbox
from storage.database import Database
from storage.outbox import Delivery

logger = logging.getLogger(__name__)

METADATA_TYPE = "barometer_delivery"
HISTORY_PAGE = 50


@dataclass(frozen=True)
class Timing:
    """How long things may take. A request that could outlive its lease is not started."""

    lease: timedelta = timedelta(seconds=30)
    request_seconds: float = 10
    settle_seconds: float = 60
    look_back: timedelta = timedelta(hours=1)
    workers: int = 4


class Courier:
    """Sends what is due, one message per conversation at a time."""

    def __init__(
        self,
        database: Database,
        client: WebClient,
        render: Callable[[AnyMessage, str | None], Rendered],
        clock: Clock,
        timing: Timing | None = None,
    ) -> None:
        self._database = database
        self._client = client
        self._render = render
        self._clock = clock
        self._timing = timing or Timing()
        self._owner = secrets.token_hex(6)
        # When this process first saw each doubt, in seconds that no step of the wall clock can shorten.
        self._doubted: dict[tuple[int, int], float] = {}

    def deliver_due(self) -> int:
        """Send everything that can be sent now; how many deliveries moved on."""
        self._look_for_lost()
        with ThreadPoolExecutor(self._timing.workers, thread_name_prefix="courier") as pool:
            return sum(pool.map(lambda _: self._drain(), range(self._timing.workers)))

    def _drain(self) -> int:
        moved = 0
        while True:
            claimed_at = self._clock.monotonic()
            now = self._clock.now()
            with self._database.transaction() as tx:
                delivery = outbox.claim(tx, owner=self._owner, now=now, lease_until=now + self._timing.lease)
            if delivery is None:
                return moved
            self._send(delivery, claimed_at)
            moved += 1

    def _send(self, delivery: Delivery, claimed_at: float) -> None:
        try:
            rendered = self._frozen(delivery)
        except Exception as error:
            # One message that cannot be rendered must not hold up the rest.
            logger.exception("Delivery %s cannot be rendered", delivery.id, extra={"action": "render_failed"})
            self._settle(delivery, Answer(error="invalid_blocks"), note=f"cannot be rendered: {error}"[:300])
            return
        left = self._timing.lease.total_seconds() - (self._clock.monotonic() - claimed_at)
        if left < self._timing.request_seconds:
            # Somebody else may have been given it by the time this request would end.
            return
        self._settle(delivery, *self._post(delivery, rendered))

    def _frozen(self, delivery: Delivery) -> dict[str, Any]:
        if delivery.rendered is not None:
            frozen: dict[str, Any] = json.loads(delivery.rendered)
            return frozen
        message = MESSAGES.validate_json(delivery.payload)
        picture = picture_of(message)
        rendered = self._render(message, upload(self._client, picture) if picture else None)
        content = {"text": rendered.text, "blocks": rendered.blocks}
        with self._database.transaction() as tx:
            outbox.freeze(tx, delivery, json.dumps(content))
        return content

    def _post(self, delivery: Delivery, content: dict[str, Any]) -> tuple[Answer, str, str, str]:
        try:
            if delivery.edits is not None:
                channel, ts = delivery.edits
                answer = self._client.chat_update(channel=channel, ts=ts, **content)
            else:
                answer = self._client.chat_postMessage(
                    channel=delivery.conversation,
                    thread_ts=delivery.thread[1] if delivery.thread else None,
                    metadata={"event_type": METADATA_TYPE, "event_payload": {"key": opaque(delivery)}},
                    unfurl_links=False,
                    unfurl_media=False,
                    **content,
                )
        except SlackApiError as error:
            after = error.response.headers.get("Retry-After")
            return (
                Answer(
                    error=str(error.response.get("error", "")),
                    status=error.response.status_code,
                    retry_after=float(after) if after and after.isdigit() else None,
                ),
                "",
                "",
                str(error.response.get("error", "")),
            )
        except ConnectionRefusedError as error:
            return Answer(reached=False), "", "", str(error)
        except (SlackClientError, HTTPException, OSError) as error:
            refused = isinstance(getattr(error, "reason", None), ConnectionRefusedError)
            return Answer(reached=not refused), "", "", str(error)
        return Answer(ok=True), str(answer["channel"]), str(answer["ts"]), ""

    def _settle(self, delivery: Delivery, answer: Answer, channel: str = "", ts: str = "", note: str = "") -> None:
        now = self._clock.now()
        outcome = verdict(answer)
        if outcome is Verdict.DOUBT and delivery.edits is not None:
            # An edit may be made twice without anybody seeing it.
            outcome = Verdict.AGAIN
        with self._database.transaction() as tx:
            match outcome:
                case Verdict.SENT:
                    outbox.sent(tx, delivery, owner=self._owner, channel=channel, ts=ts, now=now)
                case Verdict.AGAIN:
                    later = now + wait_before(delivery.attempt, answer)
                    outbox.again(tx, delivery, owner=self._owner, not_before=later, error=note)
                case Verdict.DEAD:
                    outbox.dead(tx, delivery, owner=self._owner, error=note)
                case Verdict.DOUBT:
                    outbox.doubtful(tx, delivery, owner=self._owner, error=note)
        if outcome is not Verdict.SENT:
            logger.warning("Delivery %s: %s (%s)", delivery.id, outcome, note, extra={"action": f"delivery_{outcome}"})

    def _look_for_lost(self) -> None:
        with self._database.transaction() as tx:
            outbox.lapse(tx, now=self._clock.now())
            doubts = outbox.in_doubt(tx)
        seen = self._clock.monotonic()
        self._doubted = {(one.id, one.attempt): self._doubted.get((one.id, one.attempt), seen) for one in doubts}
        for one in doubts:
            if seen - self._doubted[one.id, one.attempt] >= self._timing.settle_seconds:
                self._look(one)

    def _look(self, delivery: Delivery) -> None:
        now = self._clock.now()
        try:
            place = self._find(delivery)
        except (SlackApiError, SlackClientError, OSError) as error:
            code = error.response.get("error") if isinstance(error, SlackApiError) else ""
            if code in {"missing_scope", "channel_not_found", "not_in_channel"}:
                with self._database.transaction() as tx:
                    outbox.unknowable(tx, delivery, error=f"cannot look: {code}")
            return
        with self._database.transaction() as tx:
            if place is None:
                outbox.absent(tx, delivery, not_before=now)
            else:
                outbox.found(tx, delivery, channel=place[0], ts=place[1], now=now)

    def _find(self, delivery: Delivery) -> tuple[str, str] | None:
        """Where the message stands in its conversation, if it does."""
        channel = delivery.conversation
        if channel.startswith(("U", "W")):
            channel = str(self._client.conversations_open(users=channel)["channel"]["id"])
        oldest = (delivery.first_attempt or delivery.created) - self._timing.look_back
        cursor, key = "", opaque(delivery)
        while True:
            page = self._history(delivery, channel, oldest, cursor)
            for message in page["messages"]:
                metadata = message.get("metadata") or {}
                if metadata.get("event_payload", {}).get("key") == key:
                    return channel, str(message["ts"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return None

    def _history(self, delivery: Delivery, channel: str, oldest: datetime, cursor: str) -> Any:
        since = str(oldest.timestamp())
        if delivery.thread is not None:
            return self._client.conversations_replies(
                channel=channel,
                ts=delivery.thread[1],
                include_all_metadata=True,
                oldest=since,
                limit=HISTORY_PAGE,
                cursor=cursor,
            )
        return self._client.conversations_history(
            channel=channel, include_all_metadata=True, oldest=since, limit=HISTORY_PAGE, cursor=cursor
        )


def opaque(delivery: Delivery) -> str:
    """The key of a delivery as everybody in the workspace may see it: it says nothing."""
    return hashlib.sha256(f"{delivery.workspace}\n{delivery.key}".encode()).hexdigest()[:32]
