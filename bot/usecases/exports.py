"""Everything taken out: a workbook with forecasts and evidence, and files that `barometer import` reads back."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from bot.domain import export_sheets as shown
from bot.domain.errors import NothingYet, WrongInput
from bot.domain.forecasts import forecast
from bot.domain.people import Action, may
from bot.domain.sheet_values import csv_line
from bot.domain.sheets import Sheet
from bot.domain.team_sheets import sheets_of
from bot.usecases import calibration
from bot.usecases.evidence import Standing, standing
from bot.usecases.files import team_document
from storage import people, plans, trails
from storage.database import Database, Tx
from storage.planfiles import write_document
from storage.workbooks import write_sheets

A_WEEK = timedelta(days=7)
MOST_WEEKS = 12


@dataclass(frozen=True)
class Scope:
    """What of a workspace a workbook holds, by team: forecasts, the plan, and the effort behind them."""

    workspace: str
    forecasts: frozenset[int]
    plan: frozenset[int]
    effort: frozenset[int]


def scope_of(db: Database, workspace: str, person: str) -> Scope:
    """What this person may see, or `NothingYet` if it is nothing."""
    with db.snapshot() as tx:
        who = people.person(tx, workspace, person)
        mine = people.memberships(tx, workspace, person=person)
        teams = [team.id for team in people.teams(tx, workspace)] if who is not None else []

        def allowed(action: Action) -> frozenset[int]:
            return frozenset(team for team in teams if who is not None and may(action, who, mine, team))

        found = Scope(workspace, allowed(Action.SEE_FORECAST), allowed(Action.SEE_PLAN), allowed(Action.SEE_EFFORT))
    if not found.forecasts:
        raise NothingYet("You are in no team yet, so there is nothing to export. Ask a manager to add you.")
    return found


def export_team(db: Database, path: Path, *, now: datetime) -> int:
    """Write every team with its plans to `.yaml`, `.xlsx` or `.csv`; how many tasks. The workbook holds everything."""
    with db.snapshot() as tx:
        every = [(workspace, team.id) for workspace in people.workspaces(tx) for team in people.teams(tx, workspace)]
        documents = [team_document(tx, workspace, team) for workspace, team in every]
    if not documents:
        raise WrongInput("There is no team to export yet.")
    match path.suffix.lower():
        case ".yaml" | ".yml":
            if len(documents) > 1:
                raise WrongInput("There are several teams; a .yaml file holds one. Export to .xlsx instead.")
            write_document(path, documents[0])
        case ".xlsx":
            teams = {workspace: frozenset(id for name, id in every if name == workspace) for workspace, _ in every}
            write_workbook(db, path, [Scope(one, ids, ids, ids) for one, ids in teams.items()], now=now)
        case ".csv":
            _write_csv(path, sheets_of(documents)[-1:])
        case other:
            raise WrongInput(f"{path}: I write .yaml, .xlsx and .csv; this is {other or 'without an ending'}")
    return sum(len(project["tasks"]) for document in documents for project in document["projects"])


def write_workbook(db: Database, path: Path, scopes: Sequence[Scope], *, now: datetime) -> dict[str, int]:
    """Write a workbook with all that these scopes hold; how many rows each sheet has."""
    with db.snapshot() as tx:
        return write_sheets(path, _sheets(tx, scopes, now=now))


def _sheets(tx: Tx, scopes: Sequence[Scope], *, now: datetime) -> Iterator[Sheet]:
    today = now.astimezone(UTC).date()
    documents = [
        team_document(tx, scope.workspace, team.id)
        for scope in scopes
        for team in people.teams(tx, scope.workspace)
        if team.id in scope.plan
    ]
    plan = sheets_of(documents) if documents else []
    effort = [scope for scope in scopes if scope.effort]
    titles = ["Forecast", "Odds by week", "Task odds", "Calibration"]
    titles += ["Evidence ledger", "Effort inputs", "Check-ins", "Blockers", "Corrections"] if effort else []
    yield shown.about([*titles, *(sheet.title for sheet in plan)], now=now.astimezone(UTC))
    forecasts: list[Any] = []
    odds: list[Any] = []
    for team, one in _standing(tx, scopes, today):
        known = forecast(one.plan, today=today, conditions=one.situation.conditions)
        names = {key: task.title for key, task in one.project.tasks.items()}
        forecasts.append(shown.forecast_row(team, one.plan.impact, one.plan.target, known, names))
        odds += shown.odds_rows(team, known, one.likelihoods, names)
    yield shown.forecast_sheet(forecasts)
    yield _weeks(tx, scopes, today)
    yield shown.odds_sheet(odds)
    yield shown.calibration_sheet(
        [
            (team.name, *calibration.told_and_ended(tx, scope.workspace, team.id, today=today))
            for scope in scopes
            for team in people.teams(tx, scope.workspace)
            if team.id in scope.forecasts
        ]
    )
    yield from plan
    if effort:
        yield Sheet("Evidence ledger", shown.LEDGER, _ledger(tx, effort, today))
        for title, columns, rows in (
            ("Effort inputs", shown.INPUTS, trails.effort_inputs),
            ("Check-ins", shown.CHECKINS, trails.checkins),
            ("Blockers", shown.BLOCKERS, trails.blockers),
            ("Corrections", shown.CORRECTIONS, trails.corrections),
        ):
            yield Sheet(title, columns, (row for one in effort for row in rows(tx, one.workspace, one.effort)))


def _standing(tx: Tx, scopes: Sequence[Scope], today: date, *, effort: bool = False) -> Iterator[tuple[str, Standing]]:
    """Every open project with its team's name, one after the other."""
    for scope in scopes:
        names = {team.id: team.name for team in people.teams(tx, scope.workspace)}
        teams = scope.effort if effort else scope.forecasts
        for project in plans.projects(tx, scope.workspace):
            if project.team in teams:
                yield names[project.team], standing(tx, scope.workspace, [project], today=today)[0]


def _weeks(tx: Tx, scopes: Sequence[Scope], today: date) -> Sheet:
    days = [today - week * A_WEEK for week in reversed(range(MOST_WEEKS))]
    names: list[str] = []
    rows: dict[date, dict[str, Any]] = {}
    for scope in scopes:
        for project in plans.projects(tx, scope.workspace):
            if project.team not in scope.forecasts:
                continue
            name = project.name if len(scopes) == 1 else f"{project.name} ({scope.workspace})"
            names.append(name)
            for day in days:
                if project.started <= day:
                    until = datetime.combine(day + timedelta(days=1), time(), UTC)
                    then = standing(tx, scope.workspace, [project], today=day, until=until)[0]
                    rows.setdefault(day, {"on": day})[name] = then.situation.by_target()
    return shown.weeks_sheet(names, [rows[day] for day in sorted(rows)])


def _ledger(tx: Tx, scopes: Sequence[Scope], today: date) -> Iterator[Any]:
    for team, one in _standing(tx, scopes, today, effort=True):
        titles = {key: task.title for key, task in one.project.tasks.items()}
        yield from shown.ledger_rows(team, one.project.name, one.likelihoods, titles)


def _write_csv(path: Path, sheets: Sequence[Sheet]) -> None:
    try:
        with path.open("w", newline="", encoding="utf-8-sig") as file:
            writer = csv.writer(file)
            for sheet in sheets:
                names = [column.name for column in sheet.columns]
                writer.writerow(names)
                writer.writerows(csv_line([row.get(name) for name in names]) for row in sheet.rows)
    except OSError as error:
        raise WrongInput(f"{path}: cannot be written ({error.strerror})") from None
