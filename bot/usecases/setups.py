"""The guided set-up of a team: answers are kept step by step, and take effect all at once at the end."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.domain.checkins import FieldError
from bot.domain.errors import NotAllowed
from bot.domain.outlines import (
    Change,
    FormRefused,
    Priority,
    ProjectWish,
    TaskWish,
    check_name,
    check_project,
)
from bot.domain.people import Membership, Person, Role
from bot.usecases.audiences import AudienceWish, save_audience
from bot.usecases.next_checkins import next_checkin
from bot.usecases.plans import Asker, asker
from bot.usecases.rosters import can_join, joins_on, welcome
from bot.usecases.team_settings import CheckinWish, save_checkin
from storage import audit, outlines, people, plans, setups
from storage.audit import Author
from storage.database import Database, Tx

MOST_APPROACHES = 10
EVEN_ODDS = 0.5
A_DAY = timedelta(days=1)


class Answers(BaseModel):
    """What somebody has answered so far. `step` is the one they have not finished."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    version: int = 1
    step: int = 0
    name: str = ""
    channel: str | None = None
    managers: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    leaders: tuple[str, ...] = ()
    goal: str = ""
    impact: str = ""
    approaches: tuple[str, ...] = ()
    target: date | None = None
    owners: tuple[str | None, ...] = ()
    weekdays: tuple[int, ...] = (1, 3)
    every_weeks: int = 1
    at: time = time(9, 30)
    reminders: int = 1
    digest_channel: str | None = None
    digest_weekday: int = 0
    digest_at: time = time(9, 0)
    digest_zone: str = "UTC"

    @property
    def ways(self) -> tuple[str, ...]:
        """The approaches, or the goal itself when nobody named any; none without a goal."""
        return self.approaches or ((self.goal,) if self.goal else ())


@dataclass(frozen=True)
class SetUp:
    """What a finished set-up made."""

    team: int
    name: str
    next_checkin: datetime | None
    zone: str


def resume(db: Database, workspace: str, *, person: str, now: datetime) -> Answers:
    """What somebody has answered so far; a fresh start names them as manager, in their zone."""
    with db.snapshot() as tx:
        who = _founder(tx, workspace, person, now)
        kept = setups.answers(tx, workspace, person)
        if kept is not None:
            try:
                return Answers.model_validate_json(kept)
            except ValidationError:
                pass  # written by another version: better asked again than taken for something else
        return Answers(managers=(person,), digest_zone=who.person.zone)


def keep(db: Database, workspace: str, *, person: str, answers: Answers, now: datetime) -> None:
    """Remember the answers so far, after looking at those that could not be put right later."""
    with db.transaction() as tx:
        who = _founder(tx, workspace, person, now)
        _refuse(_faults(tx, workspace, who, answers))
        setups.keep(tx, workspace, person, answers.model_dump_json(), now=now)


def start_over(db: Database, workspace: str, *, person: str) -> None:
    """Forget everything answered so far."""
    with db.transaction() as tx:
        setups.forget(tx, workspace, person)


def finish(db: Database, workspace: str, *, person: str, now: datetime) -> SetUp:
    """Make the team with its people, plan, check-in and digest, all or nothing; everybody asked is welcomed."""
    answers = resume(db, workspace, person=person, now=now)
    with db.transaction() as tx:
        who = _founder(tx, workspace, person, now)
        _refuse(_faults(tx, workspace, who, answers.model_copy(update={"step": 6})))
        team = people.save_team(tx, workspace, name=answers.name, channel=answers.channel)
        author = Author(workspace, person, now, team=team.id)
        audit.note(tx, author, what="team", subject=team.name, changes=[Change("added", "", team.name)])
        wish = CheckinWish(frozenset(answers.weekdays), answers.at, answers.every_weeks, answers.reminders)
        save_checkin(tx, workspace, by=person, team=team.id, wish=wish, today=who.today, now=now)
        digest = _digest(answers)
        if digest is not None:
            save_audience(tx, workspace, by=person, team=team.id, digest=None, wish=digest, now=now)
        for one, role in _roles(answers).items():
            joined = joins_on(tx, workspace, team.id, one, now=now)
            people.save_member(tx, workspace, Membership(team.id, one, role, "", joined=joined))
            known = people.person(tx, workspace, one)
            named = known.name if known else one
            audit.note(tx, author, what="member", subject=named, changes=[Change("role", "", role.value)])
        _add_plan(tx, author, who, team.id, answers)
        for one, role in _roles(answers).items():
            if role is not Role.LEADER and one != person:
                welcome(tx, workspace, team=team.id, person=one, by=person, now=now)
        setups.forget(tx, workspace, person)
        mine = people.memberships(tx, workspace, team=team.id, person=person)
        coming = next_checkin(tx, workspace, who.person, mine, now=now)
        return SetUp(team.id, team.name, coming, who.person.zone)


