"""Faults that can be ordered, so that an app can be tried against a bad day at Slack."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.playground.errors import ControlError

KINDS = (
    "drop_response",
    "error_500",
    "rate_limit",
    "latency",
    "duplicate_event",
    "reorder_event",
    "disconnect",
    "revoke_scope",
    "clear",
)


@dataclass
class Fault:
    """One kind of fault that happens `left` more times, to one method or to any."""

    kind: str
    left: int
    method: str | None = None
    retry_after: int = 1
    milliseconds: int = 0
    accepted: bool = False
    scope: str = ""


class Faults:
    """The faults that are still to happen, in the order in which they were ordered."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def order(self, given: Mapping[str, Any]) -> Fault:
        """Order a fault, or with `clear` a good day again; raises `ControlError` for one that there is not."""
        kind = given.get("kind")
        if kind not in KINDS:
            raise ControlError("unknown_fault", f"There is no fault {kind!r}; there are {', '.join(KINDS)}.")
        try:
            fault = Fault(
                kind=kind,
                left=int(given.get("count", 1)),
                method=given.get("method"),
                retry_after=int(given.get("retry_after", 1)),
                milliseconds=int(given.get("ms", given.get("latency", 0))),
                accepted=bool(given.get("accepted", False)),
                scope=str(given.get("scope", "")),
            )
        except (TypeError, ValueError):
            raise ControlError("invalid_fault", "count, retry_after and ms are whole numbers.") from None
        if kind == "clear":
            self._waiting.clear()
        elif kind not in {"disconnect", "revoke_scope"}:
            self._waiting.append(fault)
        return fault

    def take(self, kind: str, method: str | None = None) -> Fault | None:
        """The next fault of this kind for this method, counted down; None when none is waiting."""
        for fault in self._waiting:
            if fault.kind == kind and (fault.method is None or fault.method == method):
                fault.left -= 1
                if fault.left <= 0:
                    self._waiting.remove(fault)
                return fault
        return None
