"""Projects read from the sheets of a workbook: targets, tasks, and how they combine into success.

A task is named by its key, or by its title where there is no key; references forgive case and spaces.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import partial
from typing import Any

from bot.domain import sheet_values as values
from bot.domain.plan_documents import MOST_CORRELATION
from bot.domain.sheet_reader import At, SheetReader
from bot.domain.sheets import Place


@dataclass
class FoundProject:
    """A project's document, whose it is, and where each part of it stands."""

    team: str
    document: dict[str, Any]
    places: dict[str, Place]
    row: At
    needs: list[tuple[str, At]] = field(default_factory=list)


def read_projects(reader: SheetReader, teams: Sequence[str]) -> list[FoundProject]:
    """Every project in the workbook; faults are kept in the reader."""
    found = _projects(reader, teams)
    if reader.tables and not reader.rows("tasks") and found:
        reader.faults.append("sheet Tasks: is missing or empty; a plan needs at least one task")
        return []
    _tasks(reader, found)
    alone = next(iter(found)) if len(found) == 1 else None
    laid = {kind: _by_project(reader, kind, found, alone) for kind in ("approaches", "tasks")}
    for name, project in found.items():
        keys = _Keys(project.document["tasks"])
        for key, at in project.needs:
            named = reader.read("tasks", at, "needs", keys.all)
            if named:
                project.document["tasks"][key]["needs"] = named
        if not project.document["tasks"] and not reader.faults:
            kind = "projects" if "projects" in reader.tables else "tasks"
            reader.wrong(kind, project.row, "project", f"no row of sheet Tasks belongs to {name!r}")
        _structure(reader, project, keys, laid["approaches"].get(name, ()), laid["tasks"].get(name, ()))
    return list(found.values())


def _projects(reader: SheetReader, teams: Sequence[str]) -> dict[str, FoundProject]:
    # Without a sheet for projects, the tasks' own columns name them.
    kind = "projects" if "projects" in reader.tables else "tasks"
    found: dict[str, FoundProject] = {}
    for at in reader.rows(kind):
        name = reader.read(kind, at, "project", values.text, needed=True)
        if name is None or (kind == "tasks" and name in found):
            continue
        if name in found:
            reader.wrong(kind, at, "project", f"{name!r} stands there twice; keep one")
            continue
        document: dict[str, Any] = {
            "project": name,
            "target": reader.read(kind, at, "target", values.day, needed=True),
            "tasks": {},
        }
        team = teams[0] if len(teams) == 1 else ""
        if kind == "projects":
            team = team_of(reader, kind, at, teams)
            for column, parse in (
                ("impact", values.text),
                ("sponsor", values.text),
                ("correlation", partial(_between, least=0, most=MOST_CORRELATION)),
                ("worth", partial(_between, least=0, most=1e9)),
                ("success", _graph),
            ):
                value: Any = reader.read(kind, at, column, parse)
                if value is not None:
                    document[column] = value
        places = {column: reader.place(kind, at, column) for column in document if column != "tasks"}
        found[name] = FoundProject(team, document, places, at)
    return found


def team_of(reader: SheetReader, kind: str, at: At, teams: Sequence[str]) -> str:
    """The team a row is about: the one it names, or the only one there is."""
    name = reader.read(kind, at, "team", values.text)
    if name is None and len(teams) == 1:
        return teams[0]
    if name in teams:
        return str(name)
    if teams:
        what = f"there is no team {name[:60]!r} in sheet Team" if name else "is missing; there are several teams"
        reader.wrong(kind, at, "team", what)
    return ""


def _tasks(reader: SheetReader, projects: Mapping[str, FoundProject]) -> None:
    has = partial(reader.has, "tasks")
    key_column = next((name for name in ("key", "task", "title") if has(name)), "task")
    title_column = "title" if has("title") else "task"
    column = [reader.cell("tasks", at, "likelihood") for at in reader.rows("tasks")]
    share = partial(values.share, in_hundreds=values.counts_in_hundreds(column))
    for at in reader.rows("tasks"):
        project = _project_of(reader, at, projects)
        key = reader.read("tasks", at, key_column, values.text, needed=True)
        task: dict[str, Any] = {"likelihood": reader.read("tasks", at, "likelihood", share, needed=True)}
        if title_column != key_column:
            task["title"] = reader.read("tasks", at, title_column, values.text)
        task["effort"] = _effort(reader, at)
        task["spent"] = reader.read("tasks", at, "spent", partial(_between, least=0, most=1e6))
        task["owner"] = reader.read("tasks", at, "owner", values.text)
        task["planned_experiments"] = reader.read("tasks", at, "planned_experiments", _count)
        task["resolution"] = reader.read("tasks", at, "resolution", values.resolution)
        if key is None or project is None:
            continue
        if key in project.document["tasks"]:
            reader.wrong("tasks", at, key_column, f"{key[:60]!r} stands there twice; give one of them another name")
            continue
        project.document["tasks"][key] = {name: value for name, value in task.items() if value is not None}
        project.places[f"tasks.{key}"] = reader.place("tasks", at, key_column)
        for name, here in (("likelihood",) * 2, ("effort", "p50"), ("needs",) * 2, ("owner",) * 2):
            project.places[f"tasks.{key}.{name}"] = reader.place("tasks", at, here)
        if reader.cell("tasks", at, "needs") is not None:
            project.needs.append((key, at))


def _project_of(reader: SheetReader, at: At, projects: Mapping[str, FoundProject]) -> FoundProject | None:
    name = reader.read("tasks", at, "project", values.text)
    if name is None:
        if len(projects) == 1:
            return next(iter(projects.values()))
        if projects and "projects" in reader.tables:
            reader.wrong("tasks", at, "project", "is missing; there are several projects")
        return None
    if name not in projects:
        reader.wrong("tasks", at, "project", f"there is no project {name[:60]!r}{_hint(name, projects)}")
        return None
    return projects[name]


