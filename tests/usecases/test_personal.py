"""What is kept about a person can be given out and forgotten, and no number moves when it is."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import JSON
from sqlmodel import AutoString, SQLModel

from bot import example
from bot.domain.answer_corrections import CorrectionState
from bot.domain.checkins import EffortInputs, Reply, Source
from bot.domain.errors import NotAllowed, NotFound
from bot.domain.people import Person
from bot.domain.statuses import Status
from bot.domain.team_entries import EntryWish
from bot.usecases import personal
from bot.usecases.evidence import standing
from storage import answer_corrections, blockers, checkins, entries, knowledge, outbox, people, plans, tables
from storage.database import Database
from storage.personal import MENTIONS, WITHIN, WORDS

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HANDLES = ("mina", "jonas", "priya", "diego", "lena", "sam", "vera")
# Text that is no person and nobody's free words: names of projects and teams, ids, states, kinds, the bot's own.
PLAIN = {
    "workspaces": {"id", "name", "bot_user"},
    "people": {"workspace", "name", "handle", "zone", "zone_override", "country", "subdivision"},
    "teams": {"workspace", "name", "channel"},
    "days_off": {"workspace", "name"},
    "members": {"workspace", "role", "job"},
    "projects": {"workspace", "name", "impact", "sponsor", "priority", "success"},
    "milestones": {"workspace", "name"},
    "approaches": {"workspace", "name"},
    "tasks": {"workspace", "key", "title", "resolution", "reason"},
    "approach_tasks": {"workspace"},
    "task_needs": {"workspace"},
    "rituals": {"workspace", "kind", "weekdays", "zone", "channel"},
    "checkins": {"workspace", "state"},
    "replies": {"workspace", "key", "source"},
    "task_replies": {"workspace", "status", "blocker", "learned"},
    "blockers": {"workspace"},
    "corrections": {"workspace", "key"},
    "absences": {"workspace", "kind"},
    "models": {"workspace", "weights", "ratios"},
    "digests": {"workspace", "week", "state", "figures"},
    "questions": {"workspace", "key", "tier", "passage", "shown", "signals"},
    # The words that matter of a question that was put right stay as long as it is answered so.
    "answer_corrections": {"workspace", "meaning", "was", "passage", "state"},
    "entry_reviews": {"workspace", "entry"},
    "confidence_shifts": {"workspace", "shifts"},
    "audiences": {"workspace", "projects", "held"},
    "feedback": {"workspace", "kind"},
    "inbox": {"workspace", "key", "kind"},
    "outbox": {"workspace", "kind", "state", "owner", "channel", "ts", "thread_ts"},
    "heard": {"workspace"},
    "audit": {"workspace", "what", "field"},
    "setups": {"workspace"},
    "entries": {"workspace", "key", "state", "slug", "overrides"},
}


@pytest.fixture
def team(database: Database) -> Database:
    """The example team; Jonas has said something about everything."""
    with database.transaction() as tx:
        people.save_workspace(tx, "T1", name="Test", bot_user="UBOT")
        people.save_people(tx, "T1", [Person(f"U{name}", f"{name.title()} Tester", "UTC", name) for name in HANDLES])
    example.set_up(database, "T1", channels={"payments-ml": "C1", "leadership": "C2"}, now=NOW)
    with database.transaction() as tx:
        ((task, _, _), *_) = plans.open_tasks(tx, "T1", ["Ujonas"])["Ujonas"]
        inputs = EffortInputs(task, Status.BLOCKED, blocked=True, blocker="purple", learned="purple", helper="Ulena")
        reply = Reply("k", "Ujonas", None, date(2026, 11, 20), Source.FORM, (inputs,))
        checkins.add_reply(tx, "T1", reply, now=NOW - timedelta(days=4), late=False)
        blockers.add(tx, "T1", task=task, what="purple", by="Ujonas", helper="Ulena", needed=None, on=NOW.date())
        payload = '{"by": "Ujonas", "what": "Jonas Tester says purple"}'
        outbox.add(tx, "T1", key="v1:b:Ulena", kind="blocker_card", payload=payload, conversation="Ulena", now=NOW)
        asked = knowledge.add_question(
            tx, "T1", key="m:0", person="Ujonas", question="who is purple?", tier="abstain", confidence=0.1,
            passage=None, meaning="purple", now=NOW,
        )  # fmt: skip
        knowledge.save_feedback(tx, "T1", asked, person="Ujonas", kind="words", value="purple it is", now=NOW)
        answer_corrections.save(
            tx, "T1", person="Ujonas", question=asked, meaning="purple", was=None, passage=None, words="It is purple.",
            state=CorrectionState.WAITING, now=NOW,
        )  # fmt: skip
        entries.add(tx, "T1", key="d", wish=EntryWish("purple", "purple"), author="Ujonas", now=NOW)
        outbox.add(tx, "T1", key="v1:c:Ujonas", kind="welcome", payload="{}", conversation="Ujonas", now=NOW)
    return database


def likelihoods(db: Database) -> list[float]:
    """Every likelihood of the team."""
    with db.snapshot() as tx:
        found = standing(tx, "T1", plans.projects(tx, "T1"), today=NOW.date())
        return [known.value for one in found for _, known in sorted(one.likelihoods.items())]


def everything(db: Database) -> str:
    """All that the database holds, as text."""
    with db.snapshot() as tx:
        return "\n".join(
            repr(row) for table in SQLModel.metadata.sorted_tables for row in tx.connection().execute(table.select())
        )


def test_every_column_says_whether_it_holds_a_person_or_somebodys_words() -> None:
    """A text column that is added has to be thought about."""
    assert tables.TaskRow.__tablename__ == "tasks"
    for table in SQLModel.metadata.sorted_tables:
        texts = {column.name for column in table.c if isinstance(column.type, AutoString | JSON)}
        known = {*MENTIONS.get(table.name, ()), *WORDS.get(table.name, ("", ()))[1], *WITHIN.get(table.name, ())}
        assert texts == known | PLAIN[table.name], table.name


def test_a_person_is_given_all_that_is_kept_about_them(team: Database) -> None:
    """Answers with their words, blockers, membership; nothing of anybody else's answers."""
    found = personal.kept_about(team, "T1", "Ujonas")
    assert {"people", "members", "replies", "task_replies", "blockers"} <= set(found)
    assert {"questions", "feedback", "answer_corrections"} <= set(found)
    assert "purple" in repr(found)
    assert {row["person"] for row in found["replies"]} == {"Ujonas"}
    with pytest.raises(NotFound, match="Copy member ID"):
        personal.kept_about(team, "T1", "Unobody")


