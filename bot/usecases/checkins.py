"""Asking: which check-ins are due, what a person is asked, and ways not to answer."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain import schedule
from bot.domain.checkins import AskedTask, Checkin, CheckinState, Questions
from bot.domain.days_away import AwayDays, holiday_calendar
from bot.domain.errors import NotAllowed, NothingYet, WrongInput
from bot.domain.messages import CheckinPrompt
from bot.domain.rituals import Participant, Ritual, RitualKind, own_rule
from bot.domain.schedule import Kind, Planned
from bot.usecases.evidence import standing
from bot.usecases.prompts import close_prompt, closing, prompt_key
from storage import checkins, outbox, people, plans, rituals
from storage.database import Database, Tx

STATE_OF = {
    Kind.PROMPT: CheckinState.OPEN,
    Kind.SKIPPED_LATE: CheckinState.SKIPPED_LATE,
    Kind.SUPERSEDED: CheckinState.SUPERSEDED,
    Kind.AWAY: CheckinState.AWAY,
}
TASKS_IN_PROMPT = 5


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
            likelihood=one.plan.tasks[key].likelihood,
            last=last.get(tracked.id),
            given=answered.get(tracked.id),
        )
        for one in standing(tx, workspace, projects, today=on)
        for key, tracked in one.project.tasks.items()
    }
    return Questions(checkin, ritual, on, tuple(found[task] for task in wanted if task in found))


def open_due(db: Database, *, now: datetime) -> int:
    """Open every check-in that has come due, each with its prompt, once per person and local date. How many."""
    with db.snapshot() as tx:
        due = [ritual for ritual in rituals.rituals(tx, kind=RitualKind.CHECKIN) if _is_due(tx, ritual, now)]
    opened = 0
    for ritual in due:
        with db.transaction() as tx:
            opened += _open(tx, ritual, now)
    return opened


def _is_due(tx: Tx, ritual: Ritual, now: datetime) -> bool:
    """Whether the newest occurrence in some zone still lacks a check-in of somebody; cheap when nothing is due."""
    newest: dict[date, list[tuple[str, time | None]]] = {}
    for zone, at in rituals.turns(tx, ritual):
        if found := schedule.struck(own_rule(ritual.rule, at), ZoneInfo(zone), now=now):
            newest.setdefault(found[-1][0], []).append((zone, at))
    return any(rituals.lacks_checkin(tx, ritual, turns=turns, on=on) for on, turns in newest.items())


def _planned(tx: Tx, ritual: Ritual, now: datetime) -> list[tuple[Participant, Planned]]:
    """What has struck for whom and is not recorded yet."""
    since = now.date() - timedelta(days=schedule.LOOKBACK_DAYS + 2)
    struck = {}
    for zone, at in rituals.turns(tx, ritual):
        found = schedule.struck(own_rule(ritual.rule, at), ZoneInfo(zone), now=now)
        if found:
            struck[zone, at] = found
    if not struck:
        return []
    dates = {on for found in struck.values() for on, _ in found}
    recorded: dict[str, set[date]] = {}
    for person, on in checkins.recorded(tx, ritual.id, dates):
        recorded.setdefault(person, set()).add(on)
    days_off = people.days_off(tx, ritual.workspace, since=since).get(ritual.team, frozenset())
    absences = people.absences(tx, ritual.workspace, since=since)

    def absent(person: str) -> Sequence[tuple[date, date]]:
        return absences.get(person, ())

    planned = []
    for participant in rituals.participants(tx, ritual):
        known = recorded.get(participant.person, ())
        mine = struck.get((participant.zone, participant.at), ())
        if all(on in known for on, _ in mine):
            continue
        holidays = holiday_calendar(participant.country, participant.subdivision)
        away = {on for on, _ in mine if on in days_off or on in holidays or on in AwayDays(absent(participant.person))}
        planned += [
            (participant, one)
            for one in schedule.plan(
                mine, now=now, joined=participant.joined, away=away, recorded=known, grace=ritual.grace
            )
        ]
    return planned


def _open(tx: Tx, ritual: Ritual, now: datetime) -> int:
    planned = _planned(tx, ritual, now)
    asked = [participant.person for participant, one in planned if one.kind is Kind.PROMPT]
    tasks = plans.open_tasks(tx, ritual.workspace, asked, today=now.date())
    # Nobody is asked about nothing; a task given to them later the same day still brings the prompt.
    planned = [(who, one) for who, one in planned if one.kind is not Kind.PROMPT or tasks.get(who.person)]
    checkins.add_checkins(tx, [_checkin_row(ritual, who, one) for who, one in planned])
    ids = checkins.checkins_on(tx, ritual.id, {one.local_date for _, one in planned})
    prompts = []
    for who, one in planned:
        if one.kind is not Kind.PROMPT:
            continue
        mine = tasks[who.person]
        prompt = CheckinPrompt(
            checkin=ids[who.person, one.local_date][0],
            team=ritual.team_name,
            local_date=one.local_date,
            tasks=tuple(title for _, title, _ in mine[:TASKS_IN_PROMPT]),
            more_tasks=max(len(mine) - TASKS_IN_PROMPT, 0),
        )
        prompts.append(
            {
                "workspace": ritual.workspace,
                "key": prompt_key(ritual.id, who.person, one.local_date),
                "kind": prompt.kind,
                "payload": prompt.model_dump_json(),
                "conversation": who.person,
                "created": now,
                "not_before": now,
                "expires": one.due + ritual.grace,
            }
        )
    outbox.add_many(tx, prompts)
    _supersede(tx, ritual, planned, now)
    return len(prompts)


def _supersede(tx: Tx, ritual: Ritual, planned: Sequence[tuple[Participant, Planned]], now: datetime) -> None:
    """A new prompt takes the place of an older one that was never answered."""
    newest = {who.person: one.local_date for who, one in planned if one.kind is Kind.PROMPT}
    old = checkins.open_before(tx, ritual.workspace, ritual.id, newest)
    checkins.supersede(tx, ritual.workspace, ritual.id, [checkin.id for checkin in old], now=now)
    outbox.add_many(
        tx,
        [
            closing(
                ritual.workspace,
                checkin,
                team=ritual.team_name,
                state="superseded",
                key=f"superseded:{checkin.id}",
                now=now,
            )
            for checkin in old
        ],
    )


def _checkin_row(ritual: Ritual, who: Participant, one: Planned) -> dict[str, Any]:
    return {
        "workspace": ritual.workspace,
        "ritual_id": ritual.id,
        "person": who.person,
        "local_date": one.local_date,
        "state": STATE_OF[one.kind],
        "due": one.due,
    }