def _effort(reader: SheetReader, at: At) -> Any:
    positive = partial(_between, least=0.0, most=1e6)
    p50 = reader.read("tasks", at, "p50", positive)
    p90 = reader.read("tasks", at, "p90", positive)
    given = [reader.cell("tasks", at, name) is not None for name in ("p50", "p90")]
    if given[0] != given[1]:
        reader.wrong("tasks", at, "p90" if given[0] else "p50", "is missing; give both, P50 and P90, or neither")
    for name, value in (("p50", p50), ("p90", p90)):
        if value == 0:
            reader.wrong("tasks", at, name, "0 is not above 0; leave both empty when the effort is not known")
    if p50 and p90:
        if p90 < p50:
            reader.wrong("tasks", at, "p90", f"{p90:g} is below the P50 of {p50:g}; the larger number comes second")
        return [p50, p90]
    if any(given):
        return None
    estimate = reader.read("tasks", at, "estimate", positive)
    if estimate == 0:
        reader.wrong("tasks", at, "estimate", "0 is not above 0; leave it empty when the effort is not known")
    return estimate or None


def _by_project(
    reader: SheetReader, kind: str, projects: Mapping[str, FoundProject], alone: str | None
) -> dict[str, list[At]]:
    found: dict[str, list[At]] = {}
    for at in reader.rows(kind):
        cell = reader.cell(kind, at, "project")
        name = alone if cell is None else reader.read(kind, at, "project", values.text)
        if name in projects:
            found.setdefault(str(name), []).append(at)
        elif kind == "approaches":
            what = f"there is no project {name[:60]!r}{_hint(name, projects)}" if name else "is missing"
            reader.wrong(kind, at, "project", what)
    return found


def _structure(
    reader: SheetReader, project: FoundProject, keys: "_Keys", approaches: Sequence[At], tasks: Sequence[At]
) -> None:
    """Milestones from the sheet for them, or from the tasks' own columns; else every task is needed."""
    milestones: dict[str, dict[str, list[str]]] = {}
    for at in approaches:
        milestone = reader.read("approaches", at, "milestone", values.text, needed=True)
        approach = reader.read("approaches", at, "approach", values.text) or milestone
        named = reader.read("approaches", at, "tasks", keys.all, needed=True)
        if milestone is None or approach is None or named is None:
            continue
        milestones.setdefault(milestone, {}).setdefault(approach, []).extend(named)
        index, way = list(milestones).index(milestone), list(milestones[milestone]).index(approach)
        project.places[f"milestones.{index}.approaches.{way}"] = reader.place("approaches", at, "tasks")
    if not milestones and "success" not in project.document and reader.has("tasks", "milestone"):
        _milestones_of_tasks(reader, milestones, tasks)
    if milestones and "success" in project.document:
        reader.wrong("projects", project.row, "success", "milestones say it already; keep one of the two")
    elif milestones:
        project.document["milestones"] = [
            {"name": one, "approaches": [{"name": way, "tasks": tasks} for way, tasks in ways.items()]}
            for one, ways in milestones.items()
        ]
    elif "success" not in project.document:
        project.document["success"] = {"all": list(project.document["tasks"])}


def _milestones_of_tasks(reader: SheetReader, milestones: dict[str, dict[str, list[str]]], tasks: Sequence[At]) -> None:
    key_column = next((one for one in ("key", "task", "title") if reader.has("tasks", one)), "task")
    for at in tasks:
        milestone = reader.read("tasks", at, "milestone", values.text, needed=True)
        approach = reader.read("tasks", at, "approach", values.text) or milestone
        key = reader.cell("tasks", at, key_column)
        if milestone is not None and approach is not None and key is not None:
            milestones.setdefault(milestone, {}).setdefault(approach, []).append(values.text(key))


class _Keys:
    """Finds the task that a cell means."""

    def __init__(self, tasks: Mapping[str, Mapping[str, Any]]) -> None:
        self._tasks = tasks
        words = [(_loose(key), key) for key in tasks]
        words += [(_loose(str(task["title"])), key) for key, task in tasks.items() if "title" in task]
        several = Counter(word for word, _ in set(words))
        self._loose = {word: key for word, key in words if several[word] == 1}

    def all(self, cell: Any) -> list[str]:
        """The keys of all tasks in a cell, or `ValueError` for the first that is none."""
        whole = values.text(cell)
        if whole in self._tasks and '"' not in whole:
            return [whole]
        return [self._one(name) for name in values.names(cell)]

    def _one(self, name: str) -> str:
        if name in self._tasks:
            return name
        known = self._loose.get(_loose(name))
        if known is None:
            raise ValueError(f"there is no task {name[:60]!r}{_hint(name, self._tasks)}")
        return known


def _loose(words: str) -> str:
    return " ".join(words.casefold().split())


def _hint(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, list(known)[:5000], n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _between(value: Any, *, least: float, most: float) -> float:
    found = values.number(value)
    if not least <= found <= most:
        raise ValueError(f"{found:g} is not between {least:g} and {most:g}")
    return found


def _count(value: Any) -> int:
    _between(value, least=0, most=1e6)
    return values.whole(value)


def _graph(value: Any) -> Any:
    words = values.text(value)
    try:
        return json.loads(words) if words[:1] in {"{", '"'} else words
    except (ValueError, RecursionError):
        raise ValueError('is not written as {"all": ["data", {"any": ["a", "b"]}]}') from None
