"""Reminding who has not answered yet: rarely, in their own working day, and never who does not want it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.checkin_windows import reminder_times
from bot.domain.messages import CheckinReminder
from storage import outbox, reminders
from storage.database import Database, Tx
from storage.reminders import Unanswered

A_DAY = timedelta(days=1)
# One that could not be sent in time is left out: a late reminder is only noise.
GRACE = timedelta(minutes=15)
LIVES = timedelta(hours=1)


def remind_due(db: Database, *, now: datetime) -> int:
    """Queue every reminder that is due now, each once. How many."""
    with db.snapshot() as tx:
        due = [
            (one, number, person)
            for one in reminders.unanswered(tx, since=now - A_DAY, until=now)
            if (number := _number(one, now)) is not None
            for person in reminders.waiting(tx, one)
        ]
        known = outbox.known(tx, [(who.workspace, _key(who.checkin, number)) for _, number, who in due])
    missing = [one for one in due if (one[2].workspace, _key(one[2].checkin, one[1])) not in known]
    if not missing:
        return 0
    with db.transaction() as tx:
        # Somebody may have answered since the look above.
        still = {who.checkin for group in {one[0] for one in missing} for who in reminders.waiting(tx, group)}
        return sum(
            outbox.add(
                tx,
                who.workspace,
                key=_key(who.checkin, number),
                kind=message.kind,
                payload=message.model_dump_json(),
                conversation=who.person,
                now=now,
                expires=now + LIVES,
            )
            for group, number, who in missing
            if who.checkin in still
            for message in [_message(group, number, who)]
        )


def next_due(tx: Tx, *, now: datetime) -> datetime | None:
    """When the next reminder may be due."""
    return min(
        (at for one in reminders.unanswered(tx, since=now - A_DAY, until=now) for at in _times(one) if at > now),
        default=None,
    )


def _times(group: Unanswered) -> tuple[datetime, ...]:
    return reminder_times(group.due, ZoneInfo(group.zone), count=group.reminders)


def _number(group: Unanswered, now: datetime) -> int | None:
    """Which reminder is due now, if any: the newest that has struck."""
    struck = [number for number, at in enumerate(_times(group)) if at <= now]
    if not struck or now - _times(group)[struck[-1]] > GRACE:
        return None
    return struck[-1]


def _message(group: Unanswered, number: int, who: reminders.Waiting) -> CheckinReminder:
    return CheckinReminder(
        checkin=who.checkin, team=who.team, local_date=who.local_date, last=number == len(_times(group)) - 1
    )


def _key(checkin: int, number: int) -> str:
    return f"v1:reminder:{checkin}:{number}"
