"""A team's document as sheets of rows, and back: what a workbook holds. Knows no workbook."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from bot.domain.errors import WrongInput

Rows = Sequence[tuple[int, Mapping[str, Any]]]
Sheets = dict[str, tuple[Sequence[str], Sequence[Mapping[str, Any]]]]

TEAM = ("team", "channel", "weekdays", "at", "every_weeks", "reminders")
MEMBERS = ("team", "handle", "role", "job", "country", "subdivision")
DIGESTS = ("team", "channel", "weekday", "at", "zone")
PROJECTS = ("team", "project", "impact", "target", "sponsor", "correlation", "worth")
APPROACHES = ("project", "milestone", "approach", "tasks")
TASKS = (
    "project",
    "task",
    "title",
    "likelihood",
    "p50",
    "p90",
    "spent",
    "needs",
    "owner",
    "planned_experiments",
    "resolution",
)


def sheets_of(documents: Sequence[Mapping[str, Any]]) -> Sheets:
    """Teams as the sheets of one workbook."""
    rows: dict[str, list[Mapping[str, Any]]] = {name: [] for name in ("Team", "Members", "Digests", "Projects")}
    approaches: list[Mapping[str, Any]] = []
    tasks: list[Mapping[str, Any]] = []
    for document in documents:
        team = {"team": document["team"]}
        checkins = dict(document.get("checkins", {}))
        checkins["weekdays"] = ", ".join(checkins.get("weekdays", ()))
        rows["Team"].append(team | {"channel": document.get("channel")} | checkins)
        rows["Members"] += [team | dict(member) for member in document["members"]]
        rows["Digests"] += [team | dict(digest) for digest in document["digests"]]
        for project in document["projects"]:
            rows["Projects"].append(team | {name: project.get(name) for name in PROJECTS[1:]})
            approaches += _approach_rows(project)
            tasks += [_task_row(project["project"], key, task) for key, task in project["tasks"].items()]
    return {
        "Team": (TEAM, rows["Team"]),
        "Members": (MEMBERS, rows["Members"]),
        "Digests": (DIGESTS, rows["Digests"]),
        "Projects": (PROJECTS, rows["Projects"]),
        "Approaches": (APPROACHES, approaches),
        "Tasks": (TASKS, tasks),
    }


def team_document(sheets: Mapping[str, Rows]) -> dict[str, Any]:
    """The team in a workbook's sheets as the document a team file holds; `WrongInput` names sheet and row."""
    teams = sheets.get("team", ())
    if len(teams) != 1:
        raise WrongInput(f"sheet Team: expected one row with the team, found {len(teams)}")
    _, row = teams[0]
    document: dict[str, Any] = {"team": row.get("team"), "channel": row.get("channel")}
    checkins = {name: row[name] for name in ("every_weeks", "reminders") if name in row}
    if "weekdays" in row:
        checkins["weekdays"] = _listed(row["weekdays"])
    if "at" in row:
        checkins["at"] = _clock(row["at"])
    document["checkins"] = checkins
    document["members"] = [_without(entry, "team") for _, entry in sheets.get("members", ())]
    document["digests"] = [
        _without(entry, "team") | ({"at": _clock(entry["at"])} if "at" in entry else {})
        for _, entry in sheets.get("digests", ())
    ]
    document["projects"] = [_project(number, entry, sheets) for number, entry in sheets.get("projects", ())]
    return document


def _project(number: int, entry: Mapping[str, Any], sheets: Mapping[str, Rows]) -> dict[str, Any]:
    name = entry.get("project")
    if not name:
        raise WrongInput(f"sheet Projects, row {number}, project: is missing")
    milestones: dict[str, list[dict[str, Any]]] = {}
    for row_number, row in sheets.get("approaches", ()):
        if row.get("project") == name:
            for wanted in ("milestone", "approach", "tasks"):
                if wanted not in row:
                    raise WrongInput(f"sheet Approaches, row {row_number}, {wanted}: is missing")
            way = {"name": row["approach"], "tasks": _listed(row["tasks"])}
            milestones.setdefault(str(row["milestone"]), []).append(way)
    target = entry.get("target")
    return {
        **_without(entry, "team"),
        "target": target.date() if isinstance(target, datetime) else target,
        "milestones": [{"name": one, "approaches": ways} for one, ways in milestones.items()],
        "tasks": {
            str(row.get("task", f"row {row_number}")): _task(row_number, row)
            for row_number, row in sheets.get("tasks", ())
            if row.get("project") == name
        },
    }


def _task(number: int, row: Mapping[str, Any]) -> dict[str, Any]:
    task = {name: row[name] for name in ("title", "likelihood", "spent", "owner", "resolution") if name in row}
    if ("p50" in row) != ("p90" in row):
        raise WrongInput(f"sheet Tasks, row {number}, {'p90' if 'p50' in row else 'p50'}: give both or neither")
    if "p50" in row:
        task["effort"] = [row["p50"], row["p90"]]
    if "needs" in row:
        task["needs"] = _listed(row["needs"])
    if "planned_experiments" in row:
        task["planned_experiments"] = row["planned_experiments"]
    return task


def _approach_rows(project: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    if "milestones" not in project:
        raise WrongInput(f"{project['project']}: its success is not a list of milestones; export it to .yaml instead")
    return [
        {
            "project": project["project"],
            "milestone": milestone["name"],
            "approach": way["name"],
            "tasks": ", ".join(way["tasks"]),
        }
        for milestone in project["milestones"]
        for way in milestone["approaches"]
    ]


def _task_row(project: str, key: str, task: Mapping[str, Any]) -> Mapping[str, Any]:
    p50, p90 = task.get("effort", (None, None))
    return {
        **task,
        "project": project,
        "task": key,
        "p50": p50,
        "p90": p90,
        "needs": ", ".join(task.get("needs", ())) or None,
    }


def _listed(value: Any) -> list[str]:
    return [part.strip() for part in str(value).split(",") if part.strip()]


def _clock(value: Any) -> Any:
    return value.strftime("%H:%M") if isinstance(value, time | datetime) else value


def _without(entry: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key != name}
