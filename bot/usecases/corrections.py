"""*That's wrong*: a person's own word on a likelihood, shown at once and kept with a trail."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.errors import NotAllowed, NothingYet, WrongInput
from bot.domain.likelihood import nudged
from bot.domain.messages import ProjectMove, Reason, ReplyRecorded, TaskMove
from bot.domain.outlines import Change
from bot.domain.people import Action, ensure
from bot.usecases.evidence import Standing, standing
from storage import audit, corrections, outbox, people, plans
from storage.audit import Author
from storage.database import Database, Tx

TAKEN_BACK = "taken back"


@dataclass(frozen=True)
class Shown:
    """A likelihood as the person who doubts it sees it, with the ledger behind it."""

    task: int
    title: str
    likelihood: float
    low: float
    high: float
    enough: bool
    ledger: tuple[Reason, ...]


def shown(db: Database, workspace: str, *, person: str, task: int, now: datetime) -> Shown:
    """A task's likelihood and why, for somebody who may correct it."""
    with db.snapshot() as tx:
        one, key = _task(tx, workspace, person, task, now)
        known = one.likelihoods.get(key)
        if known is None:
            raise WrongInput("This task has ended, so its likelihood is settled.")
        lines = tuple(Reason(points=line.points, words=line.reason) for line in known.lines)
        title = one.project.tasks[key].title
        return Shown(task, title, known.value, known.low, known.high, known.enough, lines)


def correct(
    db: Database,
    workspace: str,
    *,
    person: str,
    task: int,
    should_be: float | None,
    reason: str,
    key: str,
    now: datetime,
    too_high: bool = False,
) -> None:
    """Let a person's word stand beside the evidence; they read at once what it changed.

    Without a number it is nudged up, or down where it is `too_high`.
    """
    if should_be is not None and not 0 <= should_be <= 1:
        raise WrongInput("A likelihood is a percentage from 0 to 100.")
    with db.transaction() as tx:
        before, name = _task(tx, workspace, person, task, now)
        was = before.plan.tasks[name].likelihood
        if should_be is None:
            should_be = nudged(was, down=too_high)
        if not corrections.add_correction(
            tx,
            workspace,
            task=task,
            person=person,
            key=key,
            shown=was,
            should_be=should_be,
            reason=reason,
            now=now,
        ):
            return
        _confirm(tx, workspace, person, before, task, key=key, now=now, reason=reason, corrected=True)


def take_back(db: Database, workspace: str, *, person: str, task: int, key: str, now: datetime) -> None:
    """Take a person's newest word on a task back; they read at once what that changed. Twice is once."""
    with db.transaction() as tx:
        before, _ = _task(tx, workspace, person, task, now)
        if not corrections.undo_correction(tx, workspace, task=task, person=person, now=now):
            raise NothingYet("There is no correction of yours left to take back here.")
        _confirm(tx, workspace, person, before, task, key=key, now=now, reason=TAKEN_BACK, corrected=False)


def _confirm(
    tx: Tx,
    workspace: str,
    person: str,
    before: Standing,
    task: int,
    *,
    key: str,
    now: datetime,
    reason: str,
    corrected: bool,
) -> None:
    after, name = _task(tx, workspace, person, task, now)
    was, now_is = (f"{one.plan.tasks[name].likelihood:.0%}" for one in (before, after))
    author = Author(workspace, person, now, team=before.project.team, project=before.project.id)
    title = before.project.tasks[name].title
    audit.note(
        tx, author, what="task", subject=title, changes=[Change("likelihood corrected", was, now_is)], reason=reason
    )
    confirmation = ReplyRecorded(
        checkin=None,
        local_date=_today(tx, workspace, person, now),
        late=False,
        edited=True,
        corrected=corrected,
        moves=(
            TaskMove(
                task=task,
                title=title,
                before=before.plan.tasks[name].likelihood,
                after=after.plan.tasks[name].likelihood,
            ),
        ),
        projects=(
            ProjectMove(
                name=before.project.name,
                before=before.situation.by_target(),
                after=after.situation.by_target(),
            ),
        ),
    )
    outbox.add(
        tx,
        workspace,
        key=f"confirm:{key}",
        kind=confirmation.kind,
        payload=confirmation.model_dump_json(),
        conversation=person,
        now=now,
        expires=now + timedelta(days=2),
    )


def _task(tx: Tx, workspace: str, person: str, task: int, now: datetime) -> tuple[Standing, str]:
    project, tracked = plans.task(tx, workspace, task)
    who = people.person(tx, workspace, person)
    if who is None:
        raise NotAllowed("I do not know you yet; try again in a minute.")
    memberships = people.memberships(tx, workspace, person=person)
    ensure(Action.CORRECT_LIKELIHOOD, who, memberships, project.team)
    one = standing(tx, workspace, [project], today=_today(tx, workspace, person, now))[0]
    return one, tracked.key


def _today(tx: Tx, workspace: str, person: str, now: datetime) -> date:
    who = people.person(tx, workspace, person)
    return now.astimezone(ZoneInfo(who.zone if who else "UTC")).date()
