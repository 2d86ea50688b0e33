"""The clocks of the program: the machine's own, and the playground's, which moves when somebody moves it."""

import json
import logging
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, build_opener

logger = logging.getLogger(__name__)

PATIENCE_SECONDS = 20


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The instant it is, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds since the machine started, whatever happens to the wall clock."""
        return time.monotonic()


class PlaygroundClock:
    """Follows a playground's clock: shows its time, and does what is due at each step before it moves on.

    `keep_up` does all that is due now and returns the next instant something will be, or None.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._follower = uuid.uuid4().hex
        self._opener = build_opener(ProxyHandler({}))
        self._stopping = threading.Event()
        self._seen = -1
        self._synced: tuple[datetime, float] | None = None
        self._thread: threading.Thread | None = None
        self._take(self._ask(wait=0))

    def now(self) -> datetime:
        """The playground's time: what it last said, and what has passed since."""
        assert self._synced is not None
        then, at = self._synced
        return datetime.fromtimestamp(then.timestamp() + time.monotonic() - at, UTC)

    def monotonic(self) -> float:
        """Real seconds: a moved clock does not make a request faster."""
        return time.monotonic()

    def follow(self, keep_up: Callable[[], datetime | None]) -> None:
        """Keep up with the playground's clock from a thread of its own until `stop`.

        The playground knows it when this returns: whoever moves its clock from then on waits for what is due here.
        """
        self._take(self._ask(wait=0, coming=keep_up()))
        self._thread = threading.Thread(target=self._keep_up, args=(keep_up,), name="playground-clock", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop following, and say so: nobody need wait for a program that has ended."""
        self._stopping.set()
        with suppress(URLError, OSError, ValueError):
            self._ask(wait=0, leaves=True)
        if self._thread is not None:
            self._thread.join(timeout=10)

    def _keep_up(self, keep_up: Callable[[], datetime | None]) -> None:
        while not self._stopping.is_set():
            coming = keep_up()
            try:
                self._take(self._ask(wait=PATIENCE_SECONDS, coming=coming))
            except (URLError, OSError, ValueError):
                logger.info("The playground's clock does not answer", extra={"action": "clock_lost"})
                self._stopping.wait(1)

    def _ask(self, *, wait: float, coming: datetime | None = None, leaves: bool = False) -> dict[str, Any]:
        query = urlencode(
            {
                "follower": self._follower,
                "seen": self._seen,
                "next": coming.isoformat() if coming else "",
                "wait": wait,
            }
        )
        way = "leave" if leaves else "follow"
        with self._opener.open(f"{self._address}/playground/api/clock/{way}?{query}", timeout=wait + 10) as answer:
            found: dict[str, Any] = json.load(answer)
            return found

    def _take(self, answer: dict[str, Any]) -> None:
        self._seen = int(answer["seq"])
        self._synced = datetime.fromisoformat(answer["now"]), time.monotonic()
