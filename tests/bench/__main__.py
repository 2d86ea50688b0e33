"""`make bench`: every figure in one run, with what it is compared against beside it."""

import gc
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from threading import Barrier
from typing import Any

import numpy as np
import psutil
from pydantic import SecretStr
from slack_bolt import Ack, App
from slack_bolt.adapter.socket_mode.websocket_client import SocketModeHandler
from slack_sdk import WebClient

from bot.app import LISTENERS, build
from bot.domain.checkins import AskedTask
from bot.domain.people import Membership, Role
from bot.domain.people import Person as Somebody
from bot.domain.plan_documents import parse_plan
from bot.domain.plans import Leaf, Node, all_of, any_of
from bot.domain.rituals import RitualKind
from bot.domain.schedule import Rule
from bot.domain.success import outlook
from bot.playground import Playground, UserSpec, WorkspaceSpec
from bot.settings import Settings
from bot.usecases import due_checkins
from handlers.blocks import checkin_forms as blocks
from handlers.manifest import read_manifest
from storage import people, plans, rituals
from storage.database import Database
from tests.bench import crowds, deliveries, knowledge, learning, pictures, workbooks
from tests.play import Person, Workplace

PEOPLE = 2000
AT_ONCE = 100
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
Figure = tuple[str, str, str]


def main() -> None:
    """Print every figure with the bound it is held against."""
    with tempfile.TemporaryDirectory() as folder:
        for measure in (
            _ticks,
            crowds.measure,
            _acknowledgements,
            deliveries.measure,
            _plans,
            _learning,
            _knowledge,
            _files,
            _demo,
        ):
            for name, value, bound in measure(Path(folder)):
                print(f"{name:<62} {value:>22}   {bound}", flush=True)


def _ticks(folder: Path) -> Iterator[Figure]:
    database = Database(f"sqlite:///{folder / 'ticks.db'}")
    database.migrate()
    _crowd(database, PEOPLE)
    gc.freeze()  # as the program does once it stands
    took = []
    for day in range(4):
        began = time.perf_counter()
        assert due_checkins.open_due(database, now=NOW + timedelta(days=day)) == PEOPLE
        took.append(time.perf_counter() - began)
    yield (
        f"a tick that opens {PEOPLE:,} check-ins (SQLite on disk), median of 4",
        f"{np.median(took) * 1000:.0f} ms",
        "at most 155 ms",
    )
    idle = []
    for second in range(21):
        began = time.perf_counter()
        assert due_checkins.open_due(database, now=NOW + timedelta(days=3, seconds=20 * second)) == 0
        idle.append(time.perf_counter() - began)
    yield f"an idle tick with {PEOPLE:,} people, median of 21", f"{np.median(idle) * 1000:.1f} ms", "at most 5 ms"
    database.close()


def _acknowledgements(folder: Path) -> Iterator[Figure]:
    """From the envelope to its ack, over a real socket, a hundred forms handed in at once."""
    ours, bare = [], []
    for number in range(3):
        bare.append(_bare(folder))
        ours.append(_ours(folder / str(number)))
    yield f"a bare Bolt listener, {AT_ONCE} at once, 99th percentile", f"{np.median(bare) * 1000:.0f} ms", ""
    yield "a form written to disk and acknowledged, the same", f"{np.median(ours) * 1000:.0f} ms", ""
    ratios = [one / other for one, other in zip(ours, bare, strict=True)]
    yield "ratio, median of 3 pairs", f"{np.median(ratios):.2f}", "at most 2"


