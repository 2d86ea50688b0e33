"""When somebody is asked how a task ended: past its target, again each week, and soon its managers as well.

Pure. A task nobody ends teaches nothing, so the question does not stop at once asked; it never names who was silent.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

# The first weeks every week, then every fourth.
WEEKLY = 8
SELDOM = 4
MANAGERS_FROM = 2
ASK_FROM, ASK_UNTIL = time(10), time(17)


def round_of(target: date, today: date) -> int | None:
    """Which time it is that a task past its target is asked about, counting from 0; None when it is not due yet."""
    week = (today - target).days // 7 if today > target else None
    if week is None or week < WEEKLY:
        return week
    return WEEKLY + (week - WEEKLY) // SELDOM


def asked(owner: str | None, managers: Sequence[str], number: int) -> tuple[str, ...]:
    """Who is asked: its owner, from the third time its managers too; managers at once where nobody owns it."""
    if owner is None:
        return tuple(managers)
    return (owner, *(one for one in managers if one != owner)) if number >= MANAGERS_FROM else (owner,)


def kind_hour(local: datetime) -> bool:
    """Whether a question without hurry may be asked now: in the middle of somebody's working day."""
    return local.weekday() < 5 and ASK_FROM <= local.time() < ASK_UNTIL


def next_kind_hour(local: datetime) -> datetime:
    """The next local time at which it may be."""
    on = local.date() if local.time() < ASK_FROM else local.date() + timedelta(days=1)
    while on.weekday() >= 5:
        on += timedelta(days=1)
    return datetime.combine(on, ASK_FROM, local.tzinfo)
