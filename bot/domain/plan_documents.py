"""Plans as plain documents (what YAML, a workbook or the database hold) and back; names the place of every fault.

Knows no disk. `parse_plan(plan_document(plan)) == plan`.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from bot.domain.efforts import Reference
from bot.domain.errors import WrongInput
from bot.domain.plans import (
    DEFAULT_CORRELATION,
    Approach,
    AtLeast,
    Effort,
    Leaf,
    Milestone,
    Node,
    Plan,
    Task,
    all_of,
    any_of,
    milestone_node,
)
from bot.domain.statuses import Resolution

MOST_CORRELATION = 0.8
MOST_DEPTH = 50
MOST_TASKS = 100_000
MOST_NAME = 300

PLAN_KEYS = ("project", "impact", "target", "sponsor", "correlation", "worth", "milestones", "success", "tasks")
TASK_KEYS = ("title", "likelihood", "effort", "spent", "needs", "owner", "planned_experiments", "resolution")


class PlanError(WrongInput):
    """The plan cannot be used; the sentence begins with the place."""

    def __init__(self, place: str, what: str) -> None:
        super().__init__(f"{place}: {what}" if place else what)


def parse_plan(document: Any) -> Plan:
    """The plan in a document, or `PlanError` with one sentence that begins with the place."""
    given = _mapping(document, "", "a plan: `project`, `target`, `milestones` and `tasks`")
    _known_keys(given, PLAN_KEYS, "")
    tasks = _tasks(given.get("tasks"))
    if ("milestones" in given) == ("success" in given):
        raise PlanError("milestones", "give either milestones or success, and not both")
    if "milestones" in given:
        milestones = _milestones(given["milestones"], tasks)
        success = all_of(tuple(milestone_node(milestone) for milestone in milestones))
    else:
        milestones, success = (), _node(given["success"], tasks, "success", 0)
    _no_cycle(tasks)
    return Plan(
        project=_text(given, "project", "", required=True),
        target=_day(given.get("target"), "target"),
        success=success,
        tasks=tasks,
        impact=_text(given, "impact", ""),
        sponsor=_text(given, "sponsor", ""),
        correlation=_number(
            given.get("correlation", DEFAULT_CORRELATION), "correlation", least=0, most=MOST_CORRELATION
        ),
        worth=None if given.get("worth") is None else _number(given["worth"], "worth", least=0, most=1e9),
        milestones=milestones,
    )


def plan_document(plan: Plan) -> dict[str, Any]:
    """The plan as a document that parses to the same plan."""
    document: dict[str, Any] = {
        "project": plan.project,
        "impact": plan.impact,
        "target": plan.target,
        "sponsor": plan.sponsor,
        "correlation": plan.correlation,
    }
    if plan.worth is not None:
        document["worth"] = plan.worth
    if plan.milestones:
        document["milestones"] = [
            {
                "name": milestone.name,
                "approaches": [{"name": way.name, "tasks": list(way.tasks)} for way in milestone.approaches],
            }
            for milestone in plan.milestones
        ]
    else:
        document["success"] = _node_document(plan.success)
    document["tasks"] = {key: _task_document(task) for key, task in plan.tasks.items()}
    return document


def _tasks(given: Any) -> dict[str, Task]:
    entries = _mapping(given, "tasks", "tasks by their key")
    if not entries:
        raise PlanError("tasks", "a plan needs at least one task")
    if len(entries) > MOST_TASKS:
        raise PlanError("tasks", f"{len(entries):,} tasks are more than the {MOST_TASKS:,} I can hold")
    tasks = {str(key): _task(str(key), value) for key, value in entries.items()}
    for key, task in tasks.items():
        for needed in task.needs:
            _exists(needed, tasks, f"tasks.{key}.needs")
    return tasks


def _task(key: str, given: Any) -> Task:
    place = f"tasks.{key}"
    entry = _mapping(given, place, "a task such as {likelihood: 0.7, effort: [2, 4]}")
    _known_keys(entry, TASK_KEYS, place)
    if "likelihood" not in entry:
        raise PlanError(f"{place}.likelihood", "is missing; give a number between 0 and 1")
    planned = entry.get("planned_experiments")
    return Task(
        key=key,
        title=_text(entry, "title", place) or key,
        likelihood=_number(entry["likelihood"], f"{place}.likelihood", least=0, most=1),
        effort=_effort(entry.get("effort"), f"{place}.effort"),
        spent=_number(entry.get("spent", 0), f"{place}.spent", least=0, most=1e6),
        needs=_keys(entry.get("needs", []), f"{place}.needs"),
        owner=_text(entry, "owner", place) or None,
        planned_experiments=None if planned is None else _whole(planned, f"{place}.planned_experiments"),
        resolution=_resolution(entry.get("resolution"), f"{place}.resolution"),
    )


def _effort(given: Any, place: str) -> Effort | None:
    if given is None:
        return None
    if isinstance(given, int | float) and not isinstance(given, bool):
        estimate = _number(given, place, least=0, most=1e6)
        if estimate <= 0:
            raise PlanError(place, f"{given} is not above 0")
        return Reference().effort(estimate)
    if not isinstance(given, Sequence) or isinstance(given, str) or len(given) != 2:
        raise PlanError(place, "give two numbers of person-days, [P50, P90], or a single estimate")
    p50, p90 = (_number(value, place, least=0, most=1e6) for value in given)
    if p50 <= 0:
        raise PlanError(place, f"P50 {p50:g} is not above 0")
    if p90 < p50:
        raise PlanError(place, f"[{p50:g}, {p90:g}] has its P90 below its P50; the larger number comes second")
    return Effort(p50, p90)


def _milestones(given: Any, tasks: Mapping[str, Task]) -> tuple[Milestone, ...]:
    entries = _sequence(given, "milestones", "a list of milestones")
    if not entries:
        raise PlanError("milestones", "a plan needs at least one milestone")
    found = []
    for index, entry in enumerate(entries):
        place = f"milestones.{index}"
        milestone = _mapping(entry, place, "a milestone with a name and approaches")
        _known_keys(milestone, ("name", "approaches"), place)
        name = _text(milestone, "name", place, required=True)
        ways = _sequence(milestone.get("approaches"), f"{place}.approaches", "a list of approaches")
        if not ways:
            raise PlanError(f"{place}.approaches", f"the milestone {name!r} has no approach; give it one at least")
        found.append(Milestone(name, tuple(_approaches(ways, tasks, f"{place}.approaches"))))
    _unique([milestone.name for milestone in found], "milestones")
    return tuple(found)


def _approaches(ways: Sequence[Any], tasks: Mapping[str, Task], place: str) -> Iterator[Approach]:
    seen: list[str] = []
    for index, entry in enumerate(ways):
        here = f"{place}.{index}"
        approach = _mapping(entry, here, "an approach with a name and tasks")
        _known_keys(approach, ("name", "tasks"), here)
        name = _text(approach, "name", here, required=True)
        keys = _keys(approach.get("tasks"), f"{here}.tasks")
        if not keys:
            raise PlanError(f"{here}.tasks", f"the approach {name!r} has no task; give it one at least")
        for key in keys:
            _exists(key, tasks, f"{here}.tasks")
        seen.append(name)
        _unique(seen, place)
        yield Approach(name, keys)


def _node(given: Any, tasks: Mapping[str, Task], place: str, depth: int) -> Node:
    if depth > MOST_DEPTH:
        raise PlanError(place, f"is nested deeper than {MOST_DEPTH} levels")
    if isinstance(given, str):
        _exists(given, tasks, place)
        return Leaf(given)
    entry = _mapping(given, place, "a task's key, or all, any or at_least with a list")
    kind = next((name for name in ("all", "any", "of") if name in entry), None)
    _known_keys(entry, ("all", "any", "at_least", "of"), place)
    if kind is None or ((kind == "of") != ("at_least" in entry)) or len(entry) != (2 if kind == "of" else 1):
        raise PlanError(place, "write {all: […]}, {any: […]} or {at_least: 2, of: […]}")
    values = _sequence(entry[kind], f"{place}.{kind}", "a list")
    if not values:
        raise PlanError(f"{place}.{kind}", "is empty; name at least one task")
    parts = tuple(_node(value, tasks, f"{place}.{kind}.{index}", depth + 1) for index, value in enumerate(values))
    if kind == "all":
        return all_of(parts)
    if kind == "any":
        return any_of(parts)
    count = _whole(entry["at_least"], f"{place}.at_least")
    if not 1 <= count <= len(parts):
        raise PlanError(f"{place}.at_least", f"{count} is not between 1 and the {len(parts)} it is of")
    return AtLeast(count, parts)


def _node_document(node: Node) -> Any:
    if isinstance(node, Leaf):
        return node.task
    parts = [_node_document(part) for part in node.parts]
    if node.count == len(parts):
        return {"all": parts}
    return {"any": parts} if node.count == 1 else {"at_least": node.count, "of": parts}


def _task_document(task: Task) -> dict[str, Any]:
    document: dict[str, Any] = {"likelihood": task.likelihood}
    if task.title != task.key:
        document["title"] = task.title
    if task.effort is not None:
        document["effort"] = [task.effort.p50, task.effort.p90]
    if task.spent:
        document["spent"] = task.spent
    if task.needs:
        document["needs"] = list(task.needs)
    if task.owner:
        document["owner"] = task.owner
    if task.planned_experiments is not None:
        document["planned_experiments"] = task.planned_experiments
    if task.resolution is not None:
        document["resolution"] = task.resolution.value
    return document


def _no_cycle(tasks: Mapping[str, Task]) -> None:
    done: set[str] = set()
    for start in tasks:
        path: list[str] = []
        on_path: set[str] = set()
        stack: list[tuple[str, Iterator[str]]] = [(start, iter(tasks[start].needs))] if start not in done else []
        while stack:
            key, coming = stack[-1]
            if key not in on_path:
                on_path.add(key)
                path.append(key)
            following = next((needed for needed in coming if needed not in done), None)
            if following is None:
                stack.pop()
                path.pop()
                on_path.discard(key)
                done.add(key)
            elif following in on_path:
                circle = " → ".join([*path[path.index(following) :], following])
                raise PlanError(f"tasks.{following}.needs", f"these tasks wait for each other: {circle}")
            else:
                stack.append((following, iter(tasks[following].needs)))


def _mapping(given: Any, place: str, wanted: str) -> Mapping[Any, Any]:
    if not isinstance(given, Mapping):
        found = "nothing" if given is None else f"{type(given).__name__} {str(given)[:40]!r}"
        raise PlanError(place or "the plan", f"expected {wanted}, found {found}")
    return given


def _sequence(given: Any, place: str, wanted: str) -> Sequence[Any]:
    if not isinstance(given, Sequence) or isinstance(given, str):
        raise PlanError(place, f"expected {wanted}, found {'nothing' if given is None else repr(given)[:40]}")
    return given


def _keys(given: Any, place: str) -> tuple[str, ...]:
    keys = tuple(str(key) for key in _sequence(given, place, "a list of tasks' keys"))
    _unique(list(keys), place)
    return keys


def _unique(names: list[str], place: str) -> None:
    if len(set(names)) != len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise PlanError(place, f"{twice!r} stands there twice")


def _exists(key: str, tasks: Mapping[str, Task], place: str) -> None:
    if key not in tasks:
        close = get_close_matches(key, list(tasks)[:5000], n=1)
        hint = f"; did you mean {close[0]!r}?" if close else ""
        raise PlanError(place, f"there is no task {key[:60]!r}{hint}")


def _known_keys(given: Mapping[Any, Any], known: Sequence[str], place: str) -> None:
    for key in given:
        if key not in known:
            close = get_close_matches(str(key), known, n=1)
            hint = f"did you mean {close[0]!r}?" if close else f"I know {', '.join(known)}"
            raise PlanError(f"{place}.{key}".lstrip("."), f"I do not know this; {hint}")


def _text(given: Mapping[Any, Any], key: str, place: str, *, required: bool = False) -> str:
    value = given.get(key)
    here = f"{place}.{key}".lstrip(".")
    if value is None or value == "":
        if required:
            raise PlanError(here, "is missing")
        return ""
    if isinstance(value, Mapping | list):
        raise PlanError(here, "expected words")
    text = " ".join(str(value).split())
    if len(text) > MOST_NAME:
        raise PlanError(here, f"has {len(text)} characters; at most {MOST_NAME}, please")
    return text


def _number(given: Any, place: str, *, least: float, most: float) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise PlanError(place, f"{str(given)[:40]!r} is not a number")
    value = float(given)
    if math.isnan(value) or not least <= value <= most:
        raise PlanError(place, f"{given} is not between {least:g} and {most:g}")
    return value


def _whole(given: Any, place: str) -> int:
    value = _number(given, place, least=0, most=1e6)
    if value != int(value):
        raise PlanError(place, f"{given} is not a whole number")
    return int(value)


def _day(given: Any, place: str) -> date:
    if isinstance(given, datetime):
        return given.date()
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(str(given))
    except ValueError:
        found = "is missing" if given is None else f"{str(given)[:40]!r} is not a date"
        raise PlanError(place, f"{found}; write one such as 2026-12-18") from None


def _resolution(given: Any, place: str) -> Resolution | None:
    if given is None:
        return None
    if str(given) not in set(Resolution):
        raise PlanError(place, f"{str(given)[:40]!r} is not one of {', '.join(Resolution)}")
    return Resolution(str(given))
