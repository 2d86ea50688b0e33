"""Pictures are drawn from what the bot says and nothing else."""

from datetime import UTC, datetime

import pytest

from bot import example
from bot.domain.errors import NothingYet
from bot.domain.people import Person
from bot.domain.statuses import Resolution
from bot.usecases import forecasts
from bot.usecases.pictures import project_pictures
from storage import people, plans
from storage.database import Database

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HANDLES = ("mina", "jonas", "priya", "diego", "lena", "sam", "vera")


@pytest.fixture
def team(database: Database) -> Database:
    """The example team, as it has worked for a fortnight."""
    with database.transaction() as tx:
        people.save_workspace(tx, "T1", name="Test", bot_user="UBOT")
        people.save_people(tx, "T1", [Person(f"U{name}", name.title(), "UTC", name) for name in HANDLES])
    example.set_up(database, "T1", channels={"payments-ml": "C1", "leadership": "C2"}, now=NOW)
    return database


def test_pictures_show_the_figures_of_the_forecast(team: Database) -> None:
    """The last point, the swings and the whole of the tree are what `/forecast` says."""
    card = forecasts.answer(team, "T1", person="Uvera", name="", now=NOW)
    assert isinstance(card, forecasts.Card)
    known = project_pictures(team, "T1", person="Uvera", project=card.project, now=NOW)
    newest = known.history.points[-1]
    assert newest.on == NOW.date()
    assert newest.odds == pytest.approx(card.figures.by_target, abs=0.02)
    assert newest.low < newest.odds < newest.high
    assert known.tree.chance == pytest.approx(card.figures.ever)
    swings = {one.task: one.swing for one in known.swings.swings}
    assert {one.task: swings[one.task] for one in card.figures.swings} == pytest.approx(
        {one.task: one.swing for one in card.figures.swings}
    )
    assert [part.label for part in known.tree.parts if part.fragile]


def test_how_tasks_ended_stands_beside_the_odds(team: Database) -> None:
    """An end is an event of its day, in the words of the task and without a name."""
    with team.transaction() as tx:
        project = plans.projects(tx, "T1")[0]
        task = project.tasks["sample"]
        plans.resolve_task(tx, "T1", task.id, Resolution.SUCCEEDED, on=NOW.date())
    known = project_pictures(team, "T1", person="Umina", project=project.id, now=NOW)
    assert (NOW.date(), "Draw a sample of blocked orders worked") in known.history.events
    assert known.tree.parts[0].parts[0].parts[0].ended


def test_strangers_see_no_picture(team: Database) -> None:
    """Whoever may not see a forecast does not learn that the project is there."""
    with team.snapshot() as tx:
        project = plans.projects(tx, "T1")[0]
    with pytest.raises(NothingYet):
        project_pictures(team, "T1", person="Ustranger", project=project.id, now=NOW)
