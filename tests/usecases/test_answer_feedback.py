"""A workspace's own labels refit how sure it is, there and nowhere else; corrections leave a trail of ids."""

from datetime import UTC, datetime, timedelta

import pytest

from bot import example
from bot.domain.errors import NotAllowed, NothingYet
from bot.domain.knowledge import Tier
from bot.domain.people import Person
from bot.domain.question_feedback import Thumb
from bot.usecases import answer_corrections, maintenance, question_feedback
from bot.usecases.confidence_learning import learn_due
from bot.usecases.knowledge import Library, load_library
from bot.usecases.questions import ask
from storage import audit, people
from storage.database import Database

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HANDLES = ("mina", "jonas", "priya", "diego", "lena", "sam", "vera")
QUESTION = "what does an MLOps engineer do?"


@pytest.fixture(scope="module")
def library() -> Library:
    """The built-in entries, and nobody's own."""
    return load_library()


@pytest.fixture
def team(database: Database) -> Database:
    """The example team in one workspace; another one beside it."""
    for workspace in ("T1", "T2"):
        with database.transaction() as tx:
            people.save_workspace(tx, workspace, name="Test", bot_user="UBOT")
            people.save_people(tx, workspace, [Person(f"U{name}", name.title(), "UTC", name) for name in HANDLES])
    example.set_up(database, "T1", channels={"payments-ml": "C1", "leadership": "C2"}, now=NOW)
    return database


def sureness(db: Database, library: Library, workspace: str, now: datetime) -> float:
    """How sure a workspace is of a question."""
    (asked,) = ask(db, library, workspace, person="Usam", question=QUESTION, key=f"{workspace}{now}", now=now)
    return asked.answer.confidence


def test_thirty_people_who_say_that_it_is_wrong_make_it_less_sure_here_from_the_next_day_on(
    team: Database, library: Library
) -> None:
    """Once a day, from the database, in every process; the other workspace is as sure as before."""
    before = sureness(team, library, "T1", NOW)
    for number in range(30):
        person = f"U{number}"
        (asked,) = ask(team, library, "T1", person=person, question=QUESTION, key=f"k{number}", now=NOW)
        question_feedback.rate(team, library, "T1", asked.id, person=person, thumb=Thumb.DOWN, now=NOW)
    assert learn_due(team, now=NOW) == 1
    assert learn_due(team, now=NOW + timedelta(hours=1)) == 0
    later = NOW + timedelta(hours=2)
    assert sureness(team, load_library(), "T1", later) < before - 0.15
    assert sureness(team, library, "T2", later) == pytest.approx(before)
    assert learn_due(team, now=NOW + timedelta(days=1)) == 0
    figures = maintenance.upkeep(team, library, "T1", person="Umina", now=later)
    assert (figures.quality.rated, figures.quality.right, figures.labels) == (30, 0, 30)


def test_a_correction_is_decided_once_by_who_may_and_leaves_ids_in_the_trail(team: Database, library: Library) -> None:
    """An engineer may not decide; what somebody typed is in no line of the trail; deciding twice is told."""
    (asked,) = ask(team, library, "T1", person="Ujonas", question=QUESTION, key="k", now=NOW)
    answer_corrections.correct(team, library, "T1", asked.id, person="Ujonas", passage="raci.withdraw", now=NOW)
    (proposal,) = maintenance.upkeep(team, library, "T1", person="Umina", now=NOW).proposals
    with pytest.raises(NotAllowed):
        answer_corrections.accept(team, library, "T1", proposal.correction.id, person="Ujonas", now=NOW)
    answer_corrections.accept(team, library, "T1", proposal.correction.id, person="Umina", now=NOW)
    with pytest.raises(NothingYet):
        answer_corrections.decline(team, "T1", proposal.correction.id, person="Umina", now=NOW)
    (other,) = ask(team, library, "T1", person="Usam", question="MLOps engineer, what does one do", key="s", now=NOW)
    assert other.answer.tier is Tier.ANSWER
    assert other.answer.found[0].entry.id == "raci.withdraw"
    with team.snapshot() as tx:
        lines = [one for one in audit.lines(tx, "T1") if one.what == "answer correction"]
    assert {one.person for one in lines} == {"Ujonas", "Umina"}
    assert "MLOps" not in repr(lines)
