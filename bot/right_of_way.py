"""Whoever waits for an acknowledgement goes first; work that nobody watches gives way, for a moment at a time."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

APART_SECONDS = 0.3
QUIET_SECONDS = 0.03


class RightOfWay:
    """Threads share one interpreter: work that is not urgent makes a rush of answers wait too long for their word.

    However long the rush, a piece of that work goes on every `APART_SECONDS`.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting = 0
        self._quiet_since = 0.0
        self._next_piece = 0.0

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
        """Return once nobody has waited for a moment, or in turn with other work when somebody always does."""
        with self._changed:
            came = time.monotonic()
            while True:
                now = time.monotonic()
                quiet_at = self._quiet_since + QUIET_SECONDS
                if self.nobody_waits and now >= quiet_at:
                    return
                piece_at = max(came + APART_SECONDS, self._next_piece)
                if now >= piece_at:
                    self._next_piece = now + APART_SECONDS
                    return
                self._changed.wait((min(quiet_at, piece_at) if self.nobody_waits else piece_at) - now)
