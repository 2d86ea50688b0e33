"""What happens with an answer: written down before it is acknowledged, then recorded in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from bot.domain.checkins import Checkin, CheckinState, EffortInputs, Reply, Source, unchanged
from bot.domain.errors import NotAllowed, NothingYet
from bot.domain.likelihood import moved
from bot.domain.messages import (
    ProjectMove,
    Reason,
    ReplyRecorded,
    TaskMove,
    narrow_metric,
)
from bot.domain.outlines import Change
from bot.domain.statuses import Resolution, Status
from bot.usecases.blockers import follow_answer
from bot.usecases.evidence import Standing, standing
from bot.usecases.prompts import close_prompt
from bot.usecases.team_days import tell_team
from storage import audit, checkins, inbox, outbox, people, plans
from storage.audit import Author
from storage.database import Database, Tx

REPLY = "reply"
CONFIRMATION_LIVES = timedelta(days=2)

ENDINGS = {Status.DONE: Resolution.SUCCEEDED, Status.RULED_OUT: Resolution.FAILED}


class HandedIn(BaseModel):
    """An answer as it waits in the inbox."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = 1
    person: str
    checkin: int | None
    ritual: int
    local_date: date
    source: Source
    inputs: tuple[EffortInputs, ...]


def hand_in(db: Database, workspace: str, *, key: str, answer: HandedIn, now: datetime) -> None:
    """Write an answer down so that it can be acknowledged; the same one again changes nothing."""
    payload = answer.model_dump_json(exclude_defaults=True)
    db.together(inbox.add_many, inbox.HandedOver(workspace, key, REPLY, payload, now))


def nothing_changed(db: Database, workspace: str, *, person: str, checkin_id: int, key: str, now: datetime) -> None:
    """Record, in one click, that the state of every open task is what it was."""
    with db.transaction() as tx:
        checkin = checkins.checkin(tx, workspace, checkin_id)
        if checkin.state is CheckinState.ANSWERED:
            return
        tasks = plans.open_tasks(tx, workspace, [person], today=checkin.local_date).get(person, [])
        last = checkins.last_inputs(tx, workspace, person, [task for task, _, _ in tasks])
        inputs = tuple(unchanged(last[task]) for task, _, _ in tasks if task in last)
        if not inputs:
            raise NothingYet("There is nothing from last time to repeat yet. Press *Check in* this once.")
        answer = HandedIn(
            person=person,
            checkin=checkin.id,
            ritual=checkin.ritual,
            local_date=checkin.local_date,
            source=Source.NOTHING_CHANGED,
            inputs=inputs,
        )
        record_reply(tx, workspace, key=key, answer=answer, now=now)


def record_reply(tx: Tx, workspace: str, *, key: str, answer: HandedIn, now: datetime) -> None:
    """Store an answer, end what it says has ended, and queue the confirmation that says what moved and why.

    The same key again changes nothing; a second answer to the same check-in takes the place of the first.
    """
    today = _local_today(tx, workspace, answer.person, now)
    checkin = _checkin_of(tx, workspace, answer, now=now)
    inputs = _still_asked(tx, workspace, checkin, answer)
    before = _standing(tx, workspace, inputs, today=answer.local_date)
    earlier = checkins.inputs_of_checkin(tx, workspace, checkin.id)
    late = checkin.local_date < today
    reply = Reply(key, answer.person, checkin.id, checkin.local_date, answer.source, inputs)
    if not checkins.add_reply(tx, workspace, reply, now=now, late=late):
        return
    author = Author(workspace, answer.person, now, team=checkin.team)
    _end_tasks(tx, author, inputs, earlier, before, on=checkin.local_date)
    checkins.close_checkin(tx, workspace, checkin.id, CheckinState.ANSWERED, now=now)
    noted = follow_answer(tx, workspace, checkin, inputs, before, key=key, now=now)
    after = _standing(tx, workspace, inputs, today=answer.local_date)
    ended = _ended(before, inputs)
    confirmation = ReplyRecorded(
        checkin=checkin.id,
        local_date=checkin.local_date,
        late=late,
        edited=bool(earlier),
        moves=_task_moves(before, after, inputs),
        projects=_project_moves(before, after, today=answer.local_date),
        blockers=noted,
        learned=sum(bool(one.learned) for one in inputs),
        untold=tuple(title for one, title in ended if one.status is Status.RULED_OUT and not one.learned),
        channel=people.team(tx, workspace, checkin.team).channel,
        metric=narrow_metric(*(one.learned for one in inputs)),
    )
    outbox.add(
        tx,
        workspace,
        key=f"confirm:{key}",
        kind=confirmation.kind,
        payload=confirmation.model_dump_json(),
        conversation=answer.person,
        now=now,
        expires=now + CONFIRMATION_LIVES,
    )
    close_prompt(tx, workspace, checkin, state="answered", key=key, now=now, tasks=len(inputs))
    tell_team(tx, workspace, checkin, ended, key=key, today=today, now=now)


