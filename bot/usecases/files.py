"""Plans and teams as files: a forecast of a plan file, a team brought in, everything taken out."""

import csv
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bot.domain.errors import WrongInput
from bot.domain.forecasts import Forecast, forecast
from bot.domain.plan_documents import parse_plan, plan_document
from bot.domain.rituals import RitualKind
from bot.domain.team_files import WEEKDAYS, TeamFile, parse_team
from bot.domain.team_sheets import sheets_of, team_document
from storage import people, plans, rituals
from storage.database import Database, Tx
from storage.planfiles import read_document, write_document
from storage.workbooks import neutral, read_sheets, write_sheets


def forecast_file(path: Path, *, today: date) -> Forecast:
    """The forecast of a plan file; needs no database."""
    return forecast(parse_plan(read_document(path)), today=today)


def read_team(path: Path) -> TeamFile:
    """The team in a `.yaml` or `.xlsx` file, or `WrongInput` with the place of the first fault."""
    if path.suffix.lower() in {".yaml", ".yml"}:
        return parse_team(read_document(path))
    if path.suffix.lower() == ".xlsx":
        return parse_team(team_document(read_sheets(path)))
    raise WrongInput(f"{path}: I read .yaml and .xlsx; this is {path.suffix or 'without an ending'}")


def export_team(db: Database, path: Path, *, now: datetime) -> int:
    """Write every team with its plans and today's likelihoods to `.yaml`, `.xlsx` or `.csv`; how many tasks."""
    with db.snapshot() as tx:
        documents = [
            _document(tx, workspace, team.id)
            for workspace in people.workspaces(tx)
            for team in people.teams(tx, workspace)
        ]
    if not documents:
        raise WrongInput("There is no team to export yet.")
    match path.suffix.lower():
        case ".yaml" | ".yml":
            if len(documents) > 1:
                raise WrongInput("There are several teams; a .yaml file holds one. Export to .xlsx instead.")
            write_document(path, documents[0])
        case ".xlsx":
            write_sheets(path, sheets_of(documents))
        case ".csv":
            _write_csv(path, sheets_of(documents)["Tasks"])
        case other:
            raise WrongInput(f"{path}: I write .yaml, .xlsx and .csv; this is {other or 'without an ending'}")
    return sum(len(project["tasks"]) for document in documents for project in document["projects"])


def _document(tx: Tx, workspace: str, team_id: int) -> dict[str, Any]:
    team = people.team(tx, workspace, team_id)
    everybody = people.people(tx, workspace)
    members = [one for one in people.memberships(tx, workspace, team=team_id) if one.left is None]
    document: dict[str, Any] = {
        "team": team.name,
        "channel": team.channel,
        "members": [
            {
                "handle": f"@{everybody[one.person].handle}",
                "role": one.role.value,
                "job": one.job,
                **_given(country=everybody[one.person].country, subdivision=everybody[one.person].subdivision),
            }
            for one in members
        ],
        "digests": [],
    }
    for ritual in rituals.rituals(tx, workspace=workspace, team=team_id):
        days = [WEEKDAYS[number] for number in sorted(ritual.rule.weekdays)]
        at = ritual.rule.at.strftime("%H:%M")
        if ritual.kind is RitualKind.CHECKIN:
            document["checkins"] = {
                "weekdays": days,
                "at": at,
                "every_weeks": ritual.rule.every_weeks,
                "reminders": ritual.reminders,
            }
        else:
            document["digests"].append({"channel": ritual.channel, "weekday": days[0], "at": at, "zone": ritual.zone})
    document["projects"] = [
        _named(plan_document(project.plan), everybody) for project in plans.projects(tx, workspace, team=team_id)
    ]
    return document


def _named(document: dict[str, Any], everybody: Mapping[str, Any]) -> dict[str, Any]:
    for task in document["tasks"].values():
        if task.get("owner") in everybody:
            task["owner"] = f"@{everybody[task['owner']].handle}"
    return document


def _given(**values: str | None) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def _write_csv(path: Path, sheet: tuple[Any, Any]) -> None:
    headers, rows = sheet
    try:
        with path.open("w", newline="", encoding="utf-8-sig") as file:
            writer = csv.writer(file)
            writer.writerow(headers)
            writer.writerows([neutral(str(row.get(header, ""))) for header in headers] for row in rows)
    except OSError as error:
        raise WrongInput(f"{path}: cannot be written ({error.strerror})") from None
