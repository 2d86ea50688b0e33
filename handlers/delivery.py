"""From the outbox to Slack: the only caller of chat.postMessage. Posts once; in doubt, looks before it posts again."""

import json
import logging
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from slack_sdk import WebClient

from bot.domain.clock import Clock
from bot.domain.messages import MESSAGES, AnyMessage
from bot.domain.retry import FIRST_KINDS, MENDABLE, Answer, Verdict, give_up, verdict, wait_before
from bot.right_of_way import RightOfWay
from bot.usecases import undelivered
from handlers.lookups import METADATA_TYPE, opaque
from handlers.outcomes import outcome_of
from handlers.pace import Pace, Place
from handlers.rendering import Rendered, has_picture, picture_of
from handlers.second_looks import SecondLooks
from handlers.uploads import upload
from storage import outbox
from storage.database import Database, Tx
from storage.outbox import Delivery

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Timing:
    """How long things may take. A request that could outlive its lease is not started."""

    lease: timedelta = timedelta(seconds=30)
    request_seconds: float = 10
    settle_seconds: float = 60
    look_again_seconds: float = 30
    turn_seconds: float = 5
    audit_after: timedelta = timedelta(minutes=10)
    audit_every_seconds: float = 30
    workers: int = 12


@dataclass(frozen=True)
class Arrived:
    """A delivery that Slack has, and where and when it said so."""

    delivery: Delivery
    channel: str
    ts: str
    answered: datetime