def _bare(_folder: Path) -> float:
    with _workspace() as playground:
        client = WebClient(token=playground.credentials.bot, base_url=playground.base_url)
        app = App(client=client, process_before_response=True)
        tasks = [AskedTask(n, f"Task {n}", "Bench", 0.5, None) for n in range(1)]
        view = blocks.form(metadata="{}", title_date=NOW.date(), tasks=tasks)

        @app.command("/checkin")
        def open_form(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
            client.views_open(trigger_id=body["trigger_id"], view=view)
            ack()

        @app.view("checkin.form")
        def only_acknowledge(ack: Ack) -> None:
            ack()

        socket = SocketModeHandler(app, playground.credentials.app, concurrency=LISTENERS)
        socket.connect()
        place = Workplace(playground.url)
        while not place.get("/workspace")["connected"]:
            pass
        found = _hand_in(place)
        socket.close()
        return found


def _ours(folder: Path) -> float:
    folder.mkdir()
    with _workspace() as playground:
        settings = Settings(
            _env_file=None,
            database_url=f"sqlite:///{folder / 'acks.db'}",
            slack_base_url=playground.base_url,
            slack_bot_token=SecretStr(playground.credentials.bot),
            slack_app_token=SecretStr(playground.credentials.app),
        )
        database = Database(settings.database_url)
        database.migrate()
        place = Workplace(playground.url)
        ids = [user["id"] for user in place.get("/workspace")["users"] if not user["is_bot"]]
        _crowd(database, AT_ONCE, workspace="T0PLAYGRND", ids=ids)
        barometer = build(settings)
        barometer.start()
        found = _hand_in(place)
        barometer.stop()
        database.close()
        return found


def _workspace() -> Playground:
    users = tuple(UserSpec(f"p{number}", f"Person {number}") for number in range(AT_ONCE))
    return Playground(WorkspaceSpec(users=users), read_manifest(), at=NOW)


def _hand_in(place: Workplace) -> float:
    """The 99th percentile of the seconds between a form and its acknowledgement."""
    crowd = [place.person(f"p{number}") for number in range(AT_ONCE)]
    for person in crowd:
        person.command("/checkin")
        person.modal()
    place.let_everything_happen()
    start = Barrier(AT_ONCE)

    def submit(person: Person) -> None:
        start.wait()
        assert person.submit(status="moving", experiments="3", confidence="70") == {"result": "closed"}

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(submit, crowd))
    sent = {
        entry["envelope_id"]: entry["real"]
        for entry in place.journal("envelope")
        if entry["payload"].get("type") == "view_submission"
    }
    took = [
        entry["real"] - sent[entry["envelope_id"]] for entry in place.journal("ack") if entry["envelope_id"] in sent
    ]
    assert len(took) == AT_ONCE
    return float(np.percentile(took, 99))


def _plans(_folder: Path) -> Iterator[Figure]:
    # As the bot does once it has started: what was loaded is not looked through again by the garbage collector.
    gc.collect()
    gc.freeze()
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


def _learning(_folder: Path) -> Iterator[Figure]:
    yield from learning.measure()


def _knowledge(_folder: Path) -> Iterator[Figure]:
    yield from knowledge.figures()


def _files(folder: Path) -> Iterator[Figure]:
    yield from pictures.measure()
    yield from workbooks.measure(folder)


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


def _crowd(database: Database, size: int, *, workspace: str = "T1", ids: Sequence[str] = ()) -> None:
    """A workspace with this many people in one team, a task for each, and a check-in that is due."""
    ids = ids or [f"U{number}" for number in range(size)]
    with database.transaction() as tx:
        people.save_workspace(tx, workspace, name="Bench", bot_user="UBOT")
        people.save_people(tx, workspace, [Somebody(id, f"Person {n}", "UTC", f"p{n}") for n, id in enumerate(ids)])
        team = people.save_team(tx, workspace, name="Team", channel=None)
        for id in ids:
            people.save_member(tx, workspace, Membership(team.id, id, Role.MEMBER, "", date(2026, 1, 1)))
        rule = Rule(frozenset(range(5)), clock_time(9, 30), anchor=date(2026, 1, 5), starts=date(2026, 11, 24))
        rituals.save_ritual(tx, workspace, team=team.id, kind=RitualKind.CHECKIN, rule=rule, grace=timedelta(hours=8))
        tasks = {f"t{n}": {"likelihood": 0.5, "owner": ids[n], "effort": [2, 4]} for n in range(size)}
        document = {
            "project": "Bench",
            "target": "2026-12-18",
            "milestones": [{"name": "M", "approaches": [{"name": "A", "tasks": list(tasks)}]}],
            "tasks": tasks,
        }
        plans.save_plan(tx, workspace, team.id, parse_plan(document), owners={}, today=date(2026, 11, 1))


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


MEASURES = (
    _ticks,
    crowds.measure,
    _acknowledgements,
    deliveries.measure,
    _plans,
    _learning,
    _knowledge,
    _files,
    _demo,
)

if __name__ == "__main__":
    main()
