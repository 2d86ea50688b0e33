"""A tick for ten thousand people in twenty-four zones, when all are due in that minute and when nobody is."""

import gc
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import psutil

from bot.domain.people import Membership, Person, Role
from bot.domain.plan_documents import parse_plan
from bot.domain.rituals import RitualKind
from bot.domain.schedule import Rule
from bot.usecases import digests, due_checkins, reminders, resolutions, stale_blockers
from bot.usecases.quiet import Quiet
from storage import people, plans, rituals
from storage.database import Database
from tests.rituals.scores import a_year, six_people

PEOPLE = 10_000
ZONES = [f"Etc/GMT{offset:+d}" for offset in range(-12, 12)]
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
DAYS = 3
Figure = tuple[str, str, str]


def measure(folder: Path) -> Iterator[Figure]:
    """The figures, and the two scores of asking."""
    database = Database(f"sqlite:///{folder / 'crowds.db'}")
    database.migrate()
    _everybody(database)
    gc.freeze()
    quiet, busy, idle, memory = Quiet(), [], [], []
    for day in range(DAYS):
        now = NOW + timedelta(days=day)
        began = time.perf_counter()
        assert due_checkins.open_due(database, now=now, quiet=quiet) == PEOPLE
        busy.append(time.perf_counter() - began)
        for tick in range(1, 31):
            began = time.perf_counter()
            _tick(database, now + timedelta(seconds=20 * tick), quiet)
            idle.append(time.perf_counter() - began)
        memory.append(psutil.Process().memory_info().rss / 2**20)
    database.close()
    yield f"a tick with {PEOPLE:,} people in 24 zones all due", f"{busy[0] * 1000:.0f} ms", "at most 1,000 ms"
    yield "the same where nobody answered the day before", f"{np.median(busy[1:]) * 1000:.0f} ms", ""
    yield "an idle tick of them, median of 90", f"{np.median(idle) * 1000:.1f} ms", "at most 20 ms"
    yield "the slowest of the 90", f"{max(idle) * 1000:.1f} ms", ""
    yield "memory after the third day, beside after the first", f"{memory[-1] - memory[0]:+.1f} MB", "flat"
    for name, score in (("six people", six_people), ("a year at hard hours", lambda one: a_year(one, year=2026))):
        scored = Database(f"sqlite:///{folder / name.replace(' ', '_')}.db")
        scored.migrate()
        yield name, str(score(scored)), ""
        scored.close()


def _tick(database: Database, now: datetime, quiet: Quiet) -> None:
    due_checkins.open_due(database, now=now, quiet=quiet)
    reminders.remind_due(database, now=now)
    stale_blockers.remind_due(database, now=now)
    resolutions.ask_due(database, now=now)
    digests.publish_due(database, now=now)


def _everybody(database: Database) -> None:
    """A team in each zone, all of which check in at the same instant."""
    with database.transaction() as tx:
        people.save_workspace(tx, "T1", name="Bench", bot_user="UBOT")
        for number, zone in enumerate(ZONES):
            ids = [f"U{one}" for one in range(number, PEOPLE, len(ZONES))]
            people.save_people(tx, "T1", [Person(id, f"Person {id}", zone, id.lower()) for id in ids])
            team = people.save_team(tx, "T1", name=f"Team {number}", channel=None)
            for id in ids:
                people.save_member(tx, "T1", Membership(team.id, id, Role.MEMBER, "", date(2026, 1, 1)))
            rule = Rule(
                frozenset(range(7)),
                NOW.astimezone(ZoneInfo(zone)).time(),
                anchor=date(2026, 1, 5),
                starts=date(2026, 11, 23),
            )
            rituals.save_ritual(
                tx,
                "T1",
                team=team.id,
                kind=RitualKind.CHECKIN,
                rule=rule,
                grace=timedelta(hours=8),
                reminders=1,
            )
            tasks = {f"t{one}": {"likelihood": 0.5, "owner": id} for one, id in enumerate(ids)}
            document = {
                "project": f"Project {number}",
                "target": "2026-12-18",
                "milestones": [{"name": "M", "approaches": [{"name": "A", "tasks": list(tasks)}]}],
                "tasks": tasks,
            }
            plans.save_plan(tx, "T1", team.id, parse_plan(document), owners={}, today=date(2026, 11, 1))
