"""Everything taken out: teams, plans and people as files that `barometer import` reads back."""

import csv
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bot.domain.errors import WrongInput
from bot.domain.sheet_values import csv_line
from bot.domain.sheets import Sheet
from bot.domain.team_sheets import sheets_of
from bot.usecases.files import team_document
from storage import people
from storage.database import Database
from storage.planfiles import write_document
from storage.workbooks import write_sheets


def export_team(db: Database, path: Path, *, now: datetime) -> int:
    """Write every team with its plans to `.yaml`, `.xlsx` or `.csv`; how many tasks."""
    with db.snapshot() as tx:
        documents = [
            team_document(tx, workspace, team.id)
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
            _write_csv(path, sheets_of(documents)[-1:])
        case other:
            raise WrongInput(f"{path}: I write .yaml, .xlsx and .csv; this is {other or 'without an ending'}")
    return sum(len(project["tasks"]) for document in documents for project in document["projects"])


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
