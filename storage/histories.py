"""Histories on disk: three tables in a folder, read as text; outcomes only when they are asked for."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.domain.errors import WrongInput
from bot.domain.histories import History, Outcome, parse_histories, parse_outcomes

MOST_BYTES = 100_000_000
_NEEDED = {
    "tasks.csv": ("task_id", "window_days"),
    "updates.csv": ("task_id", "day"),
    "outcomes.csv": ("task_id", "outcome", "end_day"),
}


def read_histories(folder: Path) -> list[History]:
    """The tasks of a folder with their updates; never opens `outcomes.csv`."""
    tasks, updates = _rows(folder / "tasks.csv"), _rows(folder / "updates.csv")
    try:
        return parse_histories(tasks, updates)
    except WrongInput as error:
        raise WrongInput(f"{folder}/{error}") from None


def read_outcomes(folder: Path, histories: Sequence[History]) -> dict[str, Outcome]:
    """How the tasks of a folder ended."""
    try:
        return parse_outcomes(_rows(folder / "outcomes.csv"), histories)
    except WrongInput as error:
        raise error if str(folder) in str(error) else WrongInput(f"{folder}/{error}") from None


def write_predictions(path: Path, rows: Sequence[tuple[str, float, float]]) -> None:
    """Write predictions as task_id, horizon, p."""
    try:
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(("task_id", "horizon", "p"))
            writer.writerows((task, f"{share:g}", f"{p:.6f}") for task, share, p in rows)
    except OSError as error:
        raise WrongInput(f"{path}: cannot be written ({error.strerror})") from None


def _rows(path: Path) -> list[Mapping[str, str | None]]:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise WrongInput(f"{path}: is larger than {MOST_BYTES // 1_000_000} MB")
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file)
            missing = [column for column in _NEEDED[path.name] if column not in (reader.fieldnames or ())]
            if missing:
                raise WrongInput(f"{path}, line 1: has no column {missing[0]}")
            return list(reader)
    except OSError as error:
        raise WrongInput(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise WrongInput(f"{path}: is not text in UTF-8") from None
    except csv.Error as error:
        raise WrongInput(f"{path}: is not a table of comma-separated values ({error})") from None
