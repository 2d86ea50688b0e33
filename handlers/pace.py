"""How fast Slack takes messages: about one a second per conversation, after a short burst. Counts, never sends."""

import threading
from collections.abc import Callable

Place = tuple[str, str]


class Pace:
    """A bucket of messages per (workspace, conversation), filled on a clock that nobody can set."""

    def __init__(self, monotonic: Callable[[], float], *, burst: float = 4, per_second: float = 1) -> None:
        self._monotonic = monotonic
        self._burst = burst
        self._per_second = per_second
        self._taken: dict[Place, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def took(self, place: Place) -> None:
        """A message is going to this conversation now."""
        with self._lock:
            now = self._monotonic()
            self._taken[place] = (self._left(place, now) - 1, now)

    def closed(self) -> dict[Place, float]:
        """The conversations that have had enough for now, each with the seconds until it takes one more."""
        with self._lock:
            now = self._monotonic()
            # A full bucket says nothing: forgetting it keeps this as small as the last seconds' traffic.
            self._taken = {place: one for place, one in self._taken.items() if self._left(place, now) < self._burst}
            return {
                place: (1 - left) / self._per_second for place in self._taken if (left := self._left(place, now)) < 1
            }

    def _left(self, place: Place, now: float) -> float:
        left, at = self._taken.get(place, (self._burst, now))
        return min(left + (now - at) * self._per_second, self._burst)
