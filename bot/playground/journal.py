"""What happened between the workspace and the app: every call, event, envelope and ack, with both times."""

import json
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import Any

MOST_ENTRIES = 200_000


class Journal:
    """The newest entries, numbered from one; older ones than the last 200,000 are forgotten."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._entries: deque[dict[str, Any]] = deque(maxlen=MOST_ENTRIES)
        self._number = 0

    def note(self, kind: str, **details: Any) -> None:
        """Add an entry; details are copied, so that later changes do not rewrite history."""
        self._number += 1
        copied = json.loads(json.dumps(details, default=str))
        self._entries.append(
            {"seq": self._number, "kind": kind, "at": self._now().isoformat(), "real": time.time(), **copied}
        )

    def since(self, number: int) -> list[dict[str, Any]]:
        """The entries after this number, oldest first."""
        if not self._entries or number >= self._number:
            return []
        first = self._entries[0]["seq"]
        skip = max(number - first + 1, 0)
        return [entry for place, entry in enumerate(self._entries) if place >= skip]
