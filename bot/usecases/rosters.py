"""Who is in a team and as what: adding, changing, taking out. A team always keeps one manager."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.checkins import CheckinState, FieldError
from bot.domain.errors import NotAllowed, NotFound, WrongInput
from bot.domain.messages import PromptPreview, Welcome
from bot.domain.outlines import Change, FormRefused, changes
from bot.domain.people import Absence, Action, Membership, Person, Role, Team, ensure
from bot.domain.rituals import RitualKind
from bot.domain.schedule import due_at
from bot.usecases.next_checkins import next_checkin
from bot.usecases.plans import Asker, asker
from bot.usecases.prompts import close_prompt
from storage import audit, checkins, outbox, people, plans, rituals
from storage.audit import Author
from storage.database import Database, Tx

MOST_JOB = 80
TASKS_SHOWN = 3
LAST_MANAGER = (
    "A team always keeps one manager, and this is the only one. Make somebody else a manager first; then this works."
)


@dataclass(frozen=True)
class Member:
    """Somebody in a team, with the absences that are not over."""

    person: Person
    membership: Membership
    absences: tuple[Absence, ...]


@dataclass(frozen=True)
class Roster:
    """A team and everybody in it."""

    team: Team
    members: tuple[Member, ...]


def roster(db: Database, workspace: str, *, by: str, team: int, now: datetime) -> Roster:
    """Everybody in a team, for one of its managers."""
    with db.snapshot() as tx:
        who = _manager(tx, workspace, by, team, now)
        mine = [one for one in people.memberships(tx, workspace, team=team) if one.left is None]
        known = people.people(tx, workspace, [one.person for one in mine])
        members = [
            Member(
                known[one.person],
                one,
                tuple(people.absences_of(tx, workspace, one.person, since=who.today)),
            )
            for one in mine
        ]
        members.sort(key=lambda one: (list(Role).index(one.membership.role), one.person.name))
        return Roster(people.team(tx, workspace, team), tuple(members))


def add_members(
    db: Database,
    workspace: str,
    *,
    by: str,
    team: int,
    persons: tuple[str, ...],
    role: Role,
    job: str,
    now: datetime,
) -> None:
    """Put people into a team; they are asked from its next check-in on."""
    _check_job(job)
    with db.transaction() as tx:
        _manager(tx, workspace, by, team, now)
        mine = {one.person: one for one in people.memberships(tx, workspace, team=team) if one.left is None}
        refused = [one for one in persons if not can_join(tx, workspace, one)]
        if refused:
            sentence = "Some of these are guests, bots or deactivated, and cannot be in a team; leave them out."
            raise FormRefused([FieldError("people", sentence)])
        for person in (one for one in persons if one not in mine):
            joined = joins_on(tx, workspace, team, person, now=now)
            people.save_member(tx, workspace, Membership(team, person, role, job, joined=joined))
            if role is not Role.LEADER:
                welcome(tx, workspace, team=team, person=person, by=by, now=now)
            _note(tx, workspace, by, team, person, changes({}, {"role": role.value, "job": job}), now)


def change_member(
    db: Database, workspace: str, *, by: str, team: int, person: str, role: Role, job: str, now: datetime
) -> None:
    """Give somebody another role or job."""
    _check_job(job)
    with db.transaction() as tx:
        _manager(tx, workspace, by, team, now)
        was = _membership(tx, workspace, team, person)
        if role is not Role.MANAGER:
            _keep_a_manager(tx, workspace, team, without=person, field="role")
        people.save_member(tx, workspace, Membership(team, person, role, job, joined=was.joined))
        before, after = {"role": was.role.value, "job": was.job}, {"role": role.value, "job": job}
        _note(tx, workspace, by, team, person, changes(before, after), now)
        if role is Role.LEADER:
            end_questions(tx, workspace, person, team=team, now=now)


def remove_member(db: Database, workspace: str, *, by: str, team: int, person: str, now: datetime) -> None:
    """Take somebody out of a team, themselves included; what waits for their answer ends. Their tasks stay."""
    with db.transaction() as tx:
        who = asker(tx, workspace, by, now)
        if by != person:
            ensure(Action.EDIT_TEAM, who.person, who.memberships, team)
        was = _membership(tx, workspace, team, person)
        _keep_a_manager(tx, workspace, team, without=person, field=None)
        people.save_member(
            tx, workspace, Membership(team, person, was.role, was.job, joined=was.joined, left=who.today)
        )
        _note(tx, workspace, by, team, person, [Change("removed", was.role.value, "")], now)
        end_questions(tx, workspace, person, team=team, now=now)


def take_over(db: Database, workspace: str, *, by: str, team: int, now: datetime) -> None:
    """Become the manager of a team of mine whose managers have all left Slack."""
    with db.transaction() as tx:
        people.hold_team(tx, workspace, team)
        was = _membership(tx, workspace, team, by)
        if managers(tx, workspace, team):
            raise NotAllowed("This team has a manager. Ask one of them to give you the role.")
        if not can_join(tx, workspace, by) or was.role is Role.LEADER:
            raise NotAllowed("Somebody who works in this team has to become its manager.")
        people.save_member(tx, workspace, Membership(team, by, Role.MANAGER, was.job, joined=was.joined))
        _note(tx, workspace, by, team, by, [Change("role", was.role.value, Role.MANAGER.value)], now)


def managers(tx: Tx, workspace: str, team: int) -> list[str]:
    """The managers of a team who are still in Slack."""
    mine = [
        one.person
        for one in people.memberships(tx, workspace, team=team)
        if one.left is None and one.role is Role.MANAGER
    ]
    known: Mapping[str, Person] = people.people(tx, workspace, mine)
    return [one for one in mine if one in known and not known[one].deactivated]


def joins_on(tx: Tx, workspace: str, team: int, person: str, *, now: datetime) -> date:
    """From which local date on somebody is asked: not today any more when today's check-in has struck already."""
    known = people.person(tx, workspace, person)
    zone = ZoneInfo(known.zone if known else "UTC")
    today = now.astimezone(zone).date()
    for ritual in rituals.rituals(tx, workspace=workspace, team=team, kind=RitualKind.CHECKIN):
        due = due_at(ritual.rule.at, today, zone)
        if due is not None and due <= now:
            return today + timedelta(days=1)
    return today


