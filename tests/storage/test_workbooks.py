"""Workbooks managers already have are read right or refused plainly, and whatever bytes come never crash the import."""

import random
import zipfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from bot.domain.errors import BarometerError, WrongInput
from bot.domain.plan_documents import parse_plan, plan_document
from bot.domain.sheets import Column, Faults, Kind, Sheet
from bot.domain.team_files import TeamFile, parse_team
from bot.domain.team_sheets import sheets_of
from bot.usecases.files import read_teams, write_template
from storage import workbooks
from storage.workbooks import read_sheets, write_sheets

Rows = Sequence[Sequence[Any]]
HEADINGS = ["Project", "Task", "Likelihood", "P50", "P90"]


def book(path: Path, prepare: Callable[[Any], None] | None = None, **sheets: Rows) -> Path:
    """A workbook as a spreadsheet program saves it."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title.replace("_", " "))
        for row in rows:
            sheet.append(list(row))
    if prepare is not None:
        prepare(workbook)
    workbook.save(path)
    return path


def plan(path: Path, tasks: Rows, prepare: Callable[[Any], None] | None = None) -> Path:
    """A workbook with one project and these tasks."""
    projects = [["Project", "Target date"], ["Fraud", date(2026, 12, 18)]]
    return book(path, prepare, Projects=projects, Tasks=tasks)


def read_one(path: Path) -> TeamFile:
    """The only team in a workbook."""
    found = read_teams(path, team="Ours")
    assert len(found) == 1
    return found[0]


def faults(path: Path) -> tuple[str, ...]:
    """Everything that is wrong with a workbook."""
    with pytest.raises(WrongInput) as error:
        read_teams(path, team="Ours")
    return error.value.faults if isinstance(error.value, Faults) else (str(error.value),)


def likelihoods(path: Path) -> dict[str, float]:
    """What its tasks stand at."""
    return {key: task.likelihood for key, task in read_one(path).plans[0].tasks.items()}


def test_a_plan_in_somebodys_own_words_is_understood(tmp_path: Path) -> None:
    """Headings in other words, order and case, a title row above them and columns of no use are no hindrance."""
    rows = [
        ["Plan for the winter"],
        [],
        ["ASSIGNEE", "Jira", "work item", "Probability of success (%)", "Depends on", "Effort (P90)", "effort P50"],
        ["@sam", "X-1", "Draw a sample", "90 %", None, 4, 2],
        ["@sam", "X-2", "Relabel", 0.7, "draw a  SAMPLE", "11 days", "5,5"],
    ]
    found = read_one(
        book(
            tmp_path / "plan.xlsx",
            Initiatives=[["Deadline", "Goal", "Why"], ["18.12.2026", "Fraud", "Fewer wrong blocks"]],
            Backlog=rows,
            Holidays=[["who", "when"], ["sam", "May"]],
        )
    )
    (known,) = found.plans
    assert (known.project, known.target, known.impact) == ("Fraud", date(2026, 12, 18), "Fewer wrong blocks")
    relabel = known.tasks["Relabel"]
    assert relabel.needs == ("Draw a sample",)
    assert relabel.effort is not None
    assert (relabel.effort.p50, relabel.effort.p90, relabel.likelihood) == (5.5, 11.0, 0.7)
    assert any("column B (Jira)" in one for one in found.passed_over)
    assert any("Holidays" in one for one in found.passed_over)


def test_milestones_may_stand_beside_the_tasks(tmp_path: Path) -> None:
    """One sheet with a milestone and an approach per task is a plan as well."""
    rows = [
        ["Project", "Target", "Milestone", "Option", "Task", "Likelihood"],
        ["Fraud", "2026-12-18", "Labels", "Audit", "sample", 0.9],
        ["Fraud", "2026-12-18", "Labels", "Rules", "rules", 0.5],
        ["Fraud", "2026-12-18", "Roll-out", None, "shadow", 0.8],
    ]
    (known,) = read_one(book(tmp_path / "plan.xlsx", Plan=rows)).plans
    assert [one.name for one in known.milestones] == ["Labels", "Roll-out"]
    assert [way.tasks for way in known.milestones[0].approaches] == [("sample",), ("rules",)]


def test_without_milestones_every_task_is_needed(tmp_path: Path) -> None:
    """A bare list of tasks means all of them."""
    (known,) = read_one(plan(tmp_path / "plan.xlsx", [HEADINGS, ["Fraud", "a", 0.5], ["Fraud", "b", 0.5]])).plans
    assert plan_document(known)["success"] == {"all": ["a", "b"]}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ([0.6, 0.7], [0.6, 0.7]),
        ([60, 70], [0.6, 0.7]),
        (["60 %", "70%"], [0.6, 0.7]),
        (["0,6", "0.7"], [0.6, 0.7]),
        ([60, "70 %"], [0.6, 0.7]),
        ([1, 0], [1.0, 0.0]),
        ([100, 50], [1.0, 0.5]),
    ],
)
def test_percentages_mean_what_they_look_like(tmp_path: Path, written: list[Any], meant: list[float]) -> None:
    """60, 0.6 and "60 %" are the same likelihood."""
    rows = [["Fraud", f"t{place}", value] for place, value in enumerate(written)]
    found = likelihoods(plan(tmp_path / "plan.xlsx", [HEADINGS, *rows]))
    assert list(found.values()) == pytest.approx(meant)


def test_a_cell_shown_as_a_percentage_is_one(tmp_path: Path) -> None:
    """0.01 shown as 1 % is one per cent, also among whole percentages."""

    def shown(workbook: Any) -> None:
        workbook["Tasks"]["C2"].number_format = "0 %"

    path = plan(tmp_path / "plan.xlsx", [HEADINGS, ["Fraud", "a", 0.01], ["Fraud", "b", 60]], shown)
    assert likelihoods(path) == {"a": 0.01, "b": 0.6}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (datetime(2026, 12, 18, 13, 0), date(2026, 12, 18)),  # noqa: DTZ001  (a spreadsheet knows no zones)
        (date(2026, 12, 18), date(2026, 12, 18)),
        ("2026-12-18", date(2026, 12, 18)),
        ("18.12.2026", date(2026, 12, 18)),
        ("12/18/2026", date(2026, 12, 18)),
        ("Dec 18, 2026", date(2026, 12, 18)),
        ("18th December 2026", date(2026, 12, 18)),
        (46374, date(2026, 12, 18)),
    ],
)
def test_dates_are_read_however_they_are_written(tmp_path: Path, written: Any, meant: date) -> None:
    """Real dates, dates as text, and the bare number behind a date."""
    path = book(
        tmp_path / "plan.xlsx",
        Projects=[["Project", "Due"], ["Fraud", written]],
        Tasks=[["Task", "Likelihood"], ["a", 0.5]],
    )
    assert read_one(path).plans[0].target == meant


def test_a_date_that_could_be_two_is_asked_about(tmp_path: Path) -> None:
    """03/04/2026 is not guessed at."""
    path = book(
        tmp_path / "plan.xlsx",
        Projects=[["Project", "Due"], ["Fraud", "03/04/2026"]],
        Tasks=[["Task", "Likelihood"], ["a", 0.5]],
    )
    (fault,) = faults(path)
    assert fault.startswith("sheet Projects, row 2, column B (Due): '03/04/2026' could be 3 Apr or 4 Mar")


def test_every_fault_is_listed_with_sheet_row_and_column(tmp_path: Path) -> None:
    """Nothing has to be found one by one, and all of them say where."""
    rows = [
        [*HEADINGS, "Needs", "Status"],
        ["Fraud", "a", 1.4, 2, 4, None, "done"],
        ["Fraud", "b", None, 5, 3, "a, c", "mostly"],
        ["Froud", "c", 0.5, 2, None],
        ["Fraud", "a", 0.5, "soon", 4],
        [None, "d", True, -1, 4],
    ]
    found = faults(plan(tmp_path / "plan.xlsx", rows))
    expected = (
        ("row 2, column C (Likelihood)", "1.4 is not between"),
        ("row 3, column C (Likelihood)", "is missing"),
        ("row 3, column E (P90)", "3 is below the P50 of 5"),
        ("row 3, column F (Needs)", "there is no task 'c'"),
        ("row 3, column G (Status)", "'mostly' is not one of"),
        ("row 4, column A (Project)", "there is no project 'Froud'; did you mean 'Fraud'?"),
        ("row 4, column E (P90)", "is missing"),
        ("row 5, column B (Task)", "'a' stands there twice"),
        ("row 5, column D (P50)", "'soon' is not a number"),
        ("row 6, column C (Likelihood)", "'True' is not a number"),
        ("row 6, column D (P50)", "-1 is not between"),
    )
    for place, what in expected:
        assert any(place in one and what in one for one in found), (place, what, found)
    assert len(found) == len(expected)


def test_tasks_that_wait_for_each_other_are_found_in_their_rows(tmp_path: Path) -> None:
    """Also what only the whole plan shows is told with its place."""
    rows = [["Task", "Likelihood", "Needs"], ["a", 0.5, "b"], ["b", 0.5, "a"]]
    (fault,) = faults(plan(tmp_path / "plan.xlsx", rows))
    assert fault.startswith("sheet Tasks, row 2, column C (Needs): these tasks wait for each other")


def test_merged_cells_count_for_every_row_they_are_shown_in(tmp_path: Path) -> None:
    """A project's name merged over its tasks belongs to each of them."""

    def merge(workbook: Any) -> None:
        workbook["Tasks"].merge_cells("A2:A3")

    rows = [["Milestone", "Task", "Likelihood"], ["Labels", "a", 0.5], [None, "b", 0.6]]
    (known,) = read_one(plan(tmp_path / "plan.xlsx", rows, merge)).plans
    assert known.milestones[0].approaches[0].tasks == ("a", "b")