def names(db: Database, workspace: str, ids: tuple[str, ...]) -> dict[str, Person]:
    """People by id, for showing what was answered."""
    with db.snapshot() as tx:
        return people.people(tx, workspace, ids)


def _add_plan(tx: Tx, author: Author, who: Asker, team: int, answers: Answers) -> None:
    if not answers.goal or answers.target is None:
        return
    workspace = author.workspace
    wish = ProjectWish(answers.goal, answers.target, answers.impact, "", Priority.NORMAL)
    project = outlines.add_project(tx, workspace, team, wish, today=who.today)
    milestone = outlines.add_milestone(tx, outlines.outline(tx, workspace, project), workspace, answers.goal)
    for place, way in enumerate(answers.ways):
        approach = outlines.add_approach(tx, workspace, milestone, way)
        owner = answers.owners[place] if place < len(answers.owners) else None
        task = TaskWish(way, EVEN_ODDS, owner=owner, approaches=(approach,))
        outlines.add_task(tx, workspace, outlines.outline(tx, workspace, project), task, today=who.today)
    plans.expect_sound(tx, workspace, project)
    noted = Author(workspace, author.person, author.at, team=team, project=project)
    audit.note(tx, noted, what="project", subject=answers.goal, changes=[Change("added", "", answers.goal)])


def _faults(tx: Tx, workspace: str, who: Asker, answers: Answers) -> list[FieldError]:
    """What is wrong with the answers of the steps that were taken."""
    found: list[FieldError] = []
    if answers.step > 0:
        found += check_name("name", answers.name, taken=[one.name for one in people.teams(tx, workspace)])
    if answers.step > 1:
        if not any(can_join(tx, workspace, one) for one in answers.managers):
            found.append(FieldError("managers", "A team always keeps one manager; choose at least one."))
        for field, chosen in (
            ("managers", answers.managers),
            ("members", answers.members),
            ("leaders", answers.leaders),
        ):
            if not all(can_join(tx, workspace, one) for one in chosen):
                found.append(
                    FieldError(field, "Guests, bots and deactivated people cannot be in a team; leave them out.")
                )
    if answers.step > 3 and not all(can_join(tx, workspace, one) for one in answers.owners if one):
        found.append(FieldError("owner0", "Guests, bots and deactivated people cannot own a task; choose others."))
    if answers.step > 2 and (answers.goal or answers.approaches):
        if answers.target is None:
            found.append(FieldError("target", "By when? A date can be changed later."))
        else:
            wish = ProjectWish(answers.goal, answers.target, answers.impact)
            taken = outlines.project_names(tx, workspace).values()
            faults = check_project(wish, today=who.today, taken=list(taken), was=None)
            found += [FieldError({"name": "goal"}.get(one.field, one.field), str(one)) for one in faults]
        if len(answers.approaches) > MOST_APPROACHES:
            found.append(FieldError("approaches", f"At most {MOST_APPROACHES} to begin with; `/plan` adds more."))
        for way in answers.approaches:
            found += check_name("approaches", way)
    return found


def _roles(answers: Answers) -> dict[str, Role]:
    """Everybody's one role: who manages need not be named twice."""
    roles = dict.fromkeys(answers.leaders, Role.LEADER)
    roles |= dict.fromkeys(answers.members, Role.MEMBER)
    roles |= {owner: Role.MEMBER for owner in answers.owners if owner and answers.goal}
    return roles | dict.fromkeys(answers.managers, Role.MANAGER)


def _digest(answers: Answers) -> AudienceWish | None:
    if answers.digest_channel is None:
        return None
    return AudienceWish(answers.digest_channel, answers.digest_weekday, answers.digest_at, answers.digest_zone)


def _founder(tx: Tx, workspace: str, person: str, now: datetime) -> Asker:
    who = asker(tx, workspace, person, now)
    if not can_join(tx, workspace, person):
        raise NotAllowed("Guests cannot set a team up. Ask somebody of the workspace.")
    return who


def _refuse(errors: list[FieldError]) -> None:
    if errors:
        raise FormRefused(errors)
