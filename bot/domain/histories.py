"""Histories of tasks with known ends, as rows of three tables become values. Knows no files and no model.

A fault names its line and column; the line counts the header as the first.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.errors import WrongInput
from bot.domain.statuses import Status

Row = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Update:
    """What one reply says of a task. Days count from its beginning; `promised` is the day it is expected on."""

    day: float
    reporter: str = ""
    reply: str = ""
    status: Status | None = None
    confidence: float | None = None
    promised: float | None = None
    plan_done: float | None = None
    blocked: bool | None = None
    experiments: int | None = None


@dataclass(frozen=True, slots=True)
class History:
    """One task: its window in days, known when it began, and its updates in order. Never its outcome.

    `prior` is the likelihood its plan began with; without one, the base rate of tasks like it speaks.
    """

    task: str
    window: float
    group: str
    own: bool
    updates: tuple[Update, ...]
    prior: float | None = None
    planned_experiments: int | None = None
    team: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a task ended within its window, and on which day that was known."""

    succeeded: bool
    day: float


def parse_histories(tasks: Iterable[Row], updates: Iterable[Row]) -> list[History]:
    """The histories in the rows of `tasks.csv` and `updates.csv`, or `WrongInput` with the line and the column."""
    said: dict[str, list[Update]] = {}
    found: dict[str, tuple[float, str, bool]] = {}
    for line, row in enumerate(tasks, start=2):
        place = f"tasks.csv, line {line}"
        key = _text(row, "task_id", place)
        if key in found:
            raise WrongInput(f"{place}, column task_id: {key} is there twice")
        window = _number(row, "window_days", place)
        if window <= 0:
            raise WrongInput(f"{place}, column window_days: {window:g} is not more than 0")
        found[key] = (window, row.get("group") or key, row.get("own_task") == "1")
        said[key] = []
    for line, row in enumerate(updates, start=2):
        place = f"updates.csv, line {line}"
        key = _text(row, "task_id", place)
        if key not in said:
            raise WrongInput(f"{place}, column task_id: {key} is not in tasks.csv")
        said[key].append(_update(row, place))
    return [
        History(key, window, group, own, tuple(sorted(said[key], key=lambda one: one.day)))
        for key, (window, group, own) in found.items()
    ]


def parse_outcomes(rows: Iterable[Row], histories: Sequence[History]) -> dict[str, Outcome]:
    """How each task ended, or `WrongInput`: every task ends once, and nothing was said of it after its end."""
    known = {one.task: one for one in histories}
    found: dict[str, Outcome] = {}
    for line, row in enumerate(rows, start=2):
        place = f"outcomes.csv, line {line}"
        key = _text(row, "task_id", place)
        if key not in known:
            raise WrongInput(f"{place}, column task_id: {key} is not in tasks.csv")
        if row.get("outcome") not in {"0", "1"}:
            raise WrongInput(f"{place}, column outcome: {row.get('outcome')!r} is neither 0 nor 1")
        day = _number(row, "end_day", place)
        last = known[key].updates[-1].day if known[key].updates else 0.0
        # Days are written with three digits.
        if last > day + 0.002:
            raise WrongInput(f"{place}, column end_day: {key} ended on day {day:g}, before its update of day {last:g}")
        found[key] = Outcome(row["outcome"] == "1", day)
    missing = next((one.task for one in histories if one.task not in found), None)
    if missing is not None:
        raise WrongInput(f"outcomes.csv: has no line for {missing}")
    return found


def is_open(history: History, outcome: Outcome, share: float) -> bool:
    """Whether a task's end was still unknown at this share of its window."""
    return outcome.day / history.window > share


def _update(row: Row, place: str) -> Update:
    day = _number(row, "day", place)
    if day < 0:
        raise WrongInput(f"{place}, column day: {day:g} is before the task began")
    confidence = _optional(row, "confidence", place)
    if confidence is not None and not 0 <= confidence <= 1:
        raise WrongInput(f"{place}, column confidence: {confidence:g} is not between 0 and 1")
    status = row.get("status") or None
    if status is not None and status not in set(Status):
        raise WrongInput(f"{place}, column status: {status!r} is none of {', '.join(Status)}")
    blocked = _optional(row, "blocked", place)
    return Update(
        day=day,
        reporter=row.get("reporter") or "",
        status=Status(status) if status else None,
        confidence=confidence,
        promised=_optional(row, "days_left", place),
        plan_done=_optional(row, "plan_done", place),
        blocked=None if blocked is None else blocked > 0,
    )


def _text(row: Row, column: str, place: str) -> str:
    value = row.get(column)
    if not value:
        raise WrongInput(f"{place}, column {column}: is empty or missing")
    return value


def _number(row: Row, column: str, place: str) -> float:
    value = _optional(row, column, place)
    if value is None:
        raise WrongInput(f"{place}, column {column}: is empty or missing")
    return value


def _optional(row: Row, column: str, place: str) -> float | None:
    text = row.get(column)
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise WrongInput(f"{place}, column {column}: {text!r} is not a number")
    return value
