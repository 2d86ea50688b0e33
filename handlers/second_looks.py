"""What is looked at twice: deliveries in doubt, before they are sent again, and fresh ones, for surplus copies.

Posts nothing. What it cannot see it leaves alone.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.domain.clock import Clock
from bot.domain.retry import Answer, cannot_look, code_in, give_up, wait_before
from bot.usecases import undelivered
from handlers.lookups import copies, find
from storage import aftercare, outbox, people
from storage.database import Database
from storage.outbox import Delivery

logger = logging.getLogger(__name__)

AUDITED_FOR = timedelta(days=1)
CHANNELS_IN_ONE_AUDIT = 10
LONGEST_PAUSE_SECONDS = 300.0
RESTORED_DAYS = timedelta(days=8)
OLD_DOUBT_SECONDS = 900.0

Place = tuple[str, str]


@dataclass
class Doubt:
    """Since when this process has known of a doubt, and when to look next, in seconds that nobody can set."""

    seen: float
    next_look: float
    looks: int = 0


class SecondLooks:
    """Looks for what may be in Slack already, and for what is there twice."""

    def __init__(
        self,
        database: Database,
        client: WebClient,
        clock: Clock,
        *,
        settle_seconds: float,
        look_again_seconds: float,
        audit_after: timedelta,
        audit_every_seconds: float,
    ) -> None:
        self._database = database
        self._client = client
        self._clock = clock
        self._settle_seconds = settle_seconds
        self._look_again_seconds = look_again_seconds
        self._audit_after = audit_after
        self._audit_every_seconds = audit_every_seconds
        self._doubts: dict[tuple[int, int], Doubt] = {}
        self._next_audit = clock.monotonic()

    def settle_doubts(self) -> None:
        """Look for each delivery in doubt that has had time to settle, until Slack stops answering."""
        with self._database.step() as tx:
            outbox.lapse(tx, now=self._clock.now())
            doubts = outbox.in_doubt(tx)
        # A step of the wall clock must not shorten the wait, so it begins anew in each process.
        seen, known = self._clock.monotonic(), self._doubts
        self._doubts = {
            (one.id, one.attempt): known.get((one.id, one.attempt)) or Doubt(seen, seen + self._settle_seconds)
            for one in doubts
        }
        for one in doubts:
            doubt = self._doubts[one.id, one.attempt]
            if self._clock.monotonic() >= doubt.next_look and not self._settle(one, doubt):
                return

    def before_sending(self, delivery: Delivery) -> tuple[Place | None, str]:
        """Where a message stands that an older copy of the database may have forgotten, or why nobody can tell."""
        try:
            since = delivery.created - RESTORED_DAYS
            return find(self._client, delivery, by=self._me(delivery), since=since), ""
        except Exception as error:  # noqa: BLE001  (not knowing is an answer here)
            return None, f"could not look before sending: {error}"[:300]

    def audit(self) -> None:
        """Look at fresh deliveries once more and take surplus copies away."""
        if self._clock.monotonic() < self._next_audit:
            return
        self._next_audit = self._clock.monotonic() + self._audit_every_seconds
        for _ in range(CHANNELS_IN_ONE_AUDIT):
            now = self._clock.now()
            with self._database.snapshot() as tx:
                fresh = aftercare.to_audit(tx, since=now - AUDITED_FOR, before=now - self._audit_after)
            if not fresh or not self._audited(fresh):
                return
            with self._database.step() as tx:
                aftercare.audited(tx, fresh, now=now)

    def _settle(self, delivery: Delivery, doubt: Doubt) -> bool:
        """Look once; False when Slack does not answer at all."""
        doubt.looks += 1
        try:
            # An edit may be made twice; it only had to wait until no late one can undo a newer one.
            place = None if delivery.edits is not None else find(self._client, delivery, by=self._me(delivery))
        except SlackApiError as error:
            code = str(error.response.get("error", ""))
            if cannot_look(code):
                with self._database.step() as tx:
                    reason = f"nobody can look whether it is there: {code}"
                    if outbox.unknowable(tx, delivery, error=reason):
                        undelivered.tell(tx, delivery, reason=reason, now=self._clock.now())
                self._tell(delivery, f"unknown, cannot look: {code}")
                return True
            self._later(delivery, doubt)
            return bool(error.response.status_code == 200)
        except Exception:  # noqa: BLE001  (nothing is known, so nothing is decided)
            self._later(delivery, doubt)
            return False
        now = self._clock.now()
        with self._database.step() as tx:
            if place is not None:
                outbox.found(tx, delivery, channel=place[0], ts=place[1], now=now)
            else:
                code = code_in(delivery.error)
                wait = wait_before(delivery.attempt, Answer()) if code else timedelta(0)
                ends = give_up(delivery.attempt, code)
                if outbox.absent(tx, delivery, not_before=now + wait, dead=ends) and ends:
                    undelivered.tell(tx, delivery, reason=delivery.error, now=now)
        self._tell(delivery, "absent" if place is None else "found")
        return True

    def _me(self, delivery: Delivery) -> str:
        with self._database.snapshot() as tx:
            return people.bot_user(tx, delivery.workspace)

    def _later(self, delivery: Delivery, doubt: Doubt) -> None:
        pause = min(self._look_again_seconds * 2 ** min(doubt.looks - 1, 10), LONGEST_PAUSE_SECONDS)
        doubt.next_look = self._clock.monotonic() + pause
        if doubt.next_look - doubt.seen > OLD_DOUBT_SECONDS:
            self._tell(delivery, "still in doubt")

    def _audited(self, fresh: list[Delivery]) -> bool:
        """Whether these have been looked at as well as anybody can."""
        try:
            found = copies(self._client, fresh, by=self._me(fresh[0]))
            for one in fresh:
                # Edits and threads hold on to the copy we know.
                surplus = [ts for ts in found[one.id] if ts != one.ts]
                for ts in surplus if one.ts in found[one.id] else surplus[1:]:
                    self._delete(one, ts)
        except SlackApiError as error:
            return cannot_look(str(error.response.get("error", "")))
        except Exception:  # noqa: BLE001  (looked at again next time)
            return False
        return True

    def _delete(self, delivery: Delivery, ts: str) -> None:
        try:
            self._client.chat_delete(channel=str(delivery.channel), ts=ts)
        except SlackApiError as error:
            if error.response.status_code != 200:
                raise
            self._tell(delivery, f"surplus copy cannot be deleted: {error.response.get('error')}")
        else:
            self._tell(delivery, "surplus copy deleted")

    def _tell(self, delivery: Delivery, what: str) -> None:
        logger.warning("Delivery %s: %s", delivery.id, what, extra={"action": "second_look"})
