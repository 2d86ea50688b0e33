"""Queries about workspaces, people, teams, members and absences. No commits here; rows stay inside."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlmodel import col, select

from bot.domain.errors import NotFound
from bot.domain.people import Absence, Membership, Person, Role, Settings, Team
from storage.database import Tx, upsert
from storage.tables import AbsenceRow, DayOffRow, MemberRow, PersonRow, TeamRow, WorkspaceRow


def save_workspace(tx: Tx, workspace: str, *, name: str, bot_user: str) -> None:
    """Remember a workspace, or what is new about it."""
    row = tx.get(WorkspaceRow, workspace) or WorkspaceRow(id=workspace)
    row.name, row.bot_user = name, bot_user
    tx.add(row)
    tx.flush()


def bot_user(tx: Tx, workspace: str) -> str:
    """Who we are in a workspace, or `NotFound`."""
    row = tx.get(WorkspaceRow, workspace)
    if row is None:
        raise NotFound("That workspace is not known here (any more).")
    return row.bot_user


def workspaces(tx: Tx) -> list[str]:
    """Every workspace's id."""
    return list(tx.exec(select(WorkspaceRow.id)))


def save_people(tx: Tx, workspace: str, people: Sequence[Person]) -> None:
    """Remember what Slack says of people; what they set here themselves stays."""
    if not people:
        return
    insert = upsert(tx, PersonRow)
    values = [
        {
            "workspace": workspace,
            "id": person.id,
            "name": person.name,
            "handle": person.handle,
            "zone": person.zone,
            "deactivated": person.deactivated,
            "external": person.external,
        }
        for person in people
    ]
    fresh = insert.excluded
    tx.connection().execute(
        insert.on_conflict_do_update(
            index_elements=["workspace", "id"],
            set_={name: getattr(fresh, name) for name in values[0] if name not in {"workspace", "id"}},
        ),
        values,
    )


def person(tx: Tx, workspace: str, id: str) -> Person | None:
    """One person, or None if nobody told us of them."""
    row = tx.get(PersonRow, (workspace, id))
    return _person(row) if row else None


def people(tx: Tx, workspace: str, ids: Iterable[str] | None = None) -> dict[str, Person]:
    """People by id; everybody in the workspace when no ids are given."""
    query = select(PersonRow).where(PersonRow.workspace == workspace)
    if ids is not None:
        query = query.where(col(PersonRow.id).in_(set(ids)))
    return {row.id: _person(row) for row in tx.exec(query)}


def settings(tx: Tx, workspace: str, id: str) -> Settings:
    """What a person chose for themselves."""
    row = _known(tx, workspace, id)
    return Settings(row.zone_override, row.zone, row.checkin_at, row.reminded, row.country, row.subdivision)


def save_settings(tx: Tx, workspace: str, id: str, settings: Settings) -> None:
    """Remember what a person chose for themselves; Slack's zone stays Slack's."""
    row = _known(tx, workspace, id)
    row.zone_override, row.checkin_at, row.reminded = settings.zone, settings.checkin_at, settings.reminded
    row.country, row.subdivision = settings.country, settings.subdivision
    tx.add(row)
    tx.flush()


def set_zone(tx: Tx, workspace: str, id: str, *, zone: str | None) -> None:
    """Let a person's own choice of zone win over Slack's; None gives it back to Slack."""
    row = _known(tx, workspace, id)
    row.zone_override = zone
    tx.add(row)


def set_holidays(tx: Tx, workspace: str, id: str, *, country: str | None, subdivision: str | None) -> None:
    """Whose public holidays a person has."""
    row = _known(tx, workspace, id)
    row.country, row.subdivision = country, subdivision
    tx.add(row)


def save_team(tx: Tx, workspace: str, *, name: str, channel: str | None) -> Team:
    """The team of this name, made if it is new, living in this channel."""
    row = tx.exec(select(TeamRow).where(TeamRow.workspace == workspace, TeamRow.name == name)).one_or_none() or TeamRow(
        workspace=workspace, name=name
    )
    row.channel = channel
    tx.add(row)
    tx.flush()
    return _team(row)


def change_team(tx: Tx, workspace: str, id: int, *, name: str, channel: str | None) -> None:
    """Another name or channel for a team."""
    row = tx.get(TeamRow, id)
    if row is None or row.workspace != workspace:
        raise NotFound("That team is not here (any more).")
    row.name, row.channel = name, channel
    tx.add(row)
    tx.flush()


def teams(tx: Tx, workspace: str) -> list[Team]:
    """Every team of the workspace, by name."""
    rows = tx.exec(select(TeamRow).where(TeamRow.workspace == workspace).order_by(TeamRow.name))
    return [_team(row) for row in rows]


def team(tx: Tx, workspace: str, id: int) -> Team:
    """One team, or `NotFound`."""
    row = tx.get(TeamRow, id)
    if row is None or row.workspace != workspace:
        raise NotFound("That team is not here (any more).")
    return _team(row)


def hold_team(tx: Tx, workspace: str, id: int) -> None:
    """Let nobody else change who is in a team until this transaction ends."""
    tx.exec(select(TeamRow.id).where(TeamRow.workspace == workspace, TeamRow.id == id).with_for_update()).one_or_none()