def test_a_formula_is_its_saved_result_or_is_named(tmp_path: Path) -> None:
    """A result that was never saved is not taken for an empty cell."""
    (fault,) = faults(plan(tmp_path / "plan.xlsx", [HEADINGS, ["Fraud", "a", "=3/5"]]))
    assert fault.startswith("sheet Tasks, row 2, column C (Likelihood): holds a formula whose result was never saved")


def test_errors_of_formulas_are_named(tmp_path: Path) -> None:
    """#REF! is no likelihood."""
    (fault,) = faults(plan(tmp_path / "plan.xlsx", [HEADINGS, ["Fraud", "a", "#REF!"]]))
    assert "column C (Likelihood): holds the error #REF!" in fault


def test_a_bomb_is_refused_unopened(tmp_path: Path) -> None:
    """A small file that would fill the memory, by size or by entities, is refused in one sentence."""
    path = plan(tmp_path / "plan.xlsx", [HEADINGS, ["Fraud", "a", 0.5]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b"0" * (160 * 2**20))
    assert "would unfold to" in faults(path)[0]
    bomb = tmp_path / "entities.xlsx"
    with zipfile.ZipFile(plan(tmp_path / "other.xlsx", [HEADINGS])) as source, zipfile.ZipFile(bomb, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith("sheet2.xml"):
                content = b'<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + content
            target.writestr(name, content)
    assert "declares entities" in faults(bomb)[0]


def test_a_million_rows_are_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More rows than a plan can have are told without reading them all."""
    monkeypatch.setattr(workbooks, "MOST_ROWS", 5_000)
    path = tmp_path / "long.xlsx"
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>%d</v></c></row>' % (n, n, n) for n in range(1, 1_000_001))
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    with (
        zipfile.ZipFile(plan(tmp_path / "other.xlsx", [HEADINGS])) as source,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            long = sheet + rows + b"</sheetData></worksheet>"
            target.writestr(name, long if name.endswith("sheet2.xml") else source.read(name))
    assert "has more than 5,000 rows" in faults(path)[0]


def test_a_cell_at_the_very_end_costs_no_time(tmp_path: Path) -> None:
    """One stray cell in the last row that a sheet can have: read within two seconds of computing, and passed over."""

    def stray(workbook: Any) -> None:
        workbook["Tasks"].cell(1_048_576, 16_384).value = "stray"

    path = plan(tmp_path / "plan.xlsx", [HEADINGS, ["Fraud", "a", 0.5]], stray)
    began = process_time()
    assert likelihoods(path) == {"a": 0.5}
    assert process_time() - began < 2


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"project: x", b"\xd0\xcf\x11\xe0" + b"\0" * 600])
def test_what_is_no_workbook_is_told_so(tmp_path: Path, content: bytes) -> None:
    """Empty, cut off, text, or the old format with a new ending."""
    path = tmp_path / "plan.xlsx"
    path.write_bytes(content)
    assert "is not an .xlsx workbook" in faults(path)[0]


def test_the_template_imports_as_it_is(tmp_path: Path) -> None:
    """What is downloaded to fill in can be read, and every heading explains itself."""
    path = tmp_path / "template.xlsx"
    write_template(path)
    known = read_one(path)
    assert len(known.plans[0].tasks) == 3
    assert known.passed_over == ()
    workbook = load_workbook(path)
    assert all(cell.comment for sheet in workbook.worksheets for cell in sheet[1])
    workbook.close()


_words = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=12)
_text = st.builds(" ".join, st.lists(_words, min_size=1, max_size=3))
_share = st.one_of(st.floats(0, 1), st.sampled_from([0.0, 1.0, 0.5, 0.07]))
_days = st.floats(0.1, 500)


@st.composite
def _plans(draw: st.DrawFn, name: str) -> Mapping[str, Any]:
    keys = draw(st.lists(_text, min_size=1, max_size=5, unique=True))
    tasks: dict[str, Any] = {}
    for place, key in enumerate(keys):
        p50 = draw(_days)
        task = {"likelihood": draw(_share), "title": draw(_text), "spent": draw(st.sampled_from([0, 0.5, 3]))}
        task |= draw(st.sampled_from([{}, {"effort": [p50, p50 * 2]}, {"planned_experiments": 3}]))
        task |= draw(st.sampled_from([{}, {"resolution": "failed"}, {"owner": "@sam"}]))
        task["needs"] = draw(st.lists(st.sampled_from(keys[:place]), unique=True)) if place else []
        tasks[key] = task
    several = st.lists(st.sampled_from(keys), min_size=1, unique=True)
    ways = st.lists(_text, min_size=1, max_size=3, unique=True)
    document: dict[str, Any] = {
        "project": name,
        "target": draw(st.dates(date(2000, 1, 2), date(2099, 1, 1))),
        "impact": draw(st.one_of(st.just(""), _text)),
        "sponsor": draw(st.one_of(st.just(""), _text)),
        "correlation": draw(st.floats(0, 0.8)),
        "tasks": tasks,
    }
    if draw(st.booleans()):
        document["milestones"] = [
            {"name": one, "approaches": [{"name": way, "tasks": draw(several)} for way in draw(ways)]}
            for one in draw(st.lists(_text, min_size=1, max_size=3, unique=True))
        ]
    else:
        document["success"] = {"at_least": 1, "of": [{"all": draw(several)}, draw(st.sampled_from(keys)), keys[0]]}
    return document


@st.composite
def _teams(draw: st.DrawFn) -> Mapping[str, Any]:
    return {
        "team": draw(_text),
        "channel": draw(st.one_of(st.none(), _words)),
        "members": [{"handle": "@mina", "role": "manager", "job": draw(_text)}, {"handle": "@sam", "country": "DE"}],
        "checkins": {"weekdays": ["mon", "fri"], "at": f"{draw(st.times()):%H:%M}", "every_weeks": 2, "reminders": 0},
        "digests": [{"channel": draw(_words), "weekday": "wed", "at": "16:05", "zone": "Asia/Kolkata"}],
        "projects": [draw(_plans(name)) for name in draw(st.lists(_text, max_size=2, unique=True))],
    }


@given(team=_teams())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.generate])
def test_a_round_trip_loses_nothing(tmp_path_factory: pytest.TempPathFactory, team: Mapping[str, Any]) -> None:
    """Whatever a team is called and its plan holds, formulas, commas and quotation marks included."""
    path = tmp_path_factory.getbasetemp() / "round.xlsx"
    before = parse_team(team)
    documents = [{**team, "projects": [plan_document(one) for one in before.plans]}]
    write_sheets(path, sheets_of(documents))
    if not before.plans:
        return
    assert read_teams(path) == [before]


def test_an_approach_with_more_tasks_than_a_cell_holds_keeps_them_all(tmp_path: Path) -> None:
    """A cell holds 32,767 characters; a plan may hold more."""
    tasks = {f"a task with quite a long key, number {number}": {"likelihood": 0.5} for number in range(1500)}
    document = {
        "project": "Long",
        "target": date(2026, 12, 18),
        "milestones": [{"name": "M", "approaches": [{"name": "A", "tasks": list(tasks)}]}],
        "tasks": tasks,
    }
    path = tmp_path / "long.xlsx"
    write_sheets(path, sheets_of([{"team": "T", "projects": [plan_document(parse_plan(document))]}]))
    assert read_one(path).plans == (parse_plan(document),)


def test_text_like_a_formula_stays_text(tmp_path: Path) -> None:
    """Nothing that people typed is ever computed by whoever opens the file."""
    path = tmp_path / "text.xlsx"
    words = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "#N/A"]
    write_sheets(path, [Sheet("Notes", (Column("words", "Words"),), [{"words": one} for one in words])])
    workbook = load_workbook(path)
    cells = [row[0] for row in workbook["Notes"].iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == words
    assert {cell.data_type for cell in cells} == {"s"}
    workbook.close()


def _sample() -> bytes:
    out = BytesIO()
    workbook = Workbook()
    projects = workbook.create_sheet("Projects")
    projects.append(["Project", "Target"])
    projects.append(["Fraud", date(2026, 12, 18)])
    tasks = workbook.create_sheet("Tasks")
    tasks.append([*HEADINGS, "Needs", "Status"])
    tasks.append(["Fraud", "a", 0.5, 2, 4, None, "open"])
    tasks.append(["Fraud", "b", "60 %", "=1+1", 4, "a", time(9, 30)])
    tasks.merge_cells("A2:A3")
    workbook.save(out)
    return out.getvalue()


SAMPLE = _sample()


@given(seed=st.integers(0, 2**32), inside=st.booleans())
@settings(max_examples=250, deadline=None)
def test_a_damaged_workbook_never_crashes_the_import(
    tmp_path_factory: pytest.TempPathFactory, seed: int, inside: bool
) -> None:
    """Whatever a few bytes were changed to, in the archive or in its parts: a plan or a known error."""
    chance = random.Random(seed)
    path = tmp_path_factory.getbasetemp() / "damaged.xlsx"
    if inside:
        with zipfile.ZipFile(BytesIO(SAMPLE)) as source, zipfile.ZipFile(path, "w") as target:
            hit = chance.choice(source.namelist())
            for name in source.namelist():
                target.writestr(name, _damaged(source.read(name), chance) if name == hit else source.read(name))
    else:
        path.write_bytes(_damaged(SAMPLE, chance))
    with suppress(BarometerError):
        read_teams(path, team="Ours")


def _damaged(content: bytes, chance: random.Random) -> bytes:
    found = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(found) or 1)
        match chance.randrange(4):
            case 0:
                found[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del found[at : at + chance.randint(1, 30)]
            case 2:
                found[at:at] = chance.choice([b"9" * 30, b"-1", b"<", b">", b"&#0;", b'"', b"e999", b"NaN", b"AAAA9"])
            case _:
                found[at:at] = found[: chance.randint(0, 60)]
    return bytes(found)


_cell = st.one_of(
    st.none(),
    st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Z")), max_size=20),
    st.floats(allow_nan=False),
    st.integers(-(10**15), 10**15),
    st.booleans(),
    st.datetimes(datetime(1901, 1, 1), datetime(2200, 1, 1)),  # noqa: DTZ001  (a spreadsheet knows no zones)
    st.times(),
    st.sampled_from(["60 %", "1.2.2026", "9:30 pm", "mon", "done", '"', 'a "b', "a,b", "{", '{"all": []}', "=A1"]),
)


@given(rows=st.lists(st.lists(_cell, max_size=8), max_size=6), kind=st.sampled_from(["Tasks", "Projects", "Team"]))
@settings(max_examples=120, deadline=None)
def test_strange_cells_never_crash_the_import(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[Any]], kind: str
) -> None:
    """Anything a cell can hold, under headings that mean something."""
    headings = {
        "Tasks": ["Project", "Task", "Likelihood", "P50", "P90", "Needs", "Status", "Estimate"],
        "Projects": ["Project", "Target", "Impact", "Worth", "Correlation", "Success"],
        "Team": ["Team", "Channel", "Weekdays", "At", "Every weeks", "Reminders"],
    }
    sheets: dict[str, Rows] = {
        "Team": [["Team"], ["Ours"]],
        "Projects": [["Project", "Target"], ["Fraud", date(2026, 12, 18)]],
        "Tasks": [["Task", "Likelihood"], ["a", 0.5]],
    }
    sheets[kind] = [headings[kind], *rows]
    path = book(tmp_path_factory.getbasetemp() / "strange.xlsx", **sheets)
    with suppress(BarometerError):
        read_teams(path)


def test_sheets_come_back_as_they_were_written(tmp_path: Path) -> None:
    """Numbers, shares and dates are real ones."""
    columns = (Column("n", "N", Kind.NUMBER), Column("s", "S", Kind.SHARE), Column("d", "D", Kind.DAY))
    path = tmp_path / "kinds.xlsx"
    write_sheets(path, [Sheet("Kinds", columns, [{"n": 1.5, "s": 0.25, "d": date(2026, 1, 2)}])])
    (sheet,) = read_sheets(path)
    assert sheet.rows[1][1] == (1.5, 0.25, datetime(2026, 1, 2))  # noqa: DTZ001  (a spreadsheet knows no zones)
