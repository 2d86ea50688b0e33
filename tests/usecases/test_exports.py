"""The workbook leadership keeps: what the bot knows, real dates and percentages, and to each what they may see."""

import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from bot import example
from bot.domain.errors import NothingYet
from bot.domain.people import Membership, Person, Role
from bot.usecases import forecasts
from bot.usecases.corrections import correct
from bot.usecases.exports import export_team, scope_of, write_workbook
from bot.usecases.files import read_teams
from bot.usecases.imports import import_teams
from storage import people, plans
from storage.database import Database

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CHANNELS = {"payments-ml": "C1", "leadership": "C2"}
HANDLES = ("mina", "jonas", "priya", "diego", "lena", "sam", "vera")
ALL = [
    "About", "Forecast", "Odds by week", "Task odds", "Calibration", "Team", "Members", "Digests", "Projects",
    "Approaches", "Tasks", "Evidence ledger", "Effort inputs", "Check-ins", "Blockers", "Corrections",
]  # fmt: skip


@pytest.fixture
def team(database: Database) -> Database:
    """The example team, as it has worked for a fortnight."""
    with database.transaction() as tx:
        people.save_workspace(tx, "T1", name="Test", bot_user="UBOT")
        people.save_people(tx, "T1", [Person(f"U{name}", name.title(), "UTC", name) for name in HANDLES])
    example.set_up(database, "T1", channels=CHANNELS, now=NOW)
    return database


@pytest.fixture
def book(team: Database, tmp_path: Path) -> Iterator[Any]:
    """The workbook of everything, opened."""
    path = tmp_path / "all.xlsx"
    export_team(team, path, now=NOW)
    workbook = load_workbook(path)
    yield workbook
    workbook.close()


def rows(book: Any, title: str) -> list[dict[str, Any]]:
    """A sheet by its headings."""
    headings, *found = book[title].iter_rows(values_only=True)
    return [dict(zip(headings, row, strict=True)) for row in found]


def test_every_sheet_can_be_worked_with(book: Any) -> None:
    """Frozen and explained headings, filters over all rows, in every sheet."""
    assert book.sheetnames == ALL
    for sheet in book.worksheets:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.endswith(str(sheet.max_row))
        assert all(cell.comment and cell.comment.text for cell in sheet[1])


def test_the_workbook_says_what_the_bot_says(team: Database, book: Any) -> None:
    """Odds and dates are those of `/forecast`, to the last digit."""
    for row in rows(book, "Forecast"):
        found = forecasts.answer(team, "T1", person="Umina", now=NOW, name=row["Project"])
        assert isinstance(found, forecasts.Card)
        card = found.figures
        assert (row["Odds by target"], row["Odds ever"]) == (card.by_target, card.ever)
        assert (row["P50"].date(), row["P80"].date(), row["Target"].date()) == (card.p50, card.p80, card.target)
        known = {one["Task"]: one for one in rows(book, "Task odds") if one["Project"] == row["Project"]}
        assert {one.task: one.swing for one in card.swings}.items() <= {
            task: one["Swing"] for task, one in known.items()
        }.items()
    newest = rows(book, "Odds by week")[-1]
    assert newest["Day"].date() == NOW.date()
    for row in rows(book, "Forecast"):
        assert newest[row["Project"]] == pytest.approx(row["Odds by target"], abs=0.02)


def test_a_ledger_adds_up_to_its_likelihood(book: Any) -> None:
    """The points of a task's lines, from the first one on, are its likelihood's whole way from even."""
    ledger = rows(book, "Evidence ledger")
    for task in rows(book, "Task odds"):
        weights = sum(
            one["Weight"] for one in ledger if (one["Project"], one["Task"]) == (task["Project"], task["Task"])
        )
        assert 1 / (1 + 2.718281828459045**-weights) == pytest.approx(task["Likelihood"], abs=1e-6)


def test_percentages_dates_and_colours_are_real(book: Any) -> None:
    """A spreadsheet can sort, filter, draw and compute with all of it."""
    forecast = book["Forecast"]
    assert [forecast[place].number_format for place in ("D2", "E2")] == ["yyyy-mm-dd", "0%"]
    assert forecast["D2"].is_date
    assert book["Effort inputs"]["E2"].is_date
    assert len(forecast.conditional_formatting) == 2


