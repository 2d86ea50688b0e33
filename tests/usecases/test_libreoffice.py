"""Workbooks as another program reads them: opened, computed, drawn, printed and saved by LibreOffice."""

import csv
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot import example
from bot.domain.people import Person
from bot.usecases import forecasts
from bot.usecases.corrections import correct
from bot.usecases.exports import export_team
from bot.usecases.files import read_teams, write_template
from handlers.blocks.text import percent
from storage import people, plans
from storage.database import Database

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HANDLES = ("mina", "jonas", "priya", "diego", "lena", "sam", "vera")
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"
INJECTION = '=HYPERLINK("http://127.0.0.1/","click")'

pytestmark = pytest.mark.skipif(
    OFFICE is None, reason="no LibreOffice here; apt-get install --no-install-recommends libreoffice-calc brings it"
)


@dataclass(frozen=True)
class Office:
    """What was written, and the folder with what LibreOffice made of it."""

    database: Database
    written: Path
    saved: Path

    def sheet(self, title: str) -> list[dict[str, str]]:
        """A sheet of the workbook as LibreOffice shows it, by its headings."""
        with (self.saved / f"all-{title}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The example team's workbook and the template, through LibreOffice once for all tests here."""
    folder = tmp_path_factory.mktemp("office")
    database = Database(f"sqlite:///{folder / 'barometer.db'}")
    database.migrate()
    with database.transaction() as tx:
        people.save_workspace(tx, "T1", name="Test", bot_user="UBOT")
        people.save_people(tx, "T1", [Person(f"U{name}", name.title(), "UTC", name) for name in HANDLES])
    example.set_up(database, "T1", channels={"payments-ml": "C1", "leadership": "C2"}, now=NOW)
    with database.snapshot() as tx:
        task = next(iter(plans.projects(tx, "T1")[0].tasks.values()))
    correct(database, "T1", task=task.id, person="Umina", key="k", should_be=0.3, reason=INJECTION, now=NOW)
    export_team(database, folder / "all.xlsx", now=NOW)
    write_template(folder / "template.xlsx")
    for target in ("xlsx", EVERY_SHEET, "pdf"):
        _convert(folder, target)
    yield Office(database, folder, folder / "saved")
    database.close()


def _convert(folder: Path, target: str) -> None:
    """Have both files converted, with a profile of our own so that no open LibreOffice is in the way."""
    command = [str(OFFICE), f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", target]
    done = subprocess.run(
        [*command, "--outdir", str(folder / "saved"), str(folder / "all.xlsx"), str(folder / "template.xlsx")],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_it_shows_the_numbers_that_the_bot_says(office: Office) -> None:
    """Percentages are shown as percentages and dates as dates, and they are those of `/forecast`."""
    shown = office.sheet("Forecast")
    assert len(shown) == 2
    for row in shown:
        found = forecasts.answer(office.database, "T1", person="Umina", now=NOW, name=row["Project"])
        assert isinstance(found, forecasts.Card)
        card = found.figures
        assert row["Odds by target"] == percent(card.by_target).replace("\u00a0", "")
        assert (row["Target"], row["P50"]) == (card.target.isoformat(), card.p50.isoformat() if card.p50 else "")
        assert re.fullmatch(r"\d+\.\d", row["Expected effort"])


def test_no_cell_is_an_error_or_a_formula_come_alive(office: Office) -> None:
    """Every sheet is there, none shows an error, and what begins like a formula is still its text."""
    with zipfile.ZipFile(office.written / "all.xlsx") as archive:
        titles = re.findall(r'<sheet [^>]*name="([^"]+)"', archive.read("xl/workbook.xml").decode())
    for title in titles:
        told = (office.saved / f"all-{title}.csv").read_text("utf-8")
        assert not re.search(r"#(REF|NAME|VALUE|DIV/0|N/A)|Err:\d", told), title
    (correction,) = office.sheet("Corrections")
    assert correction["Why"] == INJECTION


def test_what_it_saves_imports_to_the_same_teams(office: Office) -> None:
    """The round trip through another program loses nothing, for the export and for the template."""
    for name in ("all.xlsx", "template.xlsx"):
        assert read_teams(office.saved / name) == read_teams(office.written / name)


def test_charts_headings_colours_and_notes_survive(office: Office) -> None:
    """All of it is native: another program understands and keeps it."""
    ours, theirs = load_workbook(office.written / "all.xlsx"), load_workbook(office.saved / "all.xlsx")
    assert ours.sheetnames == theirs.sheetnames
    for sheet in ours.worksheets:
        kept = theirs[sheet.title]
        # Whether headings are frozen is not asked: without a window LibreOffice saves no panes at all.
        assert kept.auto_filter.ref
        assert [cell.value for cell in kept[1]] == [cell.value for cell in sheet[1]]
        assert all(cell.comment and cell.comment.text.strip() for cell in kept[1])
        assert len(kept.conditional_formatting) == len(sheet.conditional_formatting)
        assert len(kept._charts) == len(sheet._charts)  # type: ignore[attr-defined]
        assert kept.page_setup.orientation == "landscape"
    assert sum(len(sheet._charts) for sheet in theirs.worksheets) == 3  # type: ignore[attr-defined]


def test_it_prints_a_page_for_a_sheet(office: Office) -> None:
    """Columns fit across a page, so that the printed workbook is as many pages as it has sheets."""
    printed = (office.saved / "all.pdf").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 16
