"""Teams read from the sheets of a workbook that a manager has: every fault is told with its sheet, row and column.

Knows no file format; cells are sheet_values', headings sheet_headings' and projects plan_workbooks' business.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain import sheet_values as values
from bot.domain.plan_workbooks import read_projects, team_of
from bot.domain.sheet_headings import understand
from bot.domain.sheet_reader import At, SheetReader
from bot.domain.sheets import Faults, FoundSheet, Place

# What an export adds for reading; an import passes it over.
FOR_READING = frozenset(
    ("About", "Forecast", "Task odds", "Odds by week", "Evidence ledger", "Effort inputs", "Check-ins", "Blockers",
     "Corrections", "Calibration")
)  # fmt: skip


@dataclass(frozen=True)
class FoundTeam:
    """A team's document, where each part of it stands, and in words what was not used."""

    document: Mapping[str, Any]
    places: Mapping[str, Place]
    passed_over: tuple[str, ...]


def team_documents(sheets: Sequence[FoundSheet], *, team: str | None = None) -> list[FoundTeam]:
    """The teams in a workbook as documents, or `Faults` with all that cannot be used.

    `team` is whose plan it is when no sheet says so.
    """
    understood = understand(sheets, ours=FOR_READING)
    reader = SheetReader(understood.tables, understood.faults)
    if not understood.tables and not reader.faults:
        reader.faults.append(
            "I find no sheet I understand; name them Team, Members, Projects and Tasks. "
            "`barometer export --template plan.xlsx` writes one to fill in"
        )
    teams = _teams(reader, team) if understood.tables else {}
    for kind in ("members", "digests"):
        for at in reader.rows(kind):
            owner = team_of(reader, kind, at, list(teams))
            if owner:
                document, places = teams[owner]
                entry = _member(reader, at) if kind == "members" else _digest(reader, at)
                place = f"{kind}.{len(document[kind])}"
                places.update({f"{place}.{column}": reader.place(kind, at, column) for column in entry})
                document[kind].append(entry)
    for project in read_projects(reader, list(teams)):
        if project.team:
            document, places = teams[project.team]
            before = f"projects.{len(document['projects'])}"
            places[before] = project.places["project"]
            places.update({f"{before}.{name}": place for name, place in project.places.items()})
            document["projects"].append(project.document)
    if reader.faults:
        raise Faults(reader.faults)
    return [FoundTeam(document, places, understood.passed_over) for document, places in teams.values()]


def _teams(reader: SheetReader, default: str | None) -> dict[str, tuple[dict[str, Any], dict[str, Place]]]:
    found: dict[str, tuple[dict[str, Any], dict[str, Place]]] = {}
    for at in reader.rows("team"):
        name = reader.read("team", at, "team", values.text, needed=True)
        if name is None:
            continue
        if name in found:
            reader.wrong("team", at, "team", f"{name!r} stands there twice; keep one")
            continue
        checkins = {
            "weekdays": reader.read("team", at, "weekdays", values.names),
            "at": reader.read("team", at, "at", values.clock),
            "every_weeks": reader.read("team", at, "every_weeks", values.whole),
            "reminders": reader.read("team", at, "reminders", values.whole),
        }
        given = {key: value for key, value in checkins.items() if value is not None}
        document = _empty(name) | {"channel": reader.read("team", at, "channel", values.text)}
        places = {f"checkins.{column}": reader.place("team", at, column) for column in checkins}
        places |= {column: reader.place("team", at, column) for column in ("team", "channel")}
        found[name] = (document | ({"checkins": given} if given else {}), places)
    if found or reader.rows("team"):
        return found
    named = [
        name
        for kind in ("projects", "members")
        for at in reader.rows(kind)
        if (name := reader.read(kind, at, "team", values.text))
    ]
    names = list(dict.fromkeys(named)) or ([default] if default else [])
    if not names:
        reader.faults.append("sheet Team: is missing or empty; it needs one row with the team's name")
    return {name: (_empty(name), {}) for name in names}


def _empty(name: str) -> dict[str, Any]:
    return {"team": name, "members": [], "digests": [], "projects": []}


def _member(reader: SheetReader, at: At) -> dict[str, Any]:
    entry = {
        "handle": reader.read("members", at, "handle", values.text, needed=True),
        "role": reader.read("members", at, "role", values.role),
        "job": reader.read("members", at, "job", values.text),
        "country": reader.read("members", at, "country", values.text),
        "subdivision": reader.read("members", at, "subdivision", values.text),
    }
    return {key: value for key, value in entry.items() if value is not None}


def _digest(reader: SheetReader, at: At) -> dict[str, Any]:
    entry = {
        "channel": reader.read("digests", at, "channel", values.text, needed=True),
        "weekday": reader.read("digests", at, "weekday", values.text),
        "at": reader.read("digests", at, "at", values.clock),
        "zone": reader.read("digests", at, "zone", values.text),
        "projects": reader.read("digests", at, "projects", values.projects),
        "jump": reader.read("digests", at, "jump", values.jump),
    }
    return {key: value for key, value in entry.items() if value is not None}
