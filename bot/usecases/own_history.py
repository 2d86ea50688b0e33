"""What somebody said in their own check-ins: for themselves alone, to read and to take along."""

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.checkins import EffortInputs
from bot.domain.errors import NotAllowed, NothingYet
from storage import checkins, people, plans
from storage.database import Database

COLUMNS = (
    "date",
    "project",
    "task",
    "status",
    "experiments",
    "approaches",
    "hours",
    "blocked",
    "blocker",
    "confidence",
    "expected",
    "learned",
)
# A cell that begins with one of these is a formula to a spreadsheet.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Said:
    """What was said of one task on one date."""

    on: date
    project: str
    task: str
    inputs: EffortInputs


def own_history(
    db: Database, workspace: str, *, person: str, now: datetime, days: int | None = None, until_days_ago: int = 0
) -> list[Said]:
    """A person's own answers of the last so many days (all of them by default), the newest first."""
    with db.snapshot() as tx:
        who = people.person(tx, workspace, person)
        if who is None:
            raise NotAllowed("I do not know you yet; try again in a minute.")
        today = now.astimezone(ZoneInfo(who.zone)).date() - timedelta(days=until_days_ago)
        since = today - timedelta(days=days) if days is not None else date.min
        told = checkins.own_inputs(tx, workspace, person, since=since, until=today)
        titles = {
            task.id: (project.name, task.title)
            for project in plans.projects_of_tasks(tx, workspace, {inputs.task for _, inputs in told})
            for task in project.tasks.values()
        }
    found = [Said(on, *titles.get(inputs.task, ("", "a task that is gone")), inputs) for on, inputs in told]
    if not found:
        raise NothingYet("You have not answered a check-in in that time. `/checkin` opens the next one.")
    return found


def as_csv(said: list[Said]) -> bytes:
    """The same for a spreadsheet; nothing in it is a formula."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    for one in reversed(said):
        given = one.inputs
        rows.writerow(
            _plain(value)
            for value in (
                one.on.isoformat(),
                one.project,
                one.task,
                given.status.value,
                given.experiments,
                given.approaches,
                given.hours,
                {True: "yes", False: "no", None: ""}[given.blocked],
                given.blocker,
                given.confidence,
                given.expected,
                given.learned,
            )
        )
    # With a mark that makes spreadsheets read UTF-8.
    return text.getvalue().encode("utf-8-sig")


def _plain(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
