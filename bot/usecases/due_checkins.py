"""Opening check-ins as they come due: once per person and local date, each with its prompt in the same transaction."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain import schedule
from bot.domain.checkins import CheckinState
from bot.domain.days_away import AwayDays, holiday_calendar
from bot.domain.messages import CheckinPrompt
from bot.domain.rituals import Participant, Ritual, RitualKind, asking_rule
from bot.domain.schedule import Kind, Planned
from bot.usecases.between import worth_asking_of
from bot.usecases.prompts import closing, prompt_key
from bot.usecases.quiet import Quiet
from storage import checkins, outbox, people, plans, rituals
from storage.database import Database, Tx

STATE_OF = {
    Kind.PROMPT: CheckinState.OPEN,
    Kind.SKIPPED_LATE: CheckinState.SKIPPED_LATE,
    Kind.SUPERSEDED: CheckinState.SUPERSEDED,
    Kind.AWAY: CheckinState.AWAY,
}
TASKS_IN_PROMPT = 5
# Teams that come due in the same minute share a commit; not too many, because whoever answers waits for its end.
AT_ONCE = 4


def open_due(db: Database, *, now: datetime, quiet: Quiet | None = None) -> int:
    """Open every check-in that has come due, each with its prompt, once per person and local date. How many.

    `quiet` remembers between calls where a look can wait; without it everything is looked at.
    """
    quiet = quiet or Quiet()
    with db.snapshot() as tx:
        every = rituals.rituals(tx, kind=RitualKind.CHECKIN)
        due = [one for one in every if not quiet.holds(one, now=now) and _is_due(tx, one, now, quiet)]
    opened = 0
    for start in range(0, len(due), AT_ONCE):
        with db.transaction() as tx:
            opened += sum(_open(tx, ritual, now) for ritual in due[start : start + AT_ONCE])
    return opened


def _is_due(tx: Tx, ritual: Ritual, now: datetime, quiet: Quiet) -> bool:
    """Whether the newest occurrence in some zone still lacks a check-in of somebody."""
    newest: dict[date, list[tuple[str, time | None]]] = {}
    coming = []
    for zone, at in rituals.turns(tx, ritual):
        rule, place = asking_rule(ritual, at), ZoneInfo(zone)
        if found := schedule.struck(rule, place, now=now):
            newest.setdefault(found[-1][0], []).append((zone, at))
        coming.append(schedule.next_after(rule, place, now=now))
    if any(rituals.lacks_checkin(tx, ritual, turns=turns, on=on) for on, turns in newest.items()):
        return True
    quiet.note(ritual, now=now, strikes=min((at for at in coming if at is not None), default=None))
    return False


def _planned(tx: Tx, ritual: Ritual, now: datetime) -> list[tuple[Participant, Planned]]:
    """What has struck for whom and is not recorded yet."""
    since = now.date() - timedelta(days=schedule.LOOKBACK_DAYS + 2)
    struck = {}
    for zone, at in rituals.turns(tx, ritual):
        found = schedule.struck(asking_rule(ritual, at), ZoneInfo(zone), now=now)
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
    if ritual.adaptive:
        planned = _between(tx, ritual, planned, tasks, now)
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


def _between(
    tx: Tx,
    ritual: Ritual,
    planned: list[tuple[Participant, Planned]],
    tasks: dict[str, list[tuple[int, str, str]]],
    now: datetime,
) -> list[tuple[Participant, Planned]]:
    """On days between, keep for each person only the tasks worth asking about; who has none is noted as not needed."""
    extra = [who for who, one in planned if one.kind is Kind.PROMPT and ritual.between(one.local_date)]
    if not extra:
        return planned
    worth = worth_asking_of(
        tx, ritual.workspace, [task for who in extra for task, _, _ in tasks[who.person]], today=now.date()
    )
    # Who has a prompt waiting already needs no second one.
    waiting = {one.person for one in checkins.open_before(tx, ritual.workspace, ritual.id, _dates(planned))}
    kept: list[tuple[Participant, Planned]] = []
    for who, one in planned:
        if one.kind is not Kind.PROMPT or not ritual.between(one.local_date):
            kept.append((who, one))
            continue
        tasks[who.person] = [] if who.person in waiting else [t for t in tasks[who.person] if t[0] in worth]
        if tasks[who.person]:
            kept.append((who, one))
        else:
            row = {**_checkin_row(ritual, who, one), "state": CheckinState.NOT_NEEDED}
            checkins.add_checkins(tx, [row])
    return kept


def _dates(planned: Sequence[tuple[Participant, Planned]]) -> dict[str, date]:
    return {who.person: one.local_date for who, one in planned if one.kind is Kind.PROMPT}


def _supersede(tx: Tx, ritual: Ritual, planned: Sequence[tuple[Participant, Planned]], now: datetime) -> None:
    """A new prompt takes the place of an older one that was never answered."""
    newest = _dates(planned)
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
