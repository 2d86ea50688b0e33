"""`make bench`: every figure in one run, with what it is compared against beside it."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from threading import Barrier
from typing import Any

import numpy as np
import psutil
from slack_bolt import Ack, App, BoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

import handlers
from bot.clocks import SystemClock
from bot.deps import Deps
from bot.domain.people import Membership, Person, Role
from bot.domain.plan_documents import parse_plan
from bot.domain.plans import Leaf, Node, all_of, any_of
from bot.domain.rituals import RitualKind
from bot.domain.schedule import Rule
from bot.domain.success import outlook
from bot.settings import Settings
from bot.usecases import checkins
from bot.usecases.knowledge import load_index
from storage import people, plans, rituals
from storage.database import Database

PEOPLE = 2000
AT_ONCE = 100
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
Figure = tuple[str, str, str]


def main() -> None:
    """Print every figure with the bound it is held against."""
    with tempfile.TemporaryDirectory() as folder:
        for measure in (_ticks, _acknowledgements, _plans, _demo):
            for name, value, bound in measure(Path(folder)):
                print(f"{name:<62} {value:>22}   {bound}", flush=True)


def _ticks(folder: Path) -> Iterator[Figure]:
    database = Database(f"sqlite:///{folder / 'ticks.db'}")
    database.migrate()
    _crowd(database, PEOPLE)
    began = time.perf_counter()
    opened = checkins.open_due(database, now=NOW)
    took = time.perf_counter() - began
    assert opened == PEOPLE
    yield f"a tick that opens {PEOPLE:,} check-ins (SQLite on disk)", f"{took * 1000:.0f} ms", "at most 155 ms"
    idle = []
    for second in range(21):
        began = time.perf_counter()
        assert checkins.open_due(database, now=NOW + timedelta(seconds=20 * second)) == 0
        idle.append(time.perf_counter() - began)
    yield f"an idle tick with {PEOPLE:,} people, median of 21", f"{np.median(idle) * 1000:.1f} ms", "at most 5 ms"
    database.close()


def _acknowledgements(folder: Path) -> Iterator[Figure]:
    database = Database(f"sqlite:///{folder / 'acks.db'}")
    database.migrate()
    _crowd(database, AT_ONCE)
    checkins.open_due(database, now=NOW)
    client = WebClient(token="xoxb-bench", base_url="http://127.0.0.1:9/api/")
    options: dict[str, Any] = {"client": client, "process_before_response": True, "token_verification_enabled": False}
    ours, bare = (App(**options, authorize=_authorize) for _ in range(2))
    settings = Settings(_env_file=None, database_url=database.url)
    handlers.register(ours, Deps(database, SystemClock(), settings, load_index(), wake=lambda: None))

    @bare.view("checkin.form")
    def only_acknowledge(ack: Ack) -> None:
        ack()

    ratios, ours_99, bare_99 = [], [], []
    for round_number in range(7):
        bare_99.append(_slowest(bare, f"bare{round_number}"))
        ours_99.append(_slowest(ours, f"ours{round_number}"))
        ratios.append(ours_99[-1] / bare_99[-1])
    yield f"a bare Bolt listener, {AT_ONCE} at once, 99th percentile", f"{np.median(bare_99) * 1000:.0f} ms", ""
    yield "a form written to disk and acknowledged, the same", f"{np.median(ours_99) * 1000:.0f} ms", ""
    yield "ratio, median of 7 pairs", f"{np.median(ratios):.2f}", "at most 2"
    database.close()


def _plans(_folder: Path) -> Iterator[Figure]:
    for size, bound in ((1000, "at most 20 ms"), (10_000, "at most 150 ms")):
        graph, chances = _large_plan(size)
        outlook(graph, chances, correlation=0.2)
        began = time.perf_counter()
        outlook(graph, chances, correlation=0.2)
        exact = time.perf_counter() - began
        drawn = _by_simulation(size, chances)
        yield f"exact odds and all swings of {size:,} tasks", f"{exact * 1000:.0f} ms", bound
        yield "10,000 plain NumPy draws of the same plan, no swings", f"{drawn * 1000:.0f} ms", ""
        yield "ratio", f"{drawn / exact:.1f} x", "at least 10 x"


def _demo(folder: Path) -> Iterator[Figure]:
    began = time.perf_counter()
    command = [sys.executable, "-m", "bot", "demo", "--no-browser", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    line = process.stdout.readline()
    took = time.perf_counter() - began
    assert line.startswith("Playground: ")
    memory = psutil.Process(process.pid).memory_info().rss / 2**20
    process.terminate()
    process.wait(timeout=30)
    yield "the demo answers after a warm start", f"{took:.1f} s", "at most 5 s"
    yield "memory of the demo: playground and bot in one process", f"{memory:.0f} MB", "at most 200 MB"


def _slowest(app: App, name: str) -> float:
    """The 99th percentile of submissions that all begin together."""
    start = Barrier(AT_ONCE)

    def submit(number: int) -> float:
        request = BoltRequest(mode="socket_mode", body=_submission(f"{name}{number}", number))
        start.wait()
        began = time.perf_counter()
        answer = app.dispatch(request)
        assert answer.status == 200, answer.body
        return time.perf_counter() - began

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return float(np.percentile(list(pool.map(submit, range(AT_ONCE))), 99))


def _authorize(**_: object) -> Any:
    return AuthorizeResult(enterprise_id=None, team_id="T1", bot_user_id="UBOT", bot_token="xoxb-bench")


def _submission(view_id: str, number: int) -> dict[str, Any]:
    task = number + 1
    values = {
        f"t{task}.status": {"status": {"type": "static_select", "selected_option": {"value": "moving"}}},
        f"t{task}.experiments": {"experiments": {"type": "number_input", "value": "3"}},
        f"t{task}.confidence": {"confidence": {"type": "number_input", "value": "70"}},
        f"t{task}.learned": {"learned": {"type": "plain_text_input", "value": "Half of it was noise"}},
    }
    metadata = f'{{"checkin":{number + 1},"ritual":1,"local_date":"2026-11-24","tasks":[{task}]}}'
    return {
        "type": "view_submission",
        "team": {"id": "T1"},
        "user": {"id": f"U{number}", "team_id": "T1"},
        "view": {
            "id": view_id,
            "hash": "h",
            "callback_id": "checkin.form",
            "type": "modal",
            "private_metadata": metadata,
            "state": {"values": values},
        },
    }


def _crowd(database: Database, size: int) -> None:
    """A workspace with this many people in one team, a task for each, and a check-in that is due."""
    with database.transaction() as tx:
        people.save_workspace(tx, "T1", name="Bench", bot_user="UBOT")
        people.save_people(tx, "T1", [Person(f"U{n}", f"Person {n}", "UTC", f"p{n}") for n in range(size)])
        team = people.save_team(tx, "T1", name="Team", channel=None)
        for number in range(size):
            people.save_member(tx, "T1", Membership(team.id, f"U{number}", Role.MEMBER, "", date(2026, 1, 1)))
        rule = Rule(frozenset(range(5)), clock_time(9, 30), anchor=date(2026, 1, 5), starts=date(2026, 11, 24))
        rituals.save_ritual(tx, "T1", team=team.id, kind=RitualKind.CHECKIN, rule=rule, grace=timedelta(hours=8))
        tasks = {f"t{n}": {"likelihood": 0.5, "owner": f"U{n}", "effort": [2, 4]} for n in range(size)}
        document = {
            "project": "Bench",
            "target": "2026-12-18",
            "milestones": [{"name": "M", "approaches": [{"name": "A", "tasks": list(tasks)}]}],
            "tasks": tasks,
        }
        plans.save_plan(tx, "T1", team.id, parse_plan(document), owners={}, today=date(2026, 11, 1))


def _large_plan(size: int) -> tuple[Node, dict[str, float]]:
    pairs = [(f"a{number}", f"b{number}") for number in range(size // 2)]
    graph = all_of(tuple(any_of((Leaf(first), Leaf(second))) for first, second in pairs))
    return graph, {task: 0.99 for pair in pairs for task in pair}


def _by_simulation(size: int, chances: dict[str, float]) -> float:
    began = time.perf_counter()
    random = np.random.default_rng(1)
    luck = random.standard_normal(10_000)
    threshold = 2.3263478740408408
    alive = np.ones(10_000, dtype=bool)
    for _ in range(size // 2):
        own = random.standard_normal((2, 10_000))
        alive &= ((np.sqrt(0.2) * luck + np.sqrt(0.8) * own) <= threshold).any(axis=0)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