def test_charts_are_native(team: Database, tmp_path: Path) -> None:
    """Odds by project, odds by week and swings are drawn by whatever opens the file."""
    path = tmp_path / "all.xlsx"
    export_team(team, path, now=NOW)
    with zipfile.ZipFile(path) as archive:
        charts = [archive.read(name).decode() for name in archive.namelist() if "/charts/chart" in name]
    assert len(charts) == 3
    assert sum("barChart" in one for one in charts) == 2
    assert all("'Forecast'!" in one or "'Odds by week'!" in one or "'Task odds'!" in one for one in charts)


def test_corrections_and_blockers_are_kept(team: Database, tmp_path: Path) -> None:
    """What somebody put right is there with the reason, and nobody's name beside it."""
    with team.snapshot() as tx:
        task = next(iter(plans.projects(tx, "T1")[0].tasks.values()))
    correct(team, "T1", task=task.id, person="Umina", key="k", should_be=0.3, reason="=HYPERLINK(1)", now=NOW)
    path = tmp_path / "all.xlsx"
    export_team(team, path, now=NOW)
    workbook = load_workbook(path)
    (correction,) = rows(workbook, "Corrections")
    assert (correction["Task"], correction["Should be"], correction["Why"]) == (task.title, 0.3, "=HYPERLINK(1)")
    assert workbook["Corrections"]["G2"].data_type == "s"
    blocked = rows(workbook, "Blockers")
    assert blocked
    assert all(row["Owner"] and row["Task"] and row["Day"].date() <= NOW.date() for row in blocked)
    workbook.close()


def test_nobody_is_named_beside_effort_or_silence(book: Any) -> None:
    """Effort is told by task and check-ins are counts."""
    for title in ("Effort inputs", "Check-ins", "Task odds", "Forecast", "Evidence ledger", "Corrections"):
        cells = {str(value).lower() for row in book[title].iter_rows(values_only=True) for value in row if value}
        assert not cells & {*HANDLES, *(f"@{one}" for one in HANDLES), *(f"u{one}" for one in HANDLES)}


def test_each_sees_what_they_may(team: Database, tmp_path: Path) -> None:
    """Leaders get odds, members the plan as well, managers everything, strangers a sentence."""
    for person, last in (("Uvera", "Calibration"), ("Usam", "Tasks"), ("Umina", "Corrections")):
        path = tmp_path / f"{person}.xlsx"
        write_workbook(team, path, [scope_of(team, "T1", person)], now=NOW)
        workbook = load_workbook(path, read_only=True)
        assert workbook.sheetnames == ALL[: ALL.index(last) + 1]
        workbook.close()
    with pytest.raises(NothingYet):
        scope_of(team, "T1", "Ustranger")


def test_a_manager_of_one_team_sees_nothing_of_another(team: Database, tmp_path: Path) -> None:
    """What is in the workbook is decided team by team."""
    with team.transaction() as tx:
        people.save_people(tx, "T1", [Person("Uother", "Other", "UTC", "other")])
        other = people.save_team(tx, "T1", name="Others", channel=None)
        people.save_member(tx, "T1", Membership(other.id, "Uother", Role.MANAGER, "", NOW.date()))
    path = tmp_path / "other.xlsx"
    counts = write_workbook(team, path, [scope_of(team, "T1", "Uother")], now=NOW)
    assert {title: count for title, count in counts.items() if count} == {
        "About": counts["About"],
        "Team": 1,
        "Members": 1,
    }


def test_the_workbook_of_everything_imports_again(team: Database, tmp_path: Path) -> None:
    """The sheets for reading are passed over without a word."""
    path = tmp_path / "all.xlsx"
    export_team(team, path, now=NOW)
    (known,) = read_teams(path)
    assert known.passed_over == ()
    assert len(known.plans) == 2


def test_csv_holds_no_formula(team: Database, tmp_path: Path) -> None:
    """A title like a formula is neutralised, and a negative number is left alone."""
    with team.transaction() as tx:
        project = plans.projects(tx, "T1")[0]
    (given,) = _with_title(team, tmp_path, project.name)
    assert "'=cmd|' /C calc'!A0" in given


def _with_title(team: Database, tmp_path: Path, project: str) -> list[str]:
    path = tmp_path / "team.xlsx"
    export_team(team, path, now=NOW)
    workbook = load_workbook(path)
    cell = workbook["Tasks"]["C2"]
    cell.value, cell.data_type = "=cmd|' /C calc'!A0", "s"
    workbook.save(path)
    workbook.close()
    import_teams(team, "T1", read_teams(path), channels=CHANNELS, now=NOW)
    out = tmp_path / "tasks.csv"
    export_team(team, out, now=NOW)
    return [line for line in out.read_text("utf-8-sig").splitlines() if "calc" in line]
