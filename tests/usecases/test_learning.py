"""A workspace learns from how its own tasks ended, once a day, and never from another workspace's."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.checkins import EffortInputs, Reply, Source
from bot.domain.likelihood import Report, assess
from bot.domain.people import Person
from bot.domain.plan_documents import parse_plan
from bot.domain.statuses import Resolution, Status
from bot.domain.weights import SHIPPED
from bot.usecases.calibration import track_record_of
from bot.usecases.evidence import standing
from bot.usecases.learning import learn_due
from storage import checkins, corrections, learning, people, plans
from storage.database import Database

START, NOW = date(2026, 9, 1), datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def a_team(database: Database, workspace: str, *, tasks: int) -> list[int]:
    """A workspace with a project of equal tasks, all one person's; the tasks' ids."""
    document = {
        "project": "Ranking",
        "target": date(2026, 12, 18),
        "success": {"all": [f"t{number}" for number in range(tasks)]},
        "tasks": {f"t{number}": {"likelihood": 0.6, "effort": [5, 10], "owner": "@ada"} for number in range(tasks)},
    }
    with database.transaction() as tx:
        people.save_workspace(tx, workspace, name=workspace, bot_user="UBOT")
        people.save_people(tx, workspace, [Person("UADA", "Ada", "UTC", "ada")])
        team = people.save_team(tx, workspace, name="Ranking", channel=None)
        plans.save_plan(tx, workspace, team.id, parse_plan(document), owners={"@ada": "UADA"}, today=START)
        (project,) = plans.projects(tx, workspace)
        return [task.id for task in project.tasks.values()]


def says(database: Database, workspace: str, task: int, status: Status, *, day: int, hours: float = 8) -> None:
    """One reply about one task."""
    on = START + timedelta(days=day)
    inputs = EffortInputs(task=task, status=status, hours=hours)
    reply = Reply(f"{workspace}:{task}:{day}", "UADA", None, on, Source.IMPORTED, (inputs,))
    with database.transaction() as tx:
        checkins.add_reply(tx, workspace, reply, now=datetime(on.year, on.month, on.day, 12, tzinfo=UTC), late=False)


def ends(database: Database, workspace: str, task: int, resolution: Resolution) -> None:
    """How a task ended, on the fortieth day."""
    with database.transaction() as tx:
        plans.resolve_task(tx, workspace, task, resolution, on=START + timedelta(days=40))


def likelihood(database: Database, workspace: str, key: str) -> float:
    """What a task's ledger says now."""
    with database.snapshot() as tx:
        (known,) = standing(tx, workspace, plans.projects(tx, workspace), today=NOW.date())
        return known.likelihoods[key].value


def test_a_team_whose_tasks_fail_is_told_lower_odds_and_another_workspace_is_not(database: Database) -> None:
    """Twenty of its thirty resolved tasks failed: what is still open is told lower; elsewhere nothing moves."""
    mine, others = a_team(database, "T1", tasks=31), a_team(database, "T2", tasks=2)
    for place, task in enumerate(mine[:30]):
        says(database, "T1", task, Status.MOVING, day=10)
        ends(database, "T1", task, Resolution.FAILED if place % 3 else Resolution.SUCCEEDED)
    before = likelihood(database, "T1", "t30"), likelihood(database, "T2", "t0")
    assert learn_due(database, now=NOW) == 1
    after = likelihood(database, "T1", "t30"), likelihood(database, "T2", "t0")
    assert after[0] < before[0] - 0.05
    assert after[1] == before[1]
    assert len(others) == 2


def test_it_learns_once_a_day_and_only_when_there_is_something_new(database: Database) -> None:
    """So that everybody who asks on a day is told by the same weights."""
    tasks = a_team(database, "T1", tasks=3)
    assert learn_due(database, now=NOW) == 0
    ends(database, "T1", tasks[0], Resolution.SUCCEEDED)
    assert learn_due(database, now=NOW) == 1
    ends(database, "T1", tasks[1], Resolution.FAILED)
    assert learn_due(database, now=NOW + timedelta(hours=3)) == 0
    assert learn_due(database, now=NOW + timedelta(days=1)) == 1
    assert learn_due(database, now=NOW + timedelta(days=2)) == 0


