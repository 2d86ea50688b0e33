"""The clock as the rest of the program may know it; who holds a real one hands it in."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time, and how much of it has passed whatever somebody does to the wall clock."""

    def now(self) -> datetime:
        """The instant it is, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds since some fixed moment; never goes back."""
        ...
