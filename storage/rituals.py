"""Queries about rituals and whom they ask. No commits here; rows stay inside."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import exists, or_
from sqlalchemy import select as select_columns
from sqlmodel import col, func, select, update

from bot.domain.errors import NotFound
from bot.domain.people import Role
from bot.domain.rituals import Participant, Ritual, RitualKind
from bot.domain.schedule import Rule
from storage.database import Tx
from storage.tables import CheckinRow, MemberRow, PersonRow, RitualRow, TaskRow, TeamRow


def save_ritual(
    tx: Tx,
    workspace: str,
    *,
    team: int,
    kind: RitualKind,
    rule: Rule,
    grace: timedelta,
    reminders: int = 0,
    adaptive: bool | None = None,
    blind: bool | None = None,
    zone: str | None = None,
    channel: str | None = None,
) -> int:
    """Set a team's check-in, or its digest in one channel; its id. Takes effect with the next occurrence.

    `adaptive` and `blind` stay as they are when they are None.
    """
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
    row.adaptive = row.adaptive if adaptive is None else adaptive
    row.blind = row.blind if blind is None else blind
    row.active = True
    tx.add(row)
    tx.flush()
    assert row.id is not None
    return row.id


def move_digest(tx: Tx, workspace: str, ritual: int, *, channel: str) -> None:
    """Let a digest be posted in another channel; it keeps its history."""
    row = tx.get(RitualRow, ritual)
    if row is None or row.workspace != workspace:
        return
    # One that ended there keeps what it told, and gives the place up.
    ended = update(RitualRow).where(
        col(RitualRow.workspace) == workspace,
        col(RitualRow.team_id) == row.team_id,
        col(RitualRow.kind) == RitualKind.DIGEST,
        col(RitualRow.channel) == channel,
        col(RitualRow.active).is_(False),
    )
    tx.exec(ended.values(channel=None))
    row.channel = channel
    tx.add(row)
    tx.flush()


def end_ritual(tx: Tx, workspace: str, ritual: int) -> None:
    """Let a ritual come round no more; setting it again brings it back."""
    row = tx.get(RitualRow, ritual)
    if row is not None and row.workspace == workspace:
        row.active = False
        tx.add(row)
        tx.flush()


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


def ritual(tx: Tx, workspace: str, id: int) -> Ritual:
    """One ritual, active or not, or `NotFound`."""
    query = select(RitualRow, TeamRow.name).join(TeamRow, col(TeamRow.id) == RitualRow.team_id)
    found = tx.exec(query.where(RitualRow.workspace == workspace, RitualRow.id == id)).one_or_none()
    if found is None:
        raise NotFound("That team does not check in any more.")
    return _ritual(*found)


def participants(tx: Tx, ritual: Ritual) -> list[Participant]:
    """Whom a check-in asks: members who have not left, of the workspace, not deactivated."""
    query = select_columns(
        col(PersonRow.id),
        _own_zone,
        col(MemberRow.joined),
        col(PersonRow.country),
        col(PersonRow.subdivision),
        col(PersonRow.checkin_at),
    ).where(*_asked(ritual))
    return [Participant(*row) for row in tx.connection().execute(query)]


def turns(tx: Tx, ritual: Ritual) -> list[tuple[str, time | None]]:
    """The zones in which a check-in has somebody to ask, each with the own times chosen there (None: the team's)."""
    query = select_columns(_own_zone, col(PersonRow.checkin_at)).where(*_asked(ritual)).distinct()
    return [(zone, at) for zone, at in tx.connection().execute(query)]


def lacks_checkin(tx: Tx, ritual: Ritual, *, turns: Sequence[tuple[str, time | None]], on: date) -> bool:
    """Whether somebody with one of these turns who has something to be asked has no check-in of this date yet."""
    zones_at: dict[time | None, list[str]] = {}
    for zone, at in turns:
        zones_at.setdefault(at, []).append(zone)
    own_turn = or_(*(_own_zone.in_(zones) & _chosen(at) for at, zones in zones_at.items()))
    recorded = exists().where(
        col(CheckinRow.ritual_id) == ritual.id,
        col(CheckinRow.person) == PersonRow.id,
        col(CheckinRow.local_date) == on,
    )
    has_task = exists().where(
        col(TaskRow.workspace) == ritual.workspace,
        col(TaskRow.owner) == PersonRow.id,
        col(TaskRow.resolution).is_(None),
    )
    query = (
        select_columns(col(PersonRow.id))
        .where(*_asked(ritual), own_turn, col(MemberRow.joined) <= on, ~recorded, has_task)
        .limit(1)
    )
    return tx.connection().scalars(query).first() is not None


def _chosen(at: time | None) -> Any:
    return col(PersonRow.checkin_at).is_(None) if at is None else col(PersonRow.checkin_at) == at


_own_zone = func.coalesce(col(PersonRow.zone_override), col(PersonRow.zone))


def _asked(ritual: Ritual) -> list[Any]:
    return [
        col(MemberRow.person) == PersonRow.id,
        col(MemberRow.workspace) == PersonRow.workspace,
        col(MemberRow.team_id) == ritual.team,
        col(MemberRow.workspace) == ritual.workspace,
        col(MemberRow.left).is_(None),
        col(MemberRow.role) != Role.LEADER,
        col(PersonRow.deactivated).is_(False),
        col(PersonRow.external).is_(False),
    ]


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
        adaptive=row.adaptive,
        blind=row.blind,
        zone=row.zone,
        channel=row.channel,
    )
