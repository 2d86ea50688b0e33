"""What a person is asked when they look at a check-in, and ways not to answer it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.checkins import AskedTask, Checkin, CheckinState, Questions
from bot.domain.errors import NotAllowed, NothingYet, WrongInput
from bot.domain.rituals import RitualKind
from bot.usecases.between import worth_asking_of
from bot.usecases.evidence import standing
from bot.usecases.prompts import close_prompt
from storage import checkins, people, plans, rituals
from storage.database import Database, Tx


def questions_of(db: Database, workspace: str, *, person: str, checkin_id: int) -> Questions:
    """What a prompt asks; an answered one comes back with its answer filled in."""
    with db.snapshot() as tx:
        checkin = _own(tx, workspace, person, checkin_id)
        return _questions(tx, workspace, person, checkin.id, checkin.ritual, checkin.local_date)


def checkin_of(db: Database, workspace: str, *, person: str, checkin_id: int) -> Checkin:
    """A person's own check-in, or `NotAllowed`."""
    with db.snapshot() as tx:
        return _own(tx, workspace, person, checkin_id)


def next_questions(db: Database, workspace: str, *, person: str, now: datetime) -> Questions:
    """What `/checkin` asks at any time: the open check-in, or today's answer again, or the next date early."""
    with db.snapshot() as tx:
        known = people.person(tx, workspace, person)
        mine = [
            ritual
            for membership in people.memberships(tx, workspace, person=person)
            if membership.left is None
            for ritual in rituals.rituals(tx, workspace=workspace, team=membership.team, kind=RitualKind.CHECKIN)
        ]
        if known is None or not mine:
            raise NothingYet("You are in no team that checks in yet. Ask a manager to add you to one.")
        today = now.astimezone(ZoneInfo(known.zone)).date()
        latest = checkins.latest_checkins(tx, workspace, person)
        for checkin in latest:
            if checkin.state is CheckinState.OPEN or checkin.local_date >= today:
                return _questions(tx, workspace, person, checkin.id, checkin.ritual, checkin.local_date)
        ritual = mine[0]
        on = ritual.rule.next_date(after=today - timedelta(days=1)) or today
        return _questions(tx, workspace, person, None, ritual.id, on)


def skip(db: Database, workspace: str, *, person: str, checkin_id: int, key: str, now: datetime) -> None:
    """Skip one check-in: nothing moves, and nobody is told."""
    with db.transaction() as tx:
        checkin = _own(tx, workspace, person, checkin_id)
        if checkin.state is CheckinState.OPEN:
            checkins.close_checkin(tx, workspace, checkin.id, CheckinState.SKIPPED, now=now)
            close_prompt(tx, workspace, checkin, state="skipped", key=key, now=now)


def set_away(
    db: Database,
    workspace: str,
    *,
    person: str,
    first: date,
    last: date,
    reason: str,
    checkin_id: int | None,
    key: str,
    now: datetime,
) -> None:
    """Note an absence; it closes the open check-in it covers."""
    if last < first:
        raise WrongInput(f"The last day, {last}, is before the first, {first}.")
    if last - first > timedelta(days=366):
        raise WrongInput("An absence of more than a year: ask a manager to take you out of the team instead.")
    with db.transaction() as tx:
        people.add_absence(tx, workspace, person, first=first, last=last, kind="away", reason=reason, set_by=person)
        if checkin_id is None:
            return
        checkin = _own(tx, workspace, person, checkin_id)
        if checkin.state is CheckinState.OPEN and first <= checkin.local_date <= last:
            checkins.close_checkin(tx, workspace, checkin.id, CheckinState.AWAY, now=now)
            close_prompt(tx, workspace, checkin, state="away", key=key, now=now)


def _own(tx: Tx, workspace: str, person: str, checkin_id: int) -> Checkin:
    checkin = checkins.checkin(tx, workspace, checkin_id)
    if checkin.person != person:
        raise NotAllowed("This check-in was asked of somebody else; `/checkin` opens your own.")
    return checkin


def _questions(tx: Tx, workspace: str, person: str, checkin: int | None, ritual: int, on: date) -> Questions:
    answered = checkins.inputs_of_checkin(tx, workspace, checkin) if checkin is not None else {}
    mine = [task for task, _, _ in plans.open_tasks(tx, workspace, [person], today=on).get(person, [])]
    asked = rituals.ritual(tx, workspace, ritual)
    if asked.adaptive and asked.between(on) and (worth := worth_asking_of(tx, workspace, mine, today=on)):
        mine = [task for task in mine if task in worth]
    wanted = [*mine, *(task for task in answered if task not in mine)]
    if not wanted:
        raise NothingYet("You have no open tasks, so there is nothing to ask. A manager adds tasks to the plan.")
    projects = plans.projects_of_tasks(tx, workspace, wanted)
    last = {**checkins.last_inputs(tx, workspace, person, wanted), **answered}
    found = {
        tracked.id: AskedTask(
            id=tracked.id,
            title=tracked.title,
            project=one.project.name,
            likelihood=None if asked.blind and not answered else one.plan.tasks[key].likelihood,
            last=last.get(tracked.id),
            given=answered.get(tracked.id),
        )
        for one in standing(tx, workspace, projects, today=on)
        for key, tracked in one.project.tasks.items()
    }
    return Questions(checkin, ritual, on, tuple(found[task] for task in wanted if task in found))
