"""Queries about rituals and whom they ask. No commits here; rows stay inside."""

from datetime import timedelta

from sqlmodel import col, func, select

from bot.domain.people import Role
from bot.domain.rituals import Participant, Ritual, RitualKind
from bot.domain.schedule import Rule
from storage.database import Tx
from storage.tables import MemberRow, PersonRow, RitualRow, TeamRow


def save_ritual(
    tx: Tx,
    workspace: str,
    *,
    team: int,
    kind: RitualKind,
    rule: Rule,
    grace: timedelta,
    reminders: int = 0,
    zone: str | None = None,
    channel: str | None = None,
) -> int:
    """Set a team's check-in, or its digest in one channel; its id. Takes effect with the next occurrence."""
    query = select(RitualRow).where(RitualRow.workspace == workspace, RitualRow.team_id == team, RitualRow.kind == kind)
    if kind is RitualKind.DIGEST:
        query = query.where(RitualRow.channel == channel)
    row = tx.exec(query).first() or RitualRow(
        workspace=workspace,
        team_id=team,
        kind=kind,
        channel=channel,
        weekdays="",
        at=rule.at,
        anchor=rule.anchor,
        starts=rule.starts or rule.anchor,
        grace_minutes=0,
    )
    row.weekdays = ",".join(str(weekday) for weekday in sorted(rule.weekdays))
    row.at, row.every_weeks, row.anchor = rule.at, rule.every_weeks, rule.anchor
    row.zone = zone
    row.grace_minutes = int(grace.total_seconds() // 60)
    row.reminders = reminders
    row.active = True
    tx.add(row)
    tx.flush()
    assert row.id is not None
    return row.id


def rituals(
    tx: Tx, *, kind: RitualKind | None = None, workspace: str | None = None, team: int | None = None
) -> list[Ritual]:
    """The active rituals, of every workspace unless one is named."""
    query = (
        select(RitualRow, TeamRow.name)
        .join(TeamRow, col(TeamRow.id) == RitualRow.team_id)
        .where(col(RitualRow.active))
        .order_by(col(RitualRow.id))
    )
    if kind is not None:
        query = query.where(RitualRow.kind == kind)
    if workspace is not None:
        query = query.where(RitualRow.workspace == workspace)
    if team is not None:
        query = query.where(RitualRow.team_id == team)
    return [_ritual(row, name) for row, name in tx.exec(query)]


def participants(tx: Tx, ritual: Ritual) -> list[Participant]:
    """Whom a check-in asks: members who have not left, of the workspace, not deactivated."""
    query = (
        select(PersonRow, MemberRow)
        .join(
            MemberRow,
            (col(MemberRow.person) == PersonRow.id) & (col(MemberRow.workspace) == PersonRow.workspace),
        )
        .where(
            MemberRow.team_id == ritual.team,
            MemberRow.workspace == ritual.workspace,
            col(MemberRow.left).is_(None),
            MemberRow.role != Role.LEADER,
            col(PersonRow.deactivated).is_(False),
            col(PersonRow.external).is_(False),
        )
    )
    return [
        Participant(row.id, row.zone_override or row.zone, member.joined, row.country, row.subdivision)
        for row, member in tx.exec(query)
    ]


def zones(tx: Tx, ritual: Ritual) -> list[str]:
    """The zones in which a check-in has somebody to ask."""
    zone = func.coalesce(PersonRow.zone_override, PersonRow.zone)
    query = (
        select(zone)
        .join(
            MemberRow,
            (col(MemberRow.person) == PersonRow.id) & (col(MemberRow.workspace) == PersonRow.workspace),
        )
        .where(MemberRow.team_id == ritual.team, col(MemberRow.left).is_(None))
        .distinct()
    )
    return list(tx.exec(query))


def _ritual(row: RitualRow, team_name: str) -> Ritual:
    assert row.id is not None
    return Ritual(
        id=row.id,
        workspace=row.workspace,
        team=row.team_id,
        team_name=team_name,
        kind=RitualKind(row.kind),
        rule=Rule(
            weekdays=frozenset(int(weekday) for weekday in row.weekdays.split(",") if weekday),
            at=row.at,
            every_weeks=row.every_weeks,
            anchor=row.anchor,
            starts=row.starts,
        ),
        grace=timedelta(minutes=row.grace_minutes),
        reminders=row.reminders,
        zone=row.zone,
        channel=row.channel,
    )
