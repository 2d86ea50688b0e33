"""Importing a file does what its preview says, all of it or nothing."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml
from openpyxl import load_workbook

from bot import example
from bot.domain.errors import WrongInput
from bot.domain.import_previews import preview_lines
from bot.domain.outlines import Change
from bot.domain.people import Person
from bot.domain.sheets import Faults
from bot.usecases.exports import export_team
from bot.usecases.files import preview_import, read_teams
from bot.usecases.imports import import_teams
from storage import audit, outlines, people, plans
from storage.database import Database

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CHANNELS = {"payments-ml": "C1", "leadership": "C2"}
HANDLES = ("mina", "jonas", "priya", "diego", "lena", "sam", "vera")


@pytest.fixture
def team(database: Database) -> Database:
    """The example team, as it has worked for a fortnight."""
    with database.transaction() as tx:
        people.save_workspace(tx, "T1", name="Test", bot_user="UBOT")
        everybody = [Person(f"U{name}", name.title(), "UTC", name) for name in HANDLES]
        people.save_people(tx, "T1", [*everybody, Person("UNEW", "Noor Haddad", "UTC", "noor")])
    example.set_up(database, "T1", channels=CHANNELS, now=NOW)
    return database


def likelihood(database: Database, task: str) -> float:
    """What a task of the example began with."""
    with database.snapshot() as tx:
        return next(one.tasks[task].prior for one in plans.projects(tx, "T1") if task in one.tasks)


def preview_of(database: Database, path: Path) -> list[str]:
    """What importing a file would do, in words."""
    (known,) = preview_import(database, "T1", read_teams(path), channels=CHANNELS)
    return preview_lines(known)


@pytest.mark.parametrize("ending", ["xlsx", "yaml"])
def test_importing_an_export_changes_nothing(team: Database, tmp_path: Path, ending: str) -> None:
    """What comes out is what is there: the preview is empty and a second export is the same."""
    path, again = tmp_path / f"one.{ending}", tmp_path / f"two.{ending}"
    export_team(team, path, now=NOW)
    assert preview_of(team, path) == ["Everything is already as the file says."]
    import_teams(team, "T1", read_teams(path), channels=CHANNELS, now=NOW)
    export_team(team, again, now=NOW)
    assert read_teams(again) == read_teams(path)


def test_a_preview_says_what_the_import_then_does(team: Database, tmp_path: Path) -> None:
    """Added people, moved likelihoods, new and left-out tasks, before anything has changed."""
    path = tmp_path / "team.xlsx"
    export_team(team, path, now=NOW)
    workbook = load_workbook(path)
    tasks = workbook["Tasks"]
    assert tasks["B2"].value == "sample"
    tasks["D2"] = 0.5
    tasks["F2"] = 6
    tasks.append(["Fewer false fraud alarms", "appeal", "Ask for appeals", 0.4, 2, 4])
    workbook["Members"].append(["Payments ML", "Noor Haddad", "member", "Analyst"])
    workbook.save(path)
    workbook.close()
    assert preview_of(team, path) == [
        "Added to the team (1): @noor.",
        "New tasks (1): Ask for appeals (appeal).",
        "Likelihoods (1):",
        "  Draw a sample of blocked orders (sample): 92% → 50%",
        "Other changes (1):",
        "  Draw a sample of blocked orders (sample): effort 2 to 4 days → 2 to 6 days",
    ]
    assert likelihood(team, "sample") == 0.92
    import_teams(team, "T1", read_teams(path), channels=CHANNELS, now=NOW)
    assert likelihood(team, "sample") == 0.5
    assert preview_of(team, path) == ["Everything is already as the file says."]
    with team.snapshot() as tx:
        known = outlines.outlines(tx, "T1", team=people.teams(tx, "T1")[0].id)
        project = next(one for one in known if one.name == "Fewer false fraud alarms")
        lines = audit.lines(tx, "T1", project=project.id)
    assert [(one.person, one.subject, one.change) for one in lines] == [
        (audit.OPERATOR, "Draw a sample of blocked orders (sample)", Change("effort", "2 to 4 days", "2 to 6 days")),
        (audit.OPERATOR, "Draw a sample of blocked orders (sample)", Change("likelihood", "92%", "50%")),
        (audit.OPERATOR, "Ask for appeals (appeal)", Change("added", "", "Ask for appeals (appeal)")),
    ]


def test_tasks_left_out_stay_and_are_no_longer_needed(team: Database, tmp_path: Path) -> None:
    """A file never deletes; its preview names what it leaves out."""
    path = tmp_path / "team.yaml"
    export_team(team, path, now=NOW)
    document = yaml.safe_load(path.read_text("utf-8"))
    fraud = document["projects"][0]
    del fraud["tasks"]["graph"]
    ways = fraud["milestones"][1]["approaches"]
    ways[:] = [way for way in ways if "graph" not in way["tasks"]]
    path.write_text(yaml.safe_dump(document, sort_keys=False), "utf-8")
    assert preview_of(team, path) == [
        "Other changes (1):",
        "  Fewer false fraud alarms: what success takes 3 milestones, 6 approaches → 3 milestones, 5 approaches",
        "Not in the file; they stay, and success no longer needs them: "
        "Graph network over shared cards and addresses (graph).",
    ]
    import_teams(team, "T1", read_teams(path), channels=CHANNELS, now=NOW)
    assert likelihood(team, "graph") == 0.3


def test_a_plan_alone_leaves_people_and_rituals_as_they_are(team: Database, tmp_path: Path) -> None:
    """A manager's plan sheet needs no team around it."""
    path = tmp_path / "plan.xlsx"
    export_team(team, path, now=NOW)
    workbook = load_workbook(path)
    for title in ("Team", "Members", "Digests"):
        del workbook[title]
    workbook["Projects"].delete_cols(1)
    workbook.save(path)
    workbook.close()
    given = read_teams(path, team="Payments ML")
    (known,) = preview_import(team, "T1", given, channels=CHANNELS)
    assert preview_lines(known) == ["Everything is already as the file says."]
    before, after = tmp_path / "before.yaml", tmp_path / "after.yaml"
    export_team(team, before, now=NOW)
    import_teams(team, "T1", given, channels=CHANNELS, now=NOW)
    export_team(team, after, now=NOW)
    assert before.read_text("utf-8") == after.read_text("utf-8")
    with pytest.raises(WrongInput, match="There is no team called 'Another' yet"):
        import_teams(team, "T1", read_teams(path, team="Another"), channels=CHANNELS, now=NOW)