def save_member(tx: Tx, workspace: str, membership: Membership) -> None:
    """Put a person into a team, or change their role, job or dates there."""
    row = tx.get(MemberRow, (membership.team, membership.person)) or MemberRow(
        team_id=membership.team,
        person=membership.person,
        workspace=workspace,
        role=membership.role,
        joined=membership.joined,
    )
    if row.left is not None and membership.left is None:
        row.joined = membership.joined
    row.role, row.job, row.left = membership.role, membership.job, membership.left
    tx.add(row)
    tx.flush()


def memberships(tx: Tx, workspace: str, *, team: int | None = None, person: str | None = None) -> list[Membership]:
    """Who is in which team, those who left included; narrowed to a team or a person."""
    query = select(MemberRow).where(MemberRow.workspace == workspace)
    if team is not None:
        query = query.where(MemberRow.team_id == team)
    if person is not None:
        query = query.where(MemberRow.person == person)
    return [
        Membership(row.team_id, row.person, Role(row.role), row.job, row.joined, row.left)
        for row in tx.exec(query.order_by(col(MemberRow.team_id), MemberRow.person))
    ]


def add_absence(
    tx: Tx, workspace: str, person: str, *, first: date, last: date, kind: str, reason: str, set_by: str
) -> None:
    """Note that a person is away from `first` to `last`, both included."""
    tx.add(
        AbsenceRow(
            workspace=workspace,
            person=person,
            first=first,
            last=last,
            kind=kind,
            reason=reason,
            set_by=set_by,
        )
    )
    tx.flush()


def absences_of(tx: Tx, workspace: str, person: str, *, since: date) -> list[Absence]:
    """One person's absences that end on `since` or later, the next one first."""
    query = select(AbsenceRow).where(
        AbsenceRow.workspace == workspace, AbsenceRow.person == person, AbsenceRow.last >= since
    )
    return [_absence(row) for row in tx.exec(query.order_by(col(AbsenceRow.first), col(AbsenceRow.id)))]


def absence(tx: Tx, workspace: str, id: int) -> Absence:
    """One absence, or `NotFound`."""
    row = tx.get(AbsenceRow, id)
    if row is None or row.workspace != workspace:
        raise NotFound("That absence is not noted any more.")
    return _absence(row)


def remove_absence(tx: Tx, id: int) -> None:
    """Forget an absence."""
    tx.delete(tx.get_one(AbsenceRow, id))
    tx.flush()


def absences(tx: Tx, workspace: str, *, since: date) -> dict[str, list[tuple[date, date]]]:
    """Per person the absences that end on `since` or later, as (first, last)."""
    found: dict[str, list[tuple[date, date]]] = {}
    rows = tx.exec(select(AbsenceRow).where(AbsenceRow.workspace == workspace, AbsenceRow.last >= since))
    for row in rows:
        found.setdefault(row.person, []).append((row.first, row.last))
    return found


def add_day_off(tx: Tx, workspace: str, team: int, on: date, name: str) -> None:
    """Give a whole team a day off."""
    tx.merge(DayOffRow(workspace=workspace, team_id=team, on=on, name=name))


def remove_day_off(tx: Tx, workspace: str, team: int, on: date) -> None:
    """Take a team's day off back."""
    row = tx.get(DayOffRow, (team, on))
    if row is not None and row.workspace == workspace:
        tx.delete(row)
        tx.flush()


def named_days_off(tx: Tx, workspace: str, team: int, *, since: date) -> list[tuple[date, str]]:
    """A team's days off from `since` on with their names, in order."""
    query = select(DayOffRow).where(DayOffRow.workspace == workspace, DayOffRow.team_id == team, DayOffRow.on >= since)
    return [(row.on, row.name) for row in tx.exec(query.order_by(col(DayOffRow.on)))]


def days_off(tx: Tx, workspace: str, *, since: date) -> dict[int, frozenset[date]]:
    """Per team the days off from `since` on."""
    found: dict[int, set[date]] = {}
    for row in tx.exec(select(DayOffRow).where(DayOffRow.workspace == workspace, DayOffRow.on >= since)):
        found.setdefault(row.team_id, set()).add(row.on)
    return {team: frozenset(days) for team, days in found.items()}


def _known(tx: Tx, workspace: str, id: str) -> PersonRow:
    row = tx.get(PersonRow, (workspace, id))
    if row is None:
        raise NotFound("I do not know this person yet; try again in a minute.")
    return row


def _absence(row: AbsenceRow) -> Absence:
    return Absence(row.id or 0, row.person, row.first, row.last, row.reason, row.set_by)


def _person(row: PersonRow) -> Person:
    return Person(
        id=row.id,
        name=row.name,
        zone=row.zone_override or row.zone,
        handle=row.handle,
        country=row.country,
        subdivision=row.subdivision,
        deactivated=row.deactivated,
        external=row.external,
    )


def _team(row: TeamRow) -> Team:
    assert row.id is not None
    return Team(row.id, row.name, row.channel)