class Courier:
    """Sends what is due, one message per conversation at a time.

    Until `look_first_until`, which whoever restores a backup sets, nothing is posted before a look for it. Whoever has
    the `right_of_way` goes first.
    """

    def __init__(
        self,
        database: Database,
        client: WebClient,
        render: Callable[[AnyMessage, str | None], Rendered],
        clock: Clock,
        timing: Timing | None = None,
        *,
        pause: Callable[[float], None] = time.sleep,
        right_of_way: RightOfWay | None = None,
        look_first_until: datetime | None = None,
    ) -> None:
        self._database = database
        self._client = client
        self._render = render
        self._clock = clock
        self._timing = timing or Timing()
        self._pause = pause
        self._right_of_way = right_of_way or RightOfWay()
        self._look_first_until = look_first_until
        self._owner = secrets.token_hex(6)
        self._pace = Pace(clock.monotonic)
        self._limited: dict[tuple[str, str], float] = {}
        self._limits = threading.Lock()
        self._looks = SecondLooks(
            database,
            client,
            clock,
            settle_seconds=self._timing.settle_seconds,
            look_again_seconds=self._timing.look_again_seconds,
            audit_after=self._timing.audit_after,
            audit_every_seconds=self._timing.audit_every_seconds,
        )

    def deliver_due(self) -> int:
        """Send what can be sent now, for one turn; how many deliveries moved on. Zero when nothing is left to do."""
        self._looks.settle_doubts()
        end = self._clock.monotonic() + self._timing.turn_seconds
        if self._timing.workers == 1:
            moved = self._drain(end)
        else:
            with ThreadPoolExecutor(self._timing.workers, thread_name_prefix="courier") as pool:
                moved = sum(pool.map(self._drain, [end] * self._timing.workers))
        self._looks.audit()
        return moved

    def _drain(self, end: float) -> int:
        moved = 0
        arrived: Arrived | None = None
        while True:
            if arrived is None:
                self._right_of_way.give_way()
            closed = self._pace.closed()
            claimed_at = self._clock.monotonic()
            # Somebody else's work waits for the end of this turn.
            over = claimed_at >= end
            if over and arrived is None:
                return moved
            takes_next = not over and (arrived is None or self._right_of_way.nobody_waits)
            now = self._clock.now()
            content = None
            # One commit notes what arrived, takes what is next, and keeps the words of it.
            with self._database.step() as tx:
                if arrived is not None:
                    self._note(tx, arrived)
                delivery = self._claim(tx, now, closed) if takes_next else None
                if delivery is not None:
                    content = self._freeze_at_once(tx, delivery)
                waiting = takes_next and delivery is None and outbox.waits_for(tx, closed, now=now)
            if arrived is not None:
                _log_sent(arrived)
                arrived = None
            if delivery is not None:
                arrived = self._send(delivery, content, claimed_at)
                moved += 1
            elif waiting:
                self._pause(min(closed.values()))
            elif takes_next:
                return moved

    def _claim(self, tx: Tx, now: datetime, closed: Mapping[Place, float]) -> Delivery | None:
        lease_until = now + self._timing.lease
        return outbox.claim(tx, owner=self._owner, now=now, lease_until=lease_until, first=FIRST_KINDS, not_to=closed)

    def _note(self, tx: Tx, arrived: Arrived) -> None:
        outbox.sent(
            tx, arrived.delivery, owner=self._owner, channel=arrived.channel, ts=arrived.ts, now=arrived.answered
        )

    def _freeze_at_once(self, tx: Tx, delivery: Delivery) -> dict[str, Any] | None:
        """What will be posted, if it can be told without Slack and without trouble."""
        if delivery.rendered is not None:
            return None
        try:
            message = MESSAGES.validate_json(delivery.payload)
            if has_picture(message):
                return None
            content = self._rendered(message, None)
        except Exception:  # noqa: BLE001  (told when it is tried apart, where it harms nobody else's)
            return None
        outbox.freeze(tx, delivery, json.dumps(content), owner=self._owner)
        return content

    def _send(self, delivery: Delivery, content: dict[str, Any] | None, claimed_at: float) -> Arrived | None:
        """Post a delivery; what arrived is still to be noted, all else that became of it is."""
        if self._is_there_already(delivery):
            return None
        content = content or self._frozen(delivery)
        if content is None:
            return None
        left = self._timing.lease.total_seconds() - (self._clock.monotonic() - claimed_at)
        if left < self._timing.request_seconds:
            # Somebody else may have been given it by the time this request would end. Nothing was sent.
            with self._database.step() as tx:
                outbox.again(tx, delivery, owner=self._owner, not_before=self._clock.now(), error="")
            return None
        answer, place, note = self._post(delivery, content)
        if place is not None:
            return Arrived(delivery, *place, answered=self._clock.now())
        self._settle(delivery, answer, note)
        return None

    def _is_there_already(self, delivery: Delivery) -> bool:
        now = self._clock.now()
        if self._look_first_until is None or now > self._look_first_until or delivery.edits is not None:
            return False
        # What a restored database calls pending may have been posted before; whoever cannot look does not post.
        place, cannot = self._looks.before_sending(delivery)
        with self._database.step() as tx:
            if place is not None:
                outbox.sent(tx, delivery, owner=self._owner, channel=place[0], ts=place[1], now=now)
            elif cannot:
                outbox.doubtful(tx, delivery, owner=self._owner, error=cannot)
        return bool(place or cannot)

    def _frozen(self, delivery: Delivery) -> dict[str, Any] | None:
        """What an earlier attempt posted, or what this one will; None when there will be none."""
        if delivery.rendered is not None:
            frozen: dict[str, Any] = json.loads(delivery.rendered)
            return frozen
        try:
            message = MESSAGES.validate_json(delivery.payload)
            picture = picture_of(message)
            content = self._rendered(message, upload(self._client, picture) if picture else None)
        except Exception as error:
            # One message that cannot be rendered must not hold up the rest.
            logger.exception("Delivery %s cannot be rendered", delivery.id, extra={"action": "render_failed"})
            with self._database.step() as tx:
                self._give_up(tx, delivery, f"cannot be rendered: {error}"[:300])
            return None
        with self._database.step() as tx:
            ours = outbox.freeze(tx, delivery, json.dumps(content), owner=self._owner)
        return content if ours else None

    def _rendered(self, message: AnyMessage, picture: str | None) -> dict[str, Any]:
        rendered = self._render(message, picture)
        return {"text": rendered.text, "blocks": rendered.blocks}

    def _post(self, delivery: Delivery, content: dict[str, Any]) -> tuple[Answer, tuple[str, str] | None, str]:
        self._pace.took((delivery.workspace, delivery.conversation))
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
            return Answer(ok=True), (str(answer["channel"]), str(answer["ts"])), ""
        except Exception as error:  # noqa: BLE001  (whatever it was, the message may be in Slack)
            outcome, note = outcome_of(error)
            return outcome, None, note

    def _settle(self, delivery: Delivery, answer: Answer, note: str) -> None:
        now = self._clock.now()
        outcome = verdict(answer)
        if outcome is Verdict.DOUBT and delivery.edits is not None:
            # An edit may be made twice without anybody seeing it.
            outcome = Verdict.DEAD if give_up(delivery.attempt, answer.error) else Verdict.AGAIN
        with self._database.step() as tx:
            match outcome:
                case Verdict.AGAIN:
                    later = now + wait_before(delivery.attempt, answer)
                    outbox.again(tx, delivery, owner=self._owner, not_before=later, error=note)
                    outbox.hold(tx, delivery.workspace, until=later, **self._held(delivery, answer))
                case Verdict.DEAD:
                    self._give_up(tx, delivery, note)
                case _:
                    outbox.doubtful(tx, delivery, owner=self._owner, error=note)
        became = _became(delivery, outcome, code=answer.error or answer.status or "no_answer")
        logger.warning("Delivery %s: %s (%s)", delivery.id, outcome, note, extra=became)

    def _give_up(self, tx: Tx, delivery: Delivery, reason: str) -> None:
        if outbox.dead(tx, delivery, owner=self._owner, error=reason):
            undelivered.tell(tx, delivery, reason=reason, now=self._clock.now())

    def _held(self, delivery: Delivery, answer: Answer) -> dict[str, Any]:
        """What else this answer asks to leave alone for as long as this delivery."""
        if not answer.reached or answer.error in MENDABLE:
            return {}
        if answer.status != 429:
            return {"conversation": delivery.conversation}
        if delivery.edits is not None:
            return {"edits": True}
        place, now = (delivery.workspace, delivery.conversation), self._clock.monotonic()
        with self._limits:
            self._limited = {one: until for one, until in self._limited.items() if until > now}
            self._limited[place] = now + (answer.retry_after or 1)
            # One conversation was too much for Slack; several at once mean that all of them together are.
            return {"conversation": delivery.conversation} if len(self._limited) == 1 else {"edits": False}


def _log_sent(arrived: Arrived) -> None:
    took = (arrived.answered - arrived.delivery.due).total_seconds()
    became = _became(arrived.delivery, Verdict.SENT, code="", seconds=took)
    logger.debug("Delivery %s: sent", arrived.delivery.id, extra=became)


def _became(delivery: Delivery, outcome: Verdict, **more: object) -> dict[str, object]:
    return {"action": f"delivery_{outcome}", "kind": delivery.kind, "ref": f"delivery-{delivery.id}", **more}
