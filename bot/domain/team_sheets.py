"""Teams as the sheets of a workbook: columns a manager can fill in, and rows that read back to the same teams.

Reading is team_workbooks' business; knows no file format.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.domain.sheet_values import joined, projects_cell
from bot.domain.sheets import Column, Kind, Sheet

_TEAM = Column("team", "Team", note="Which team this row is about.", width=18)
_PROJECT = Column("project", "Project", note="The project's name, as in the sheet Projects.", width=28)

TEAM = (
    Column("team", "Team", note="The team's name.", width=18),
    Column("channel", "Channel", note="The channel the team lives in, such as #payments-ml.", width=18),
    Column("weekdays", "Weekdays", note="When the team checks in: mon, tue, wed … separated by commas.", width=18),
    Column("at", "At", note="When, in each person's own time zone, such as 09:30."),
    Column("every_weeks", "Every weeks", Kind.NUMBER, "1 for every week, 2 for every other, up to 12."),
    Column("reminders", "Reminders", Kind.NUMBER, "How often a check-in is recalled: 0, 1 or 2."),
)
MEMBERS = (
    _TEAM,
    Column("handle", "Handle", note="The person's name in Slack, such as @sam.", width=18),
    Column("role", "Role", note="manager, member or leader: what they may see and do."),
    Column("job", "Job", note="What they work as.", width=24),
    Column("country", "Country", note="Two letters, such as DE, for public holidays. May be empty."),
    Column("subdivision", "Subdivision", note="State or region for public holidays, such as BE. May be empty."),
)
DIGESTS = (
    _TEAM,
    Column("channel", "Channel", note="Where leadership reads the weekly digest.", width=18),
    Column("weekday", "Weekday", note="mon, tue, wed …"),
    Column("at", "At", note="When, in the zone beside it, such as 09:00."),
    Column("zone", "Zone", note="A time zone such as Europe/Berlin.", width=20),
    Column("projects", "Projects", note="Which projects it is about, separated by commas, or all.", width=28),
    Column("jump", "Jump", Kind.NUMBER, "Odds that move by so many points are told at once; 0 for never."),
)
PROJECTS = (
    _TEAM,
    Column("project", "Project", note="What leadership calls it.", width=28),
    Column("impact", "Impact", note="The product impact: what gets better, and for whom.", width=44),
    Column("target", "Target", Kind.DAY, "The date it is promised for."),
    Column("sponsor", "Sponsor", note="Who in leadership cares. May be empty.", width=20),
    Column("correlation", "Correlation", Kind.NUMBER, "Luck that its tasks share, 0 to 0.8; 0.2 if empty."),
    Column("worth", "Worth", Kind.NUMBER, "What success is worth in person-days, if somebody said so."),
    Column(
        "success",
        "Success",
        note='Only when milestones do not say it: {"all": ["data", {"any": ["a", "b"]}, {"at_least": 2, "of": […]}]}.',
        width=30,
    ),
)
APPROACHES = (
    _PROJECT,
    Column("milestone", "Milestone", note="A must-have: all milestones of a project are needed.", width=28),
    Column("approach", "Approach", note="One way to reach it: any is enough.", width=32),
    Column("tasks", "Tasks", note="Keys of its tasks, separated by commas: all are needed.", width=36),
)
TASKS = (
    _PROJECT,
    Column("task", "Task", note="A short key that other rows name it by.", width=18),
    Column("title", "Title", note="What it is, in words. The key if empty.", width=44),
    Column("likelihood", "Likelihood", Kind.SHARE, "The chance that it works, as judged at its start.", shaded=True),
    Column("p50", "P50", Kind.NUMBER, "Remaining person-days given success: as likely more as less."),
    Column("p90", "P90", Kind.NUMBER, "Remaining person-days given success: exceeded once in ten."),
    Column("spent", "Spent", Kind.NUMBER, "Person-days already spent. May be empty."),
    Column("needs", "Needs", note="Keys of tasks that come before, separated by commas.", width=20),
    Column("owner", "Owner", note="The handle of the person who works on it, such as @sam."),
    Column("planned_experiments", "Planned experiments", Kind.NUMBER, "How many are planned. May be empty.", 20),
    Column("resolution", "Resolution", note="Empty while open; then succeeded, failed or abandoned."),
)
MOST_IN_A_CELL = 30_000

EXAMPLE: Mapping[str, Any] = {
    "team": "Our team",
    "channel": "#our-team",
    "checkins": {"weekdays": ["tue", "thu"], "at": "09:30", "every_weeks": 1, "reminders": 1},
    "members": [
        {"handle": "@mina", "role": "manager", "job": "Product manager", "country": "DE"},
        {"handle": "@sam", "role": "member", "job": "Data scientist", "country": "DE"},
    ],
    "digests": [
        {"channel": "#leadership", "weekday": "mon", "at": "09:00", "zone": "Europe/Berlin", "projects": [], "jump": 15}
    ],
    "projects": [
        {
            "project": "Fewer false fraud alarms",
            "impact": "Cut wrongly blocked orders by 10 %",
            "target": date(2030, 12, 18),
            "sponsor": "VP Payments",
            "correlation": 0.2,
            "milestones": [
                {
                    "name": "Labels we trust",
                    "approaches": [
                        {"name": "Audit by hand", "tasks": ["sample", "relabel"]},
                        {"name": "Weak supervision", "tasks": ["sample", "rules"]},
                    ],
                }
            ],
            "tasks": {
                "sample": {"title": "Draw a sample", "likelihood": 0.9, "effort": [2, 4], "owner": "@sam"},
                "relabel": {"title": "Relabel it", "likelihood": 0.7, "effort": [5, 11], "needs": ["sample"]},
                "rules": {"title": "Labelling rules", "likelihood": 0.55, "effort": [4, 9], "needs": ["sample"]},
            },
        }
    ],
}


def sheets_of(documents: Sequence[Mapping[str, Any]]) -> list[Sheet]:
    """Teams as the sheets of one workbook; `team_workbooks.team_documents` is the way back."""
    rows: dict[str, list[Mapping[str, Any]]] = {name: [] for name in ("Team", "Members", "Digests", "Projects")}
    approaches: list[Mapping[str, Any]] = []
    tasks: list[Mapping[str, Any]] = []
    for document in documents:
        team = {"team": document["team"]}
        checkins = dict(document.get("checkins", {}))
        if "weekdays" in checkins:
            checkins["weekdays"] = ", ".join(checkins["weekdays"])
        rows["Team"].append(team | {"channel": document.get("channel")} | checkins)
        rows["Members"] += [team | dict(member) for member in document.get("members", ())]
        rows["Digests"] += [team | _digest_row(digest) for digest in document.get("digests", ())]
        for project in document.get("projects", ()):
            rows["Projects"].append({**team, **_project_row(project)})
            approaches += _approach_rows(project)
            tasks += [_task_row(project["project"], key, task) for key, task in project["tasks"].items()]
    return [
        Sheet("Team", TEAM, rows["Team"], editable=True),
        Sheet("Members", MEMBERS, rows["Members"], editable=True),
        Sheet("Digests", DIGESTS, rows["Digests"], editable=True),
        Sheet("Projects", PROJECTS, rows["Projects"], editable=True),
        Sheet("Approaches", APPROACHES, approaches, editable=True),
        Sheet("Tasks", TASKS, tasks, editable=True),
    ]


def _digest_row(digest: Mapping[str, Any]) -> dict[str, Any]:
    return {**digest, "projects": projects_cell(digest["projects"]) if "projects" in digest else None}


def _project_row(project: Mapping[str, Any]) -> Mapping[str, Any]:
    row = {column.name: project.get(column.name) for column in PROJECTS[1:]}
    if "success" in project:
        row["success"] = json.dumps(project["success"], ensure_ascii=False)
    return row


def _approach_rows(project: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [
        {
            "project": project["project"],
            "milestone": milestone["name"],
            "approach": way["name"],
            "tasks": joined(tasks),
        }
        for milestone in project.get("milestones", ())
        for way in milestone["approaches"]
        for tasks in _in_cells(way["tasks"])
    ]


def _in_cells(tasks: Sequence[str]) -> list[list[str]]:
    """Tasks in as many cells as hold them; rows of one approach are read back as one."""
    cells: list[list[str]] = [[]]
    room = MOST_IN_A_CELL
    for task in tasks:
        room -= 2 * len(task) + 4
        if room < 0:
            cells.append([])
            room = MOST_IN_A_CELL
        cells[-1].append(task)
    return cells


def _task_row(project: str, key: str, task: Mapping[str, Any]) -> Mapping[str, Any]:
    p50, p90 = task.get("effort", (None, None))
    return {
        **task,
        "project": project,
        "task": key,
        "p50": p50,
        "p90": p90,
        "needs": joined(task.get("needs", ())),
    }