def test_what_was_learnt_today_leaves_yesterdays_numbers_as_they_were(database: Database) -> None:
    """A day is told by what was known that day."""
    tasks = a_team(database, "T1", tasks=2)
    ends(database, "T1", tasks[0], Resolution.FAILED)
    learn_due(database, now=NOW)
    with database.snapshot() as tx:
        assert learning.learnt(tx, "T1", on=NOW.date() - timedelta(days=1)).model == SHIPPED
        assert learning.learnt(tx, "T1", on=NOW.date()).model != SHIPPED


def test_a_correction_teaches_and_one_that_is_undone_does_not(database: Database) -> None:
    """Somebody's word that it should be 10 % lowers what plans are believed; taken back, it counts no more."""
    task, _ = a_team(database, "T1", tasks=2)
    says(database, "T1", task, Status.MOVING, day=10)
    with database.transaction() as tx:
        corrections.add_correction(
            tx,
            "T1",
            task=task,
            person="UADA",
            key="c1",
            shown=0.6,
            should_be=0.1,
            reason="no data",
            now=NOW - timedelta(days=1),
        )
    learn_due(database, now=NOW)
    with database.snapshot() as tx:
        lowered = learning.learnt(tx, "T1", on=NOW.date()).model.weight("prior shift")
    assert lowered < 0
    with database.transaction() as tx:
        assert corrections.undo_correction(tx, "T1", task=task, person="UADA", now=NOW + timedelta(hours=1))
    learn_due(database, now=NOW + timedelta(days=1))
    with database.snapshot() as tx:
        assert learning.learnt(tx, "T1", on=NOW.date() + timedelta(days=1)).model.weight("prior shift") == 0


def test_hours_told_of_finished_tasks_teach_what_estimates_are_worth(database: Database) -> None:
    """Thirty tasks of five days that took ten: the next one is expected to take nearly twice its estimate."""
    tasks = a_team(database, "T1", tasks=31)
    for task in tasks[:30]:
        says(database, "T1", task, Status.MOVING, day=10, hours=80)
        ends(database, "T1", task, Resolution.SUCCEEDED)
    learn_due(database, now=NOW)
    with database.snapshot() as tx:
        (known,) = standing(tx, "T1", plans.projects(tx, "T1"), today=NOW.date())
    assert known.situation.conditions.reference.own == 30
    assert known.situation.conditions.reference.multiplier == pytest.approx(2.0)


def test_a_track_record_says_nothing_on_thin_data_and_then_what_happened(database: Database) -> None:
    """Nineteen resolved tasks are too few; with thirty, it is what was told half-way against what happened."""
    tasks = a_team(database, "T1", tasks=30)
    for place, task in enumerate(tasks):
        says(database, "T1", task, Status.MOVING, day=10)
        if place < 19:
            end_late(database, "T1", task, Resolution.FAILED if place % 2 else Resolution.SUCCEEDED)
    with database.snapshot() as tx:
        (team,) = people.teams(tx, "T1")
        record = track_record_of(tx, "T1", team.id, today=date(2026, 12, 20))
    assert (record.tasks, record.said) == (19, None)
    for place, task in enumerate(tasks):
        end_late(database, "T1", task, Resolution.FAILED if place % 2 else Resolution.SUCCEEDED)
    with database.snapshot() as tx:
        record = track_record_of(tx, "T1", team.id, today=date(2026, 12, 20))
    assert record.tasks == record.of == 30
    assert record.happened == pytest.approx(0.5)
    assert record.said == pytest.approx(likelihood_half_way(), abs=1e-9)


def end_late(database: Database, workspace: str, task: int, resolution: Resolution) -> None:
    """How a task ended, after the half of its time."""
    with database.transaction() as tx:
        plans.resolve_task(tx, workspace, task, resolution, on=date(2026, 12, 1))


def likelihood_half_way() -> float:
    """What one moving report makes of a plan's 60 %."""
    told = [Report("a", START + timedelta(days=10), Status.MOVING)]
    return assess(0.6, told, today=date(2026, 10, 24), started=START, deadline=date(2026, 12, 18)).value
