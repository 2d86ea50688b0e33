"""Queries about open check-ins whose people may be reminded. No commits here; rows stay inside."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, literal_column
from sqlalchemy import select as select_columns
from sqlmodel import col, func

from bot.domain.checkins import CheckinState
from storage.database import Tx
from storage.tables import CheckinRow, MemberRow, PersonRow, RitualRow, TaskRow, TeamRow


@dataclass(frozen=True)
class Unanswered:
    """Check-ins of one ritual that came due at the same instant in the same zone and wait for an answer."""

    ritual: int
    due: datetime
    zone: str
    reminders: int


@dataclass(frozen=True)
class Waiting:
    """One of them."""

    workspace: str
    checkin: int
    person: str
    team: str
    local_date: date


def unanswered(tx: Tx, *, since: datetime, until: datetime) -> list[Unanswered]:
    """What waits for an answer and came due between these instants, where reminders are wanted."""
    query = select_columns(col(RitualRow.id), col(CheckinRow.due), _zone, col(RitualRow.reminders))
    query = query.where(*_wanted(), col(CheckinRow.due) > since, col(CheckinRow.due) <= until)
    return [
        Unanswered(ritual or 0, due, zone, count)
        for ritual, due, zone, count in tx.connection().execute(query.distinct())
    ]


def waiting(tx: Tx, group: Unanswered) -> list[Waiting]:
    """Whose check-ins these are; nobody who has nothing to answer any more."""
    has_task = exists().where(
        col(TaskRow.workspace) == CheckinRow.workspace,
        col(TaskRow.owner) == CheckinRow.person,
        col(TaskRow.resolution).is_(None),
    )
    query = select_columns(
        col(CheckinRow.workspace),
        col(CheckinRow.id),
        col(CheckinRow.person),
        col(TeamRow.name),
        col(CheckinRow.local_date),
    )
    query = query.where(
        *_wanted(),
        col(TeamRow.id) == RitualRow.team_id,
        col(RitualRow.id) == group.ritual,
        col(CheckinRow.due) == group.due,
        _zone == group.zone,
        has_task,
    )
    return [
        Waiting(workspace, checkin or 0, person, team, on)
        for workspace, checkin, person, team, on in tx.connection().execute(query)
    ]


_zone = func.coalesce(col(PersonRow.zone_override), col(PersonRow.zone))


def _wanted() -> list[Any]:
    return [
        # Written out, because only then is the index of open check-ins known to serve.
        col(CheckinRow.state) == literal_column(f"'{CheckinState.OPEN.value}'"),
        col(RitualRow.id) == CheckinRow.ritual_id,
        col(RitualRow.active),
        col(RitualRow.reminders) > 0,
        col(PersonRow.workspace) == CheckinRow.workspace,
        col(PersonRow.id) == CheckinRow.person,
        col(PersonRow.reminded),
        col(PersonRow.deactivated).is_(False),
        col(PersonRow.external).is_(False),
        col(MemberRow.team_id) == RitualRow.team_id,
        col(MemberRow.person) == CheckinRow.person,
        col(MemberRow.left).is_(None),
    ]
