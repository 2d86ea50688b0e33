"""Saying once more that something is in the way: one nudge to who could help, and one word to the managers."""

from datetime import datetime

from bot.domain.blockers import Blocker, escalate_on, nudge_on
from bot.domain.messages import Purpose
from bot.domain.resolutions import kind_hour, next_kind_hour
from bot.usecases.blockers import plan_look, tell, zone_of
from bot.usecases.rosters import managers
from storage import blockers, people
from storage.database import Database, Tx


def remind_due(db: Database, *, now: datetime) -> int:
    """Queue every such word that is due now, each once. How many blockers were looked at."""
    with db.snapshot() as tx:
        due = blockers.to_look_at(tx, now=now)
    for workspace, id in due:
        with db.transaction() as tx:
            _look(tx, workspace, id, now)
    return len(due)


def next_due(tx: Tx, *, now: datetime) -> datetime | None:
    """When the next one may be due."""
    return blockers.next_look(tx, now=now)


def _look(tx: Tx, workspace: str, id: int, now: datetime) -> None:
    task = blockers.blocker(tx, workspace, id).task
    blocker = next((one for one in blockers.open_blockers(tx, workspace, tasks=[task]) if one.id == id), None)
    if blocker is None:
        # Its task has ended another way.
        blockers.change(tx, workspace, id, look=None)
        return
    today = now.astimezone(zone_of(tx, workspace, blocker.by)).date()
    if (on := nudge_on(blocker)) is not None and on <= today:
        blocker = _nudge(tx, workspace, blocker, now)
    if (on := escalate_on(blocker)) is not None and on <= today:
        blocker = _escalate(tx, workspace, blocker, now)
    plan_look(tx, workspace, blocker, now=now)


def _nudge(tx: Tx, workspace: str, blocker: Blocker, now: datetime) -> Blocker:
    helper = blocker.taken_by or blocker.helper
    told = helper if helper and _there(tx, workspace, helper, now) else blocker.by
    _tell(tx, workspace, blocker, "stale", told, now)
    return blockers.change(tx, workspace, blocker.id, nudged=True)


def _escalate(tx: Tx, workspace: str, blocker: Blocker, now: datetime) -> Blocker:
    for manager in managers(tx, workspace, blocker.team):
        _tell(tx, workspace, blocker, "escalated", manager, now)
    return blockers.change(tx, workspace, blocker.id, escalated=True)


def _tell(tx: Tx, workspace: str, blocker: Blocker, purpose: Purpose, told: str, now: datetime) -> None:
    local = now.astimezone(zone_of(tx, workspace, told))
    at = local if kind_hour(local) else next_kind_hour(local)
    key = f"v1:blocker:{blocker.id}:{purpose}:{told}"
    tell(tx, workspace, blocker, purpose, told=told, key=key, today=local.date(), now=now, not_before=at)


def _there(tx: Tx, workspace: str, person: str, now: datetime) -> bool:
    who = people.person(tx, workspace, person)
    if who is None or who.deactivated:
        return False
    today = now.astimezone(zone_of(tx, workspace, person)).date()
    return not any(
        first <= today <= last for first, last in people.absences(tx, workspace, since=today).get(person, ())
    )
