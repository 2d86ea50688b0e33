"""Setting a team up from a file: its people, what recurs for it, and its projects, all or nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.audiences import week_of
from bot.domain.errors import WrongInput
from bot.domain.people import Membership, Person
from bot.domain.rituals import RitualKind
from bot.domain.schedule import Rule
from bot.domain.team_files import GivenCheckins, TeamFile, raise_faults
from storage import audiences, digests, outlines, people, plans, rituals
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
    """Set up a team as a file describes it, or change nothing and say every place that cannot be used.

    `channels` maps channel names without `#` to ids. What is there already is brought up to date: tasks are
    known by project and key and keep their history.
    """
    with db.transaction() as tx:
        return bring_in(tx, workspace, team, channels=channels, today=joined or now.date())


def bring_in(tx: Tx, workspace: str, team: TeamFile, *, channels: Mapping[str, str], today: date) -> Imported:
    """Set up a team within a transaction; raises before anything is written if a place cannot be used."""
    found = resolve(tx, workspace, team, channels=channels)
    known = {one.name: one for one in people.teams(tx, workspace)}.get(team.name)
    keep = known.channel if known and team.channel is None else None
    stored = people.save_team(tx, workspace, name=team.name, channel=found.channels.get(team.channel or "") or keep)
    for member in team.members:
        who = found.people[member.handle].id
        people.save_member(tx, workspace, Membership(stored.id, who, member.role, member.job, joined=today))
        if member.country:
            people.set_holidays(tx, workspace, who, country=member.country, subdivision=member.subdivision)
    for plan in team.plans:
        owners = {task.owner: found.people[task.owner].id for task in plan.tasks.values() if task.owner}
        plans.save_plan(tx, workspace, stored.id, plan, owners=owners, today=today)
    _save_rituals(tx, workspace, stored.id, team, found, today)
    return Imported(
        team=team.name,
        members=len(team.members),
        projects=tuple(plan.project for plan in team.plans),
        tasks=sum(len(plan.tasks) for plan in team.plans),
    )


@dataclass(frozen=True)
class Resolved:
    """The people and channels that a file names, as the workspace knows them."""

    people: Mapping[str, Person]
    channels: Mapping[str, str]


def resolve(tx: Tx, workspace: str, team: TeamFile, *, channels: Mapping[str, str]) -> Resolved:
    """Whom and what a file means by its names, or `WrongInput` with the place of everything nobody is called."""
    if not team.members and all(one.name != team.name for one in people.teams(tx, workspace)):
        raise WrongInput(f"There is no team called {team.name!r} yet; add a sheet Members with at least one manager.")
    everybody = _Everybody(people.people(tx, workspace).values())
    names = [(member.handle, f"members.{index}.handle") for index, member in enumerate(team.members)]
    names += [
        (task.owner, f"projects.{index}.tasks.{key}.owner")
        for index, plan in enumerate(team.plans)
        for key, task in plan.tasks.items()
        if task.owner
    ]
    places = [(team.channel, "channel")] if team.channel else []
    places += [(digest.channel, f"digests.{index}.channel") for index, digest in enumerate(team.digests)]
    faults: list[str] = []
    found: dict[str, Person] = {}
    for name, place in names:
        try:
            found[name] = everybody.called(name)
        except WrongInput as error:
            faults.append(f"{place}: {error}")
    faults += [*_projects_of_others(tx, workspace, team), *_unknown_projects(tx, workspace, team)]
    known: dict[str, str] = {}
    for name, place in places:
        try:
            known[name] = _channel(name, channels)
        except WrongInput as error:
            faults.append(f"{place}: {error}")
    raise_faults(faults, team.places)
    return Resolved(found, known)


def _save_rituals(tx: Tx, workspace: str, team: int, file: TeamFile, found: Resolved, today: date) -> None:
    anchor = today - timedelta(days=today.weekday())
    has_checkins = any(one.kind is RitualKind.CHECKIN for one in rituals.rituals(tx, workspace=workspace, team=team))
    checkins = file.checkins or (None if has_checkins else GivenCheckins())
    if checkins is not None:
        rituals.save_ritual(
            tx,
            workspace,
            team=team,
            kind=RitualKind.CHECKIN,
            rule=Rule(
                weekdays=frozenset(checkins.weekdays),
                at=checkins.at,
                every_weeks=checkins.every_weeks,
                anchor=anchor,
                starts=today,
            ),
            grace=CHECKIN_GRACE,
            reminders=checkins.reminders,
        )
    projects = {one.name: one.id for one in outlines.outlines(tx, workspace, team=team, closed=True)}
    known = {one.channel: one for one in rituals.rituals(tx, workspace=workspace, team=team, kind=RitualKind.DIGEST)}
    for digest in file.digests:
        id = rituals.save_ritual(
            tx,
            workspace,
            team=team,
            kind=RitualKind.DIGEST,
            rule=Rule(weekdays=frozenset({digest.weekday}), at=digest.at, every_weeks=1, anchor=anchor, starts=today),
            grace=DIGEST_GRACE,
            zone=digest.zone,
            channel=found.channels[digest.channel],
        )
        before = known.get(found.channels[digest.channel])
        passed = today - timedelta(days=today.weekday() - digest.weekday)
        if before is not None and before.rule.weekdays != {digest.weekday} and passed < today:
            # A day of this week that has passed already is no digest that anybody missed.
            due = datetime.combine(passed, digest.at, ZoneInfo(digest.zone))
            digests.add_digest(tx, workspace, id, week=week_of(passed), state="before", due=due)
        was = audiences.audience(tx, workspace, id)
        jump = was.jump if digest.jump is None else digest.jump / 100 or None
        about = was.projects if digest.projects is None else frozenset(projects[one] for one in digest.projects)
        audiences.save(tx, workspace, id, replace(was, projects=about, jump=jump))


def _projects_of_others(tx: Tx, workspace: str, team: TeamFile) -> list[str]:
    """Projects are known by name: an import may not take one away from another team."""
    mine = {one.id for one in people.teams(tx, workspace) if one.name == team.name}
    taken = {one.name for one in outlines.outlines(tx, workspace, closed=True) if one.team not in mine}
    return [
        f"projects.{index}.project: another team has a project called {plan.project!r}; give this one another name"
        for index, plan in enumerate(team.plans)
        if plan.project in taken
    ]


def _unknown_projects(tx: Tx, workspace: str, team: TeamFile) -> list[str]:
    """What digests are about has to be in the team, or in the file."""
    mine = {one.id for one in people.teams(tx, workspace) if one.name == team.name}
    known = {one.name for one in outlines.outlines(tx, workspace, closed=True) if one.team in mine}
    known |= {plan.project for plan in team.plans}
    return [
        f"digests.{index}.projects: the team has no project called {name!r}"
        for index, digest in enumerate(team.digests)
        for name in digest.projects or ()
        if name not in known
    ]


class _Everybody:
    """Finds people by handle, or by name where only one is called that."""

    def __init__(self, everybody: Iterable[Person]) -> None:
        self._handles: dict[str, Person] = {}
        self._names: dict[str, list[Person]] = {}
        for person in everybody:
            if person.handle:
                self._handles[person.handle.lower()] = person
            self._names.setdefault(" ".join(person.name.lower().split()), []).append(person)

    def called(self, name: str) -> Person:
        bare = " ".join(name.lstrip("@").lower().split())
        named = self._names.get(bare, [])
        if bare in self._handles:
            return self._handles[bare]
        if len(named) == 1:
            return named[0]
        if named:
            raise WrongInput(f"{len(named)} people are called {name}; write the handle, such as @{named[0].handle}")
        raise WrongInput(f"nobody in the workspace is called @{name.lstrip('@')}")


def _channel(name: str, channels: Mapping[str, str]) -> str:
    bare = name.lstrip("#")
    if bare in channels:
        return channels[bare]
    if bare in channels.values():
        return bare
    raise WrongInput(f"I am in no channel called #{bare}; invite me with /invite @Barometer first")


def channels_of(db: Database, workspace: str) -> set[str]:
    """Every channel that a team of this workspace lives in or sends digests to."""
    with db.snapshot() as tx:
        homes = {team.channel for team in people.teams(tx, workspace)}
        audiences = {ritual.channel for ritual in rituals.rituals(tx, workspace=workspace)}
    return {channel for channel in homes | audiences if channel}