def test_names_nobody_has_are_all_told_with_their_places(team: Database, tmp_path: Path) -> None:
    """What only the workspace can know is told like every other fault, and nothing is changed."""
    path = tmp_path / "team.xlsx"
    export_team(team, path, now=NOW)
    workbook = load_workbook(path)
    workbook["Members"]["B2"] = "@nobody"
    workbook["Tasks"]["I3"] = "@noone"
    workbook["Digests"]["B2"] = "#nowhere"
    workbook["Tasks"]["D2"] = 0.1
    workbook.save(path)
    workbook.close()
    with pytest.raises(Faults) as error:
        import_teams(team, "T1", read_teams(path), channels=CHANNELS, now=NOW)
    assert error.value.faults == (
        "sheet Members, row 2, column B (Handle): nobody in the workspace is called @nobody",
        "sheet Tasks, row 3, column I (Owner): nobody in the workspace is called @noone",
        "sheet Digests, row 2, column B (Channel): I am in no channel called #nowhere; "
        "invite me with /invite @Barometer first",
    )
    assert likelihood(team, "sample") == 0.92


def test_dates_of_the_example_are_real_dates(team: Database, tmp_path: Path) -> None:
    """A spreadsheet can sort and compute with what is exported."""
    path = tmp_path / "team.xlsx"
    export_team(team, path, now=NOW)
    workbook = load_workbook(path)
    cell = workbook["Projects"]["D2"]
    assert cell.is_date
    assert cell.value.date() >= date(2026, 12, 18)
    assert workbook["Tasks"]["D2"].number_format == "0%"
    assert workbook["Tasks"].freeze_panes == "A2"
    workbook.close()