def welcome(tx: Tx, workspace: str, *, team: int, person: str, by: str, now: datetime) -> None:
    """Tell a newcomer, in the same transaction, when they will be asked and who sees what they say."""
    known, inviter = people.person(tx, workspace, person), people.person(tx, workspace, by)
    if known is None:
        return
    mine = people.memberships(tx, workspace, team=team, person=person)
    message = Welcome(
        team=people.team(tx, workspace, team).name,
        by=inviter.name if inviter else "",
        at=next_checkin(tx, workspace, known, mine, now=now),
        zone=known.zone,
    )
    outbox.add(
        tx,
        workspace,
        key=f"v1:welcome:{team}:{person}:{mine[0].joined}",
        kind=message.kind,
        payload=message.model_dump_json(),
        conversation=person,
        now=now,
        expires=now + timedelta(days=2),
    )


def send_test_prompt(db: Database, workspace: str, *, by: str, team: int, key: str, now: datetime) -> None:
    """Send a manager what their team will be asked, as a message of its own; nothing comes of it."""
    with db.transaction() as tx:
        who = _manager(tx, workspace, by, team, now)
        tasks = [
            task.title
            for project in plans.projects(tx, workspace, team=team)
            for task in project.tasks.values()
            if task.resolution is None
        ]
        message = PromptPreview(
            team=people.team(tx, workspace, team).name, local_date=who.today, tasks=tuple(tasks[:TASKS_SHOWN])
        )
        outbox.add(
            tx,
            workspace,
            key=f"preview:{key}",
            kind=message.kind,
            payload=message.model_dump_json(),
            conversation=by,
            now=now,
            expires=now + timedelta(hours=1),
        )


def end_questions(tx: Tx, workspace: str, person: str, *, team: int | None, now: datetime) -> None:
    """Close what waits for somebody's answer, in one team or in all of them: they are not asked any more."""
    for checkin in checkins.latest_checkins(tx, workspace, person, limit=20):
        if checkin.state is CheckinState.OPEN and team in {None, checkin.team}:
            checkins.close_checkin(tx, workspace, checkin.id, CheckinState.SUPERSEDED, now=now)
            close_prompt(tx, workspace, checkin, state="superseded", key=f"left:{checkin.id}", now=now)


def _manager(tx: Tx, workspace: str, by: str, team: int, now: datetime) -> Asker:
    who = asker(tx, workspace, by, now)
    ensure(Action.EDIT_TEAM, who.person, who.memberships, team)
    return who


def _membership(tx: Tx, workspace: str, team: int, person: str) -> Membership:
    for one in people.memberships(tx, workspace, team=team, person=person):
        if one.left is None:
            return one
    raise NotFound("This person is not in the team any more.")


def _keep_a_manager(tx: Tx, workspace: str, team: int, *, without: str, field: str | None) -> None:
    people.hold_team(tx, workspace, team)
    left = managers(tx, workspace, team)
    if without in left and len(left) == 1:
        raise FormRefused([FieldError(field, LAST_MANAGER)]) if field else WrongInput(LAST_MANAGER)


def can_join(tx: Tx, workspace: str, person: str) -> bool:
    """Whether somebody may be in a team: of the workspace, and still there."""
    known = people.person(tx, workspace, person)
    return known is not None and not known.deactivated and not known.external


def _check_job(job: str) -> None:
    if len(job) > MOST_JOB:
        raise FormRefused([FieldError("job", f"At most {MOST_JOB} characters, please; this has {len(job)}.")])


def _note(
    tx: Tx, workspace: str, by: str, team: int, person: str, changed: tuple[Change, ...] | list[Change], now: datetime
) -> None:
    known = people.person(tx, workspace, person)
    subject = known.name if known else person
    audit.note(tx, Author(workspace, by, now, team=team), what="member", subject=subject, changes=changed)
