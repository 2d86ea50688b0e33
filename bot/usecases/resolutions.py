"""Asking how tasks ended whose target has passed: their owners, again each week, and then their managers too."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.messages import ResolutionAsked
from bot.domain.people import Role
from bot.domain.resolutions import asked, kind_hour, next_kind_hour, round_of
from storage import outbox, people, plans
from storage.database import Database, Tx
from storage.plans import Overdue

# A question that could not be delivered for so long is asked again next week anyway.
LIVES = timedelta(days=3)


def ask_due(db: Database, *, now: datetime) -> int:
    """Queue every question about an ended task that is due now and was not asked yet. How many."""
    with db.snapshot() as tx:
        found = plans.overdue(tx, before=now.date() + timedelta(days=1))
        questions = [question for one in found for question in _questions(tx, one, now)]
        known = outbox.known(tx, [(workspace, key) for workspace, key, _, _ in questions])
    missing = [one for one in questions if (one[0], one[1]) not in known]
    if not missing:
        return 0
    with db.transaction() as tx:
        return sum(
            outbox.add(
                tx,
                workspace,
                key=key,
                kind=message.kind,
                payload=message.model_dump_json(),
                conversation=person,
                now=now,
                expires=now + LIVES,
            )
            for workspace, key, person, message in missing
        )


def next_due(tx: Tx, *, now: datetime) -> datetime | None:
    """When the next such question may be asked."""
    instants = []
    for target, zone in plans.open_targets(tx):
        local = now.astimezone(ZoneInfo(zone))
        coming = max(target + timedelta(days=1), local.date())
        while (coming - target).days % 7 != 1:
            coming += timedelta(days=1)
        at = next_kind_hour(max(local, datetime.combine(coming, datetime.min.time(), local.tzinfo)))
        instants.append(at.astimezone(UTC))
    return min((at for at in instants if at > now), default=None)


def _questions(tx: Tx, one: Overdue, now: datetime) -> list[tuple[str, str, str, ResolutionAsked]]:
    managers = [
        member.person
        for member in people.memberships(tx, one.workspace, team=one.team)
        if member.role is Role.MANAGER and member.left is None
    ]
    found = []
    for id in {one.owner, *managers} - {None}:
        who = people.person(tx, one.workspace, id or "")
        if who is None or who.deactivated:
            continue
        local = now.astimezone(ZoneInfo(who.zone))
        number = round_of(one.target, local.date())
        if number is None or not kind_hour(local) or _away(tx, one.workspace, who.id, local.date()):
            continue
        if who.id in asked(one.owner, managers, number):
            key = f"v1:resolution:{one.task}:{one.target.isoformat()}:{number}:{who.id}"
            message = ResolutionAsked(
                task=one.task,
                title=one.title,
                project=one.project,
                target=one.target,
                number=number,
                owned=who.id == one.owner,
            )
            found.append((one.workspace, key, who.id, message))
    return found


def _away(tx: Tx, workspace: str, person: str, on: date) -> bool:
    return any(first <= on <= last for first, last in people.absences(tx, workspace, since=on).get(person, ()))
