"""Whoever waits for an acknowledgement goes first; work that nobody watches gives way, and goes on with a share."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

# Of the processor's time, while somebody always waits.
SHARE_OF_WORK = 0.2
QUIET_SECONDS = 0.03
LEAST_SECONDS = 0.01


class RightOfWay:
    """Threads share one interpreter: work that is not urgent makes a rush of answers wait too long for their word.

    Work is paid for: however long the rush, a piece that took the processor a moment may be followed by the next, of
    whichever thread, four such moments later.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting = 0
        self._quiet_since = 0.0
        self._next_piece = 0.0
        self._mine = threading.local()

    @contextmanager
    def urgent(self) -> Iterator[None]:
        """Somebody waits for as long as the block lasts."""
        with self._changed:
            self._waiting += 1
        try:
            yield
        finally:
            with self._changed:
                self._waiting -= 1
                self._quiet_since = time.monotonic()
                self._changed.notify_all()

    @property
    def nobody_waits(self) -> bool:
        """Whether nobody waits at this moment."""
        return self._waiting == 0

    def give_way(self) -> None:
        """Return before the next piece of work: once nobody has waited for a moment, or when the last is paid for."""
        paid_for_at = None
        with self._changed:
            while True:
                now = time.monotonic()
                quiet_at = self._quiet_since + QUIET_SECONDS
                if self.nobody_waits and now >= quiet_at:
                    break
                if paid_for_at is None:
                    paid_for_at = self._next_piece = max(self._next_piece, now) + self._price()
                if now >= paid_for_at:
                    break
                self._changed.wait((min(quiet_at, paid_for_at) if self.nobody_waits else paid_for_at) - now)
        self._mine.began = time.thread_time()

    def _price(self) -> float:
        """The seconds that are left to others for this thread's last piece of work."""
        now = time.thread_time()
        began: float = getattr(self._mine, "began", now)
        return max(now - began, LEAST_SECONDS) * (1 - SHARE_OF_WORK) / SHARE_OF_WORK
