"""The minute clock that makes due things happen. No rules: it calls the use cases that have them."""

import logging
import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler

from bot.deps import Deps
from bot.usecases import (
    agenda,
    confidence_learning,
    digests,
    due_checkins,
    inbox,
    jumps,
    learning,
    personal,
    reminders,
    resolutions,
    stale_blockers,
    waiting_questions,
)
from bot.usecases.quiet import Quiet
from handlers.delivery import Courier

logger = logging.getLogger(__name__)


class Clockwork:
    """Ticks, works the inbox and delivers. `wake` does the last two at once for somebody who waits.

    `watch` looks after the connection to Slack, and what was missed without one, once a tick.
    """

    def __init__(self, deps: Deps, courier: Courier, *, every_seconds: float, watch: Callable[[], int]) -> None:
        self._deps = deps
        self._courier = courier
        self._woken = threading.Event()
        self._watch = watch
        self._quiet = Quiet()
        self._stopping = threading.Event()
        self._draining = threading.Lock()
        self._forgot_on: date | None = None
        self._ticked = self._moved = deps.clock.monotonic()
        self._worker = threading.Thread(target=self._work, name="clockwork", daemon=True)
        self._scheduler = BackgroundScheduler(timezone="UTC")
        # A late tick is still a tick, and one at a time is enough: what is due is in the database.
        self._scheduler.add_job(self._tick, "interval", seconds=every_seconds, misfire_grace_time=None, coalesce=True)

    def start(self) -> None:
        """Begin to tick, starting now."""
        _guarded("try_again", lambda: inbox.try_again(self._deps.database))
        self._worker.start()
        self._scheduler.start()
        self.run_due()

    def stop(self) -> None:
        """Stop ticking; what is under way ends, the rest stays in the database."""
        self._scheduler.shutdown(wait=True)
        self._stopping.set()
        self._woken.set()
        self._worker.join(timeout=10)

    def wake(self) -> None:
        """Something was written down that somebody waits for."""
        self._woken.set()

    def run_due(self) -> None:
        """Do all that is due now."""
        self._run_rules()
        self.drain()

    def _tick(self) -> None:
        # However much there is to work and to deliver, the next tick comes in its time.
        self._run_rules()
        self._woken.set()

    def _run_rules(self) -> None:
        now, began = self._deps.clock.now(), self._deps.clock.monotonic()
        database = self._deps.database
        _guarded("open_due", lambda: due_checkins.open_due(database, now=now, quiet=self._quiet))
        _guarded("remind_due", lambda: reminders.remind_due(database, now=now))
        _guarded("remind_of_blockers", lambda: stale_blockers.remind_due(database, now=now))
        _guarded("ask_due", lambda: resolutions.ask_due(database, now=now))
        _guarded("learn_due", lambda: learning.learn_due(database, now=now))
        _guarded("publish_due", lambda: digests.publish_due(database, now=now))
        library = self._deps.knowledge
        _guarded("tell_waiting", lambda: waiting_questions.tell_due(database, library, now=now))
        _guarded("tell_jumps", lambda: jumps.tell_due(database, now=now))
        _guarded("watch_socket", self._watch)
        if self._forgot_on != now.date():
            keep = timedelta(days=self._deps.settings.keep_words_days)
            _guarded("forget_due", lambda: personal.forget_due(database, now=now, keep=keep))
            _guarded("learn_confidence", lambda: confidence_learning.learn_due(database, now=now))
            self._forgot_on = now.date()
        self._ticked = self._deps.clock.monotonic()
        logger.debug("Ticked", extra={"action": "tick", "seconds": self._ticked - began})

    @property
    def still_for(self) -> float:
        """For how many seconds no tick has come to its end, or what is to be worked and delivered has not moved."""
        now = self._deps.clock.monotonic()
        return now - (min(self._ticked, self._moved) if self._draining.locked() else self._ticked)

    def keep_up(self) -> datetime | None:
        """Do all that is due now; the next instant when something will be, None when that cannot be told."""
        self.run_due()
        try:
            return agenda.next_due(self._deps.database, now=self._deps.clock.now())
        except Exception:
            logger.exception("What is due next cannot be told", extra={"action": "tick_failed", "part": "next_due"})
            return None

    def drain(self) -> None:
        """Work the inbox and deliver until nothing is left that could be done now."""
        # One at a time: whoever comes back from here knows that what was there before is done.
        with self._draining:
            self._drain()

    def _drain(self) -> None:
        while True:
            self._moved = self._deps.clock.monotonic()
            worked = _guarded("work_inbox", self._work_inbox)
            delivered = _guarded("deliver", self._courier.deliver_due)
            if not worked and not delivered:
                return

    def _work_inbox(self) -> int:
        # When many hand in at once, acknowledging the next one comes before working the last one.
        give_way = self._deps.right_of_way.give_way
        return inbox.work_inbox(self._deps.database, now=self._deps.clock.now(), before_each=give_way)

    def _work(self) -> None:
        while not self._stopping.is_set():
            self._woken.wait()
            self._woken.clear()
            if not self._stopping.is_set():
                self.drain()


def _guarded(name: str, work: Callable[[], int]) -> int:
    """Run one part of a tick; a failure is told to the operator and never stops the clock."""
    try:
        return work()
    except Exception:
        logger.exception("A part of the tick failed: %s", name, extra={"action": "tick_failed", "part": name})
        return 0
