"""How a task goes in the words of the person who works on it, and how a task can end.

Shared by check-ins, likelihoods and plans; knows none of them.
"""

from enum import StrEnum


class Status(StrEnum):
    """What a reply says of one task."""

    MOVING = "moving"
    SLOW = "slow"
    STALLED = "stalled"
    BLOCKED = "blocked"
    WAITING = "waiting"
    RULED_OUT = "ruled_out"
    DONE = "done"


class Resolution(StrEnum):
    """How a task ended."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    ABANDONED = "abandoned"