def _local_today(tx: Tx, workspace: str, person: str, now: datetime) -> date:
    known = people.person(tx, workspace, person)
    return now.astimezone(ZoneInfo(known.zone)).date() if known else now.date()


def _checkin_of(tx: Tx, workspace: str, answer: HandedIn, *, now: datetime) -> Checkin:
    if answer.checkin is None:
        # An early answer: its row is what keeps the prompt from coming at all.
        checkins.add_checkins(
            tx,
            [
                {
                    "workspace": workspace,
                    "ritual_id": answer.ritual,
                    "person": answer.person,
                    "local_date": answer.local_date,
                    "state": CheckinState.OPEN,
                    "due": now,
                }
            ],
        )
        recorded = checkins.checkins_on(tx, answer.ritual, [answer.local_date])
        id, _ = recorded[answer.person, answer.local_date]
        return checkins.checkin(tx, workspace, id)
    checkin = checkins.checkin(tx, workspace, answer.checkin)
    if checkin.person != answer.person:
        raise NotAllowed("This check-in was asked of somebody else; `/checkin` opens your own.")
    return checkin


def _still_asked(tx: Tx, workspace: str, checkin: Checkin, answer: HandedIn) -> tuple[EffortInputs, ...]:
    # What the first answer ended may be put right by the second; what others ended meanwhile is left alone.
    mine = {task for task, _, _ in plans.open_tasks(tx, workspace, [answer.person]).get(answer.person, [])}
    mine |= set(checkins.inputs_of_checkin(tx, workspace, checkin.id))
    return tuple(one for one in answer.inputs if one.task in mine)


def _standing(tx: Tx, workspace: str, inputs: Sequence[EffortInputs], *, today: date) -> list[Standing]:
    projects = plans.projects_of_tasks(tx, workspace, [one.task for one in inputs])
    return standing(tx, workspace, projects, today=today)


def _end_tasks(
    tx: Tx,
    author: Author,
    inputs: Sequence[EffortInputs],
    earlier: Mapping[int, EffortInputs],
    before: Sequence[Standing],
    *,
    on: date,
) -> None:
    known = {task.id: (task, one.project.id) for one in before for task in one.project.tasks.values()}
    for one in inputs:
        task, project = known[one.task]
        ending = ENDINGS.get(one.status)
        said = earlier.get(one.task)
        # Only what this very answer had ended is open again; what somebody else ended meanwhile stays ended.
        taken_back = said is not None and ENDINGS.get(said.status) is task.resolution
        if ending is not task.resolution and (ending is not None or taken_back):
            plans.resolve_task(tx, author.workspace, one.task, ending, on=on)
            outcome = Change("outcome", *(end.value if end else "open" for end in (task.resolution, ending)))
            noted = replace(author, project=project)
            audit.note(tx, noted, what="task", subject=task.title, changes=[outcome], reason="said in a check-in")
        until = one.expected if one.status is Status.WAITING else None
        plans.set_waiting(tx, author.workspace, one.task, until)


def _ended(before: Sequence[Standing], inputs: Sequence[EffortInputs]) -> list[tuple[EffortInputs, str]]:
    """What this answer ended that was open until now, with each task's title."""
    open_tasks = {
        task.id: task.title for one in before for task in one.project.tasks.values() if task.resolution is None
    }
    return [(one, open_tasks[one.task]) for one in inputs if one.status in ENDINGS and one.task in open_tasks]


def _task_moves(
    before: Sequence[Standing], after: Sequence[Standing], inputs: Sequence[EffortInputs]
) -> tuple[TaskMove, ...]:
    asked = {one.task for one in inputs}
    moves = []
    for earlier, later in zip(before, after, strict=True):
        for key, task in later.project.tasks.items():
            if task.id not in asked:
                continue
            was, becomes = earlier.likelihoods.get(key), later.likelihoods.get(key)
            moves.append(
                TaskMove(
                    task=task.id,
                    title=task.title,
                    before=was.value if was else earlier.plan.tasks[key].likelihood,
                    after=becomes.value if becomes else later.plan.tasks[key].likelihood,
                    low=becomes.low if becomes else None,
                    high=becomes.high if becomes else None,
                    reasons=tuple(Reason(points=line.points, words=line.reason) for line in moved(was, becomes))
                    if was and becomes
                    else (),
                )
            )
    return tuple(moves)


def _project_moves(before: Sequence[Standing], after: Sequence[Standing], *, today: date) -> tuple[ProjectMove, ...]:
    return tuple(
        ProjectMove(
            name=later.project.name,
            before=earlier.situation.by_target(),
            after=later.situation.by_target(),
        )
        for earlier, later in zip(before, after, strict=True)
    )