def test_a_person_is_forgotten_and_no_number_moves(team: Database) -> None:
    """Neither id, name nor words are left; every likelihood is what it was; open tasks have no owner."""
    before = likelihoods(team)
    alias = personal.erase(team, "T1", "Ujonas", now=NOW)
    left = everything(team)
    assert [word for word in ("Ujonas", "Jonas Tester", "purple") if word in left] == []
    assert alias in left
    assert likelihoods(team) == before
    with team.snapshot() as tx:
        assert plans.open_tasks(tx, "T1", ["Ujonas", alias]) == {}
        assert outbox.counts(tx).get("expired", 0) >= 1


def test_a_team_keeps_its_only_manager(team: Database) -> None:
    """Mina cannot be forgotten before somebody else manages the team."""
    with pytest.raises(NotAllowed, match="no manager left"):
        personal.erase(team, "T1", "Umina", now=NOW)
    assert "Mina Tester" in everything(team)


def test_words_go_after_a_time_and_numbers_stay(team: Database) -> None:
    """A year later what was written is gone; twice is once; the likelihoods of that day are the same either way."""
    later = NOW + timedelta(days=400)
    with team.transaction() as tx:
        (blocker, *_) = blockers.open_blockers(tx, "T1")
        blockers.change(tx, "T1", blocker.id, resolved=NOW.date())
    before: Any = likelihoods(team)
    assert personal.forget_due(team, now=later, keep=timedelta(days=365)) > 0
    assert personal.forget_due(team, now=later, keep=timedelta(days=365)) == 0
    with team.snapshot() as tx:
        assert answer_corrections.of_person(tx, "T1", "Ujonas") == []
        assert "purple" not in repr(knowledge.past(tx, "T1", since=NOW - timedelta(days=1)))
        kept = " ".join(
            one.learned + one.blocker for one in checkins.last_inputs(tx, "T1", "Ujonas", range(99)).values()
        )
    assert "purple" not in kept
    assert likelihoods(team) == before
