"""Setting a team up from a file: its people, what recurs for it, and its projects, all or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.domain.errors import WrongInput
from bot.domain.people import Membership, Person
from bot.domain.rituals import RitualKind
from bot.domain.schedule import Rule
from bot.domain.team_files import TeamFile
from storage import people, plans, rituals
from storage.database import Database, Tx

CHECKIN_GRACE = timedelta(hours=10)
DIGEST_GRACE = timedelta(days=3)


@dataclass(frozen=True)
class Imported:
    """What an import set up."""

    team: str
    members: int
    projects: tuple[str, ...]
    tasks: int


def import_team(
    db: Database,
    workspace: str,
    team: TeamFile,
    *,
    channels: Mapping[str, str],
    now: datetime,
    joined: date | None = None,
) -> Imported:
    """Set up a team as a file describes it, or change nothing and say which place cannot be used.

    `channels` maps channel names without `#` to ids. What is there already is brought up to date: tasks are
    known by project and key and keep their history.
    """
    today = joined or now.date()
    with db.transaction() as tx:
        handles = {person.handle.lower(): person for person in people.people(tx, workspace).values() if person.handle}
        stored = people.save_team(tx, workspace, name=team.name, channel=_channel(team.channel, channels, "channel"))
        for index, member in enumerate(team.members):
            who = _person(member.handle, handles, f"members.{index}.handle")
            people.save_member(tx, workspace, Membership(stored.id, who.id, member.role, member.job, joined=today))
            if member.country:
                people.set_holidays(tx, workspace, who.id, country=member.country, subdivision=member.subdivision)
        _save_rituals(tx, workspace, stored.id, team, channels, today)
        for index, plan in enumerate(team.plans):
            owners = {
                task.owner: _person(task.owner, handles, f"projects.{index}.tasks.{key}.owner").id
                for key, task in plan.tasks.items()
                if task.owner
            }
            plans.save_plan(tx, workspace, stored.id, plan, owners=owners, today=today)
    return Imported(
        team=team.name,
        members=len(team.members),
        projects=tuple(plan.project for plan in team.plans),
        tasks=sum(len(plan.tasks) for plan in team.plans),
    )


def _save_rituals(tx: Tx, workspace: str, team: int, file: TeamFile, channels: Mapping[str, str], today: date) -> None:
    anchor = today - timedelta(days=today.weekday())
    rituals.save_ritual(
        tx,
        workspace,
        team=team,
        kind=RitualKind.CHECKIN,
        rule=Rule(
            weekdays=frozenset(file.checkins.weekdays),
            at=file.checkins.at,
            every_weeks=file.checkins.every_weeks,
            anchor=anchor,
            starts=today,
        ),
        grace=CHECKIN_GRACE,
        reminders=file.checkins.reminders,
    )
    for index, digest in enumerate(file.digests):
        rituals.save_ritual(
            tx,
            workspace,
            team=team,
            kind=RitualKind.DIGEST,
            rule=Rule(weekdays=frozenset({digest.weekday}), at=digest.at, every_weeks=1, anchor=anchor, starts=today),
            grace=DIGEST_GRACE,
            zone=digest.zone,
            channel=_channel(digest.channel, channels, f"digests.{index}.channel"),
        )


def _person(handle: str, handles: Mapping[str, Person], place: str) -> Person:
    found = handles.get(handle.lstrip("@").lower())
    if found is None:
        raise WrongInput(f"{place}: nobody in the workspace is called @{handle.lstrip('@')}")
    return found


def _channel(name: str | None, channels: Mapping[str, str], place: str) -> str | None:
    if name is None:
        return None
    bare = name.lstrip("#")
    if bare in channels:
        return channels[bare]
    if bare in channels.values():
        return bare
    raise WrongInput(f"{place}: I am in no channel called #{bare}; invite me with /invite @Barometer first")


def channels_of(db: Database, workspace: str) -> set[str]:
    """Every channel that a team of this workspace lives in or sends digests to."""
    with db.snapshot() as tx:
        homes = {team.channel for team in people.teams(tx, workspace)}
        audiences = {ritual.channel for ritual in rituals.rituals(tx, workspace=workspace)}
    return {channel for channel in homes | audiences if channel}
