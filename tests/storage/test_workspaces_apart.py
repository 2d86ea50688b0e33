"""Nobody reads or writes across workspaces: each query is tried with one workspace's name and the other's ids."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlmodel import SQLModel

import storage
from bot import example
from bot.domain.answer_corrections import CorrectionState
from bot.domain.audiences import Audience, Told
from bot.domain.checkins import CheckinState, EffortInputs, Reply, Source
from bot.domain.errors import NotFound
from bot.domain.learning import Learnt
from bot.domain.outlines import ProjectWish
from bot.domain.people import Person, Settings
from bot.domain.rituals import RitualKind
from bot.domain.statuses import Resolution, Status
from bot.domain.team_entries import EntryState, EntryWish
from bot.domain.weights import SHIPPED
from storage import (
    aftercare,
    answer_corrections,
    audiences,
    audit,
    blockers,
    checkins,
    confidence_learning,
    corrections,
    digests,
    entries,
    entry_reviews,
    knowledge,
    learning,
    outbox,
    outlines,
    people,
    personal,
    plans,
    rituals,
    setups,
    tables,
    trails,
)
from storage.database import Database, Tx

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
TODAY, LATER = NOW.date(), NOW + timedelta(days=1)
HANDLES = ("mina", "jonas", "priya", "diego", "lena", "sam", "vera")
SECRET = "secret"
Call = Callable[[Tx, dict[str, Any]], Any]

# What serves the clock and the courier, who serve everybody; or takes what a query of a workspace has just given.
FOR_ALL = {
    "aftercare": {"to_audit", "audited"},
    "audit": {"note"},
    "blockers": {"to_look_at", "next_look"},
    "checkins": {"add_checkins", "checkins_on", "recorded", "day_counts"},
    "heard": {"to_hear", "heard_through"},
    "knowledge": {"to_try"},
    "inbox": {"add_many", "waiting", "take", "done", "failed", "try_again", "stuck"},
    "outbox": {
        *("add_many", "claim", "freeze", "sent", "again", "dead", "doubtful", "lapse", "in_doubt", "waits_for"),
        *("found", "absent", "unknowable", "next_due", "counts", "delivery_of", "known"),
        "oldest_due",
    },
    "outlines": {"rename_milestone", "remove_milestone", "rename_approach", "remove_approach"},
    "people": {"workspaces", "remove_absence"},
    "personal": {"forget_words"},
    "plans": {"plan_structure", "overdue", "open_targets"},
    "reminders": {"unanswered", "waiting"},
    "rituals": {"participants", "turns", "lacks_checkin"},
}
FILES = {
    "histories", "knowledge_files", "planfiles", "workbook_charts", "workbook_pages", "workbooks", "database", "tables",
    "migrations",
}  # fmt: skip


def _settings() -> Settings:
    return Settings("UTC", "UTC", time(9), True, "DE", None)


CALLS: dict[str, Call] = {
    "aftercare.repair": lambda tx, of: aftercare.repair(tx, "T2", of["outbox key"], now=NOW),
    "aftercare.let_go": lambda tx, of: aftercare.let_go(tx, "T2", of["outbox key"], error="gone"),
    "aftercare.unfinished": lambda tx, of: aftercare.unfinished(tx, "T2"),
    "answer_corrections.of_person": lambda tx, of: answer_corrections.of_person(tx, "T2", of["person"]),
    "answer_corrections.in_state": lambda tx, of: answer_corrections.in_state(tx, "T2", CorrectionState.WAITING),
    "answer_corrections.of_questions": lambda tx, of: answer_corrections.of_questions(tx, "T2", [of["question"]]),
    "answer_corrections.correction": lambda tx, of: answer_corrections.correction(tx, "T2", of["correction"]),
    "answer_corrections.decide": lambda tx, of: answer_corrections.decide(
        tx, "T2", of["correction"], CorrectionState.DECLINED, by="nobody", now=NOW
    ),
    "audit.lines": lambda tx, of: audit.lines(tx, "T2", team=of["team"], project=of["project"]),
    "blockers.blocker": lambda tx, of: blockers.blocker(tx, "T2", of["blocker"]),
    "blockers.change": lambda tx, of: blockers.change(tx, "T2", of["blocker"], what="changed"),
    "blockers.open_blockers": lambda tx, of: blockers.open_blockers(tx, "T2", team=of["team"], tasks=[of["task"]]),
    "audiences.audience": lambda tx, of: audiences.audience(tx, "T2", of["digest"]),
    "audiences.audiences": lambda tx, of: audiences.audiences(tx, "T2", [of["digest"]]),
    "audiences.save": lambda tx, of: audiences.save(tx, "T2", of["digest"], Audience(note="taken")),
    "blockers.standing_on": lambda tx, of: blockers.standing_on(tx, "T2", [of["task"]], on=date.max),
    "blockers.spans": lambda tx, of: blockers.spans(tx, "T2", [of["task"]]),
    "checkins.checkin": lambda tx, of: checkins.checkin(tx, "T2", of["checkin"]),
    "checkins.latest_checkins": lambda tx, of: checkins.latest_checkins(tx, "T2", of["person"]),
    "checkins.open_before": lambda tx, of: checkins.open_before(tx, "T2", of["ritual"], {of["person"]: date.max}),
    "checkins.close_checkin": lambda tx, of: checkins.close_checkin(
        tx, "T2", of["checkin"], CheckinState.SKIPPED, now=NOW
    ),
    "checkins.supersede": lambda tx, of: checkins.supersede(tx, "T2", of["ritual"], [of["checkin"]], now=NOW),
    "checkins.inputs_of_checkin": lambda tx, of: checkins.inputs_of_checkin(tx, "T2", of["checkin"]),
    "checkins.last_inputs": lambda tx, of: checkins.last_inputs(tx, "T2", of["person"], [of["task"]]),
    "checkins.reports": lambda tx, of: checkins.reports(tx, "T2", [of["task"]]),
    "checkins.own_inputs": lambda tx, of: checkins.own_inputs(tx, "T2", of["person"], since=date.min, until=date.max),
    "corrections.undo_correction": lambda tx, of: corrections.undo_correction(
        tx, "T2", task=of["task"], person=of["person"], now=NOW
    ),
    "corrections.corrections": lambda tx, of: corrections.corrections(tx, "T2", [of["task"]]),
    "entries.entry": lambda tx, of: entries.entry(tx, "T2", of["entry"]),
    "entries.in_state": lambda tx, of: entries.in_state(tx, "T2", EntryState.DRAFT),
    "entries.rewrite": lambda tx, of: entries.rewrite(tx, "T2", of["entry"], EntryWish("taken"), now=NOW),
    "entries.publish": lambda tx, of: entries.publish(
        tx, "T2", of["entry"], slug="taken", team=None, verified=TODAY, now=NOW
    ),
    "entries.end": lambda tx, of: entries.end(tx, "T2", of["entry"], EntryState.RETIRED, now=NOW),
    "entries.edition": lambda tx, of: entries.edition(tx, "T2"),
    "entry_reviews.reviews": lambda tx, of: entry_reviews.reviews(tx, "T2"),
    "confidence_learning.shifts": lambda tx, of: confidence_learning.shifts(tx, "T2"),
    "confidence_learning.newest": lambda tx, of: confidence_learning.newest(tx, "T2"),
    "digests.is_recorded": lambda tx, of: digests.is_recorded(tx, "T2", of["digest"], SECRET),
    "digests.last_told": lambda tx, of: digests.last_told(tx, "T2", of["digest"], channel=SECRET, before=LATER),
    "knowledge.is_known": lambda tx, of: knowledge.is_known(tx, "T2", "asked"),
    "knowledge.asked_under": lambda tx, of: knowledge.asked_under(tx, "T2", "asked"),
    "knowledge.question": lambda tx, of: knowledge.question(tx, "T2", of["question"]),
    "knowledge.asked_together": lambda tx, of: knowledge.asked_together(tx, "T2", of["question"]),
    "knowledge.past": lambda tx, of: knowledge.past(tx, "T2", since=NOW - timedelta(days=9)),
    "knowledge.untried": lambda tx, of: knowledge.untried(tx, "T2", edition=9, since=NOW - timedelta(days=9)),
    "knowledge.settle": lambda tx, of: knowledge.settle(tx, "T2", [of["question"]], now=NOW),
    "knowledge.tried": lambda tx, of: knowledge.tried(tx, "T2", edition=9),
    "knowledge.told": lambda tx, of: knowledge.told(tx, "T2", [of["question"]]),
    "knowledge.feedback_of": lambda tx, of: knowledge.feedback_of(tx, "T2", [of["question"]]),
    "knowledge.feedback": lambda tx, of: knowledge.feedback(tx, "T2", of["question"]),
    "learning.learnt": lambda tx, of: learning.learnt(tx, "T2", on=date.max).ratios,
    "learning.newest": lambda tx, of: learning.newest(tx, "T2"),
    "learning.lessons": lambda tx, of: learning.lessons(tx, "T2", before=date.max),
    "learning.ends": lambda tx, of: learning.ends(tx, "T2", before=date.max),
    "outbox.hold": lambda tx, of: outbox.hold(tx, "T2", until=NOW + timedelta(days=9), conversation=of["person"]),
    "outbox.end_for": lambda tx, of: outbox.end_for(tx, "T2", of["person"], error="gone"),
    "outlines.outlines": lambda tx, of: outlines.outlines(tx, "T2", team=of["team"]),
    "outlines.outline": lambda tx, of: outlines.outline(tx, "T2", of["project"]),
    "outlines.outline_with_milestone": lambda tx, of: outlines.outline_with_milestone(tx, "T2", of["milestone"]),
    "outlines.outline_with_approach": lambda tx, of: outlines.outline_with_approach(tx, "T2", of["approach"]),
    "outlines.outline_with_task": lambda tx, of: outlines.outline_with_task(tx, "T2", of["task"]),
    "outlines.project_names": lambda tx, of: outlines.project_names(tx, "T2"),
    "outlines.change_project": lambda tx, of: outlines.change_project(
        tx, "T2", of["project"], ProjectWish("Taken", date(2027, 1, 1))
    ),
    "outlines.close_project": lambda tx, of: outlines.close_project(tx, "T2", of["project"], on=TODAY),
    "personal.kept_about": lambda tx, of: personal.kept_about(tx, "T2", of["person"]),
    "personal.forget_person": lambda tx, of: personal.forget_person(
        tx, "T2", of["person"], name=SECRET, alias="nobody", on=TODAY
    ),
    "people.bot_user": lambda tx, of: people.bot_user(tx, "T2"),
    "people.person": lambda tx, of: people.person(tx, "T2", of["person"]),
    "people.people": lambda tx, of: people.people(tx, "T2", [of["person"]]),
    "people.settings": lambda tx, of: people.settings(tx, "T2", of["person"]),
    "people.save_settings": lambda tx, of: people.save_settings(tx, "T2", of["person"], _settings()),
    "people.set_zone": lambda tx, of: people.set_zone(tx, "T2", of["person"], zone="Asia/Tokyo"),
    "people.set_holidays": lambda tx, of: people.set_holidays(tx, "T2", of["person"], country="JP", subdivision=None),
    "people.change_team": lambda tx, of: people.change_team(tx, "T2", of["team"], name="Taken", channel=None),
    "people.teams": lambda tx, of: people.teams(tx, "T2"),
    "people.team": lambda tx, of: people.team(tx, "T2", of["team"]),
    "people.hold_team": lambda tx, of: people.hold_team(tx, "T2", of["team"]),
    "people.memberships": lambda tx, of: people.memberships(tx, "T2", team=of["team"]),
    "people.absences_of": lambda tx, of: people.absences_of(tx, "T2", of["person"], since=date.min),
    "people.absence": lambda tx, of: people.absence(tx, "T2", of["absence"]),
    "people.absences": lambda tx, of: people.absences(tx, "T2", since=date.min),
    "people.remove_day_off": lambda tx, of: people.remove_day_off(tx, "T2", of["team"], TODAY),
    "people.named_days_off": lambda tx, of: people.named_days_off(tx, "T2", of["team"], since=date.min),
    "people.days_off": lambda tx, of: people.days_off(tx, "T2", since=date.min),
    "plans.projects": lambda tx, of: plans.projects(tx, "T2", team=of["team"]),
    "plans.projects_of_tasks": lambda tx, of: plans.projects_of_tasks(tx, "T2", [of["task"]]),
    "plans.expect_sound": lambda tx, of: plans.expect_sound(tx, "T2", of["project"]),
    "plans.task": lambda tx, of: plans.task(tx, "T2", of["task"]),
    "plans.open_tasks": lambda tx, of: plans.open_tasks(tx, "T2", [of["person"]]),
    "plans.resolve_task": lambda tx, of: plans.resolve_task(tx, "T2", of["task"], Resolution.FAILED, on=TODAY),
    "plans.set_waiting": lambda tx, of: plans.set_waiting(tx, "T2", of["task"], date(2030, 1, 1)),
    "rituals.move_digest": lambda tx, of: rituals.move_digest(tx, "T2", of["digest"], channel="C9"),
    "rituals.end_ritual": lambda tx, of: rituals.end_ritual(tx, "T2", of["ritual"]),
    "rituals.ritual": lambda tx, of: rituals.ritual(tx, "T2", of["ritual"]),
    "rituals.rituals": lambda tx, of: rituals.rituals(tx, workspace="T2", team=of["team"]),
    "setups.answers": lambda tx, of: setups.answers(tx, "T2", of["person"]),
    "setups.forget": lambda tx, of: setups.forget(tx, "T2", of["person"]),
    "trails.effort_inputs": lambda tx, of: list(trails.effort_inputs(tx, "T2", frozenset({of["team"]}))),
    "trails.blockers": lambda tx, of: list(trails.blockers(tx, "T2", frozenset({of["team"]}))),
    "trails.corrections": lambda tx, of: list(trails.corrections(tx, "T2", frozenset({of["team"]}))),
    "trails.checkins": lambda tx, of: list(trails.checkins(tx, "T2", frozenset({of["team"]}))),
}
# These write rows of the workspace that is named; whose ids they carry was looked up by one of the above.
ADDING = {
    *("answer_corrections.save", "confidence_learning.save", "entries.turn", "entry_reviews.save"),
    *("blockers.add", "entries.add", "checkins.add_reply", "corrections.add_correction", "digests.add_digest"),
    *("knowledge.add_question", "knowledge.save_feedback", "learning.save", "outbox.add", "outlines.add_project"),
    *("outlines.add_milestone", "outlines.add_approach", "outlines.add_task", "outlines.change_task"),
    *("people.save_workspace", "people.save_people", "people.save_team", "people.save_member", "people.add_absence"),
    *("people.add_day_off", "plans.save_plan", "rituals.save_ritual", "setups.keep"),
}


def test_every_query_function_is_tried_or_said_why_not() -> None:
    """A function that is added to storage/ has to be added here as well."""
    known = {name for module, names in FOR_ALL.items() for name in (f"{module}.{one}" for one in names)}
    assert set(_functions()) == set(CALLS) | known | ADDING


def _functions() -> Iterator[str]:
    for module in pkgutil.iter_modules(storage.__path__):
        if module.name in FILES:
            continue
        found = importlib.import_module(f"storage.{module.name}")
        for name, value in vars(found).items():
            if inspect.isfunction(value) and value.__module__ == found.__name__ and not name.startswith("_"):
                yield f"{module.name}.{name}"


@pytest.fixture
def of(database: Database) -> dict[str, Any]:
    """Two workspaces with the example team each; the ids of everything in the first, whose every text is secret."""
    for workspace in ("T2", "T1"):
        with database.transaction() as tx:
            people.save_workspace(tx, workspace, name=workspace, bot_user="UBOT")
            everybody = [Person(f"{workspace}{name}", name, "UTC", name) for name in HANDLES]
            people.save_people(tx, workspace, everybody)
        example.set_up(
            database, workspace, channels={"payments-ml": f"C1{workspace}", "leadership": f"C2{workspace}"}, now=NOW
        )
    with database.transaction() as tx:
        return _filled(tx)


def _filled(tx: Tx) -> dict[str, Any]:
    team = people.teams(tx, "T1")[0]
    people.change_team(tx, "T1", team.id, name=f"{SECRET} team", channel=team.channel)
    project = outlines.outlines(tx, "T1")[0]
    row = tx.get_one(tables.ProjectRow, project.id)
    row.name, row.impact = f"{SECRET} project", SECRET
    milestone = project.milestones[0]
    outlines.rename_milestone(tx, milestone.id, f"{SECRET} milestone")
    task = next(one for one in project.tasks.values() if one.owner == "T1jonas")
    tx.get_one(tables.TaskRow, task.id).title = f"{SECRET} task"
    ritual = rituals.rituals(tx, workspace="T1", team=team.id, kind=RitualKind.CHECKIN)[0]
    checkins.add_checkins(
        tx,
        [
            {
                "workspace": "T1",
                "ritual_id": ritual.id,
                "person": "T1jonas",
                "local_date": TODAY,
                "state": CheckinState.OPEN,
                "due": NOW,
            }
        ],
    )
    ((checkin, _),) = checkins.checkins_on(tx, ritual.id, [TODAY]).values()
    inputs = EffortInputs(task.id, Status.BLOCKED, blocked=True, blocker=SECRET, learned=SECRET)
    checkins.add_reply(tx, "T1", Reply(SECRET, "T1jonas", checkin, TODAY, Source.FORM, (inputs,)), now=NOW, late=False)
    corrections.add_correction(
        tx, "T1", task=task.id, person="T1jonas", key="k", shown=0.5, should_be=0.6, reason=SECRET, now=NOW
    )
    blocker = blockers.add(tx, "T1", task=task.id, what=SECRET, by="T1jonas", helper=None, needed=None, on=TODAY)
    people.add_absence(tx, "T1", "T1jonas", first=TODAY, last=TODAY, kind="away", reason=SECRET, set_by="T1jonas")
    people.add_day_off(tx, "T1", team.id, TODAY, SECRET)
    question = knowledge.add_question(
        tx,
        "T1",
        key="asked",
        person="T1jonas",
        question=SECRET,
        tier="answer",
        confidence=0.9,
        passage=SECRET,
        now=NOW,
    )
    knowledge.save_feedback(tx, "T1", question, person="T1jonas", kind="thumb", value=SECRET, now=NOW)
    knowledge.save_feedback(tx, "T1", question, person="T1jonas", kind="tell", value="waiting", now=NOW)
    corrected = answer_corrections.save(
        tx,
        "T1",
        person="T1jonas",
        question=question,
        meaning=SECRET,
        was=None,
        passage=None,
        words=SECRET,
        state=CorrectionState.WAITING,
        now=NOW,
    )
    entry_reviews.save(tx, "T1", entry_reviews.EntryReview(SECRET, "T1jonas", TODAY, TODAY))
    confidence_learning.save(tx, "T1", {SECRET: 1.0}, on=TODAY, labels=3)
    outbox.add(tx, "T1", key=SECRET, kind="welcome", payload=SECRET, conversation="T1jonas", now=NOW)
    draft = entries.add(tx, "T1", key="k", wish=EntryWish(SECRET, SECRET), author="T1jonas", now=NOW)
    setups.keep(tx, "T1", "T1jonas", SECRET, now=NOW)
    learning.save(tx, "T1", Learnt(SHIPPED), on=TODAY, lessons=3)
    digest = rituals.rituals(tx, workspace="T1", team=team.id, kind=RitualKind.DIGEST)[0].id
    audiences.save(tx, "T1", digest, Audience(frozenset({project.id}), note=SECRET, noted_by="T1mina"))
    told = Told(NOW, SECRET, {project.id: 0.5}, SECRET)
    digests.add_digest(tx, "T1", digest, week=SECRET, state="published", due=NOW, told=told)
    tx.flush()
    return {
        "digest": digest,
        "team": team.id,
        "project": project.id,
        "milestone": milestone.id,
        "approach": milestone.approaches[0].id,
        "task": task.id,
        "ritual": ritual.id,
        "checkin": checkin,
        "blocker": blocker.id,
        "absence": people.absences_of(tx, "T1", "T1jonas", since=TODAY)[0].id,
        "question": question,
        "correction": corrected.id,
        "entry": draft,
        "person": "T1jonas",
        "outbox key": SECRET,
    }


def test_the_others_ids_open_nothing_and_change_nothing(database: Database, of: dict[str, Any]) -> None:
    """Each answers as if they were not there, and the other workspace is afterwards what it was."""
    before = _everything(database)
    assert SECRET in repr(before)
    for name, call in CALLS.items():
        with database.transaction() as tx:
            try:
                found = call(tx, of)
            except NotFound:
                found = None
        assert SECRET not in repr(found), name
        assert not (isinstance(found, dict) and of["task"] in found), name
        assert _everything(database) == before, name


def _everything(database: Database) -> dict[str, list[Any]]:
    with database.snapshot() as tx:
        return {
            table.name: sorted(
                repr(row) for row in tx.connection().execute(table.select().where(table.c.workspace == "T1"))
            )
            for table in SQLModel.metadata.sorted_tables
            if "workspace" in table.c
        }


def test_every_table_says_whose_its_rows_are() -> None:
    """Every row belongs to a workspace."""
    without = {table.name for table in SQLModel.metadata.sorted_tables if "workspace" not in table.c}
    assert without == {"workspaces"}
