"""Plans and teams from files: a forecast of a plan file, teams read and previewed, a template to fill in."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from bot.domain.errors import WrongInput
from bot.domain.forecasts import Forecast, forecast
from bot.domain.import_previews import Preview, preview
from bot.domain.plan_documents import parse_plan, plan_document
from bot.domain.rituals import RitualKind
from bot.domain.sheets import Faults
from bot.domain.team_files import WEEKDAYS, TeamFile, parse_team, raise_faults
from bot.domain.team_sheets import EXAMPLE, sheets_of
from bot.domain.team_workbooks import FOR_READING, team_documents
from bot.usecases.teams import Resolved, resolve
from storage import audiences, outlines, people, plans, rituals
from storage.database import Database, Tx
from storage.planfiles import read_document
from storage.workbooks import read_sheets, write_sheets


def forecast_file(path: Path, *, today: date) -> Forecast:
    """The forecast of a plan file; needs no database."""
    return forecast(parse_plan(read_document(path)), today=today)


def read_teams(path: Path, *, team: str | None = None) -> list[TeamFile]:
    """The teams in a `.yaml` or `.xlsx` file, or `WrongInput` with every fault and its place.

    `team` is whose plan a workbook holds when it does not say so itself.
    """
    if path.suffix.lower() in {".yaml", ".yml"}:
        return [parse_team(read_document(path))]
    if path.suffix.lower() != ".xlsx":
        raise WrongInput(f"{path}: I read .yaml and .xlsx; this is {path.suffix or 'without an ending'}")
    found = team_documents(read_sheets(path, skip=FOR_READING), team=team)
    teams: list[TeamFile] = []
    faults: list[str] = []
    for one in found:
        try:
            teams.append(parse_team(one.document, one.places, one.passed_over))
        except Faults as error:
            faults += error.faults
        except WrongInput as error:
            faults.append(str(error))
    raise_faults(faults, {})
    return teams


def preview_import(
    db: Database, workspace: str, given: Sequence[TeamFile], *, channels: Mapping[str, str]
) -> list[Preview]:
    """What importing these teams would change; nothing is changed. `WrongInput` where the import would fail."""
    names = {id: f"#{name}" for name, id in channels.items()}
    found = []
    with db.snapshot() as tx:
        known = {team.name: team for team in people.teams(tx, workspace)}
        for team in given:
            resolved = resolve(tx, workspace, team, channels=channels)
            document = team_document(tx, workspace, known[team.name].id) if team.name in known else None
            before = None if document is None else parse_team(_with_channels(document, names))
            found.append(preview(before, _as_known(team, resolved, names)))
    return found


def write_template(path: Path) -> None:
    """Write a workbook to fill in: the right headings with a note on each, and one small example."""
    if path.suffix.lower() != ".xlsx":
        raise WrongInput(f"{path}: a template is an .xlsx workbook; give it that ending")
    write_sheets(path, sheets_of([EXAMPLE]))


def team_document(tx: Tx, workspace: str, team_id: int) -> dict[str, Any]:
    """A team with its people, rituals and plans as the document a team file holds."""
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
    known = outlines.outlines(tx, workspace, team=team_id, closed=True)
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
            audience = audiences.audience(tx, workspace, ritual.id)
            document["digests"].append(
                {
                    "channel": ritual.channel,
                    "weekday": days[0],
                    "at": at,
                    "zone": ritual.zone,
                    "projects": sorted(one.name for one in known if one.id in audience.projects),
                    "jump": round((audience.jump or 0) * 100),
                }
            )
    document["projects"] = [
        _named(plan_document(project.plan), everybody) for project in plans.projects(tx, workspace, team=team_id)
    ]
    return document


def _with_channels(document: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    digests = [{**digest, "channel": names.get(digest["channel"], digest["channel"])} for digest in document["digests"]]
    return document | {"channel": names.get(document["channel"], document["channel"]), "digests": digests}


def _as_known(team: TeamFile, resolved: Resolved, names: Mapping[str, str]) -> TeamFile:
    """The file with people and channels under the names that the workspace knows them by."""
    handles = {name: f"@{person.handle}" for name, person in resolved.people.items()}
    shown = {name: names.get(id, id) for name, id in resolved.channels.items()}
    return replace(
        team,
        channel=shown.get(team.channel or ""),
        members=tuple(one.model_copy(update={"handle": handles[one.handle]}) for one in team.members),
        digests=tuple(one.model_copy(update={"channel": shown[one.channel]}) for one in team.digests),
        plans=tuple(
            replace(
                plan,
                tasks={
                    key: replace(task, owner=handles[task.owner] if task.owner else None)
                    for key, task in plan.tasks.items()
                },
            )
            for plan in team.plans
        ),
    )


def _named(document: dict[str, Any], everybody: Mapping[str, Any]) -> dict[str, Any]:
    for task in document["tasks"].values():
        if task.get("owner") in everybody:
            task["owner"] = f"@{everybody[task['owner']].handle}"
    return document


def _given(**values: str | None) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}
