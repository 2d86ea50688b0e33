"""A hundred forms handed in at once over a real socket, beside a bare listener that only acknowledges."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from threading import Barrier
from typing import Any

import numpy as np
from pydantic import SecretStr
from slack_bolt import Ack, App
from slack_bolt.adapter.socket_mode.websocket_client import SocketModeHandler
from slack_sdk import WebClient

from bot.app import LISTENERS, build
from bot.domain.checkins import AskedTask
from bot.domain.people import Membership, Role
from bot.domain.people import Person as Somebody
from bot.domain.plan_documents import parse_plan
from bot.domain.rituals import RitualKind
from bot.domain.schedule import Rule
from bot.playground import Playground, UserSpec, WorkspaceSpec
from bot.settings import Settings
from handlers.blocks import checkin_forms as blocks
from handlers.manifest import read_manifest
from storage import people, plans, rituals
from storage.database import Database, Tx
from tests.play import Person, Workplace

AT_ONCE = 100
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
Figure = tuple[str, str, str]


def measure(folder: Path) -> Iterator[Figure]:
    """From the envelope to its acknowledgement, in the server's journal."""
    ours, bare = [], []
    for number in range(3):
        with _bare(AT_ONCE) as place:
            bare.append(_percentile(_at_once(place), 99))
        with _ours(folder / str(number), AT_ONCE) as place:
            ours.append(_percentile(_at_once(place), 99))
    yield f"a bare Bolt listener, {AT_ONCE} at once, 99th percentile", f"{np.median(bare) * 1000:.0f} ms", ""
    yield "a form written to disk and acknowledged, the same", f"{np.median(ours) * 1000:.0f} ms", ""
    ratios = [one / other for one, other in zip(ours, bare, strict=True)]
    yield "ratio, median of 3 pairs", f"{np.median(ratios):.2f}", "at most 2"


@contextmanager
def _bare(size: int) -> Iterator[Workplace]:
    with workspace(size) as playground:
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
        yield place
        socket.close()


@contextmanager
def _ours(folder: Path, size: int) -> Iterator[Workplace]:
    folder.mkdir()
    with workspace(size) as playground:
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
        crowd(database, size, workspace="T0PLAYGRND", ids=ids)
        barometer = build(settings)
        barometer.start()
        yield place
        barometer.stop()
        database.close()


def workspace(size: int) -> Playground:
    """A playground with this many people in it."""
    users = tuple(UserSpec(f"p{number}", f"Person {number}") for number in range(size))
    return Playground(WorkspaceSpec(users=users), read_manifest(), at=NOW)


def _at_once(place: Workplace) -> list[float]:
    """The seconds between each form and its acknowledgement."""
    everybody = _everybody(place)

    def open_form(person: Person) -> None:
        person.command("/checkin")
        person.modal()

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(open_form, everybody))
    place.let_everything_happen()
    start = Barrier(len(everybody))

    def submit(person: Person) -> None:
        start.wait()
        assert person.submit(status="moving", experiments="3", confidence="70") == {"result": "closed"}

    with ThreadPoolExecutor(len(everybody)) as pool:
        list(pool.map(submit, everybody))
    sent = {
        entry["envelope_id"]: entry["real"]
        for entry in place.journal("envelope")
        if entry["payload"].get("type") == "view_submission"
    }
    took = [
        entry["real"] - sent[entry["envelope_id"]] for entry in place.journal("ack") if entry["envelope_id"] in sent
    ]
    assert len(took) == len(everybody)
    return took


def _everybody(place: Workplace) -> list[Person]:
    names = [user["handle"] for user in place.get("/workspace")["users"] if not user["is_bot"]]
    return [place.person(name) for name in names]


def _percentile(took: Sequence[float], share: int) -> float:
    return float(np.percentile(took, share))


def crowd(
    database: Database, size: int, *, workspace: str = "T1", ids: Sequence[str] = (), team_of: int | None = None
) -> None:
    """A workspace with this many people, in one team or in several, with a task and a check-in each."""
    ids = ids or [f"U{number}" for number in range(size)]
    with database.transaction() as tx:
        people.save_workspace(tx, workspace, name="Bench", bot_user="UBOT")
        people.save_people(tx, workspace, [Somebody(id, f"Person {n}", "UTC", f"p{n}") for n, id in enumerate(ids)])
        for start in range(0, size, team_of or size):
            _team(tx, workspace, f"Team {start}", ids[start : start + (team_of or size)])


def _team(tx: Tx, workspace: str, name: str, ids: Sequence[str]) -> None:
    team = people.save_team(tx, workspace, name=name, channel=None)
    for id in ids:
        people.save_member(tx, workspace, Membership(team.id, id, Role.MEMBER, "", date(2026, 1, 1)))
    rule = Rule(frozenset(range(5)), clock_time(9, 30), anchor=date(2026, 1, 5), starts=date(2026, 11, 24))
    rituals.save_ritual(tx, workspace, team=team.id, kind=RitualKind.CHECKIN, rule=rule, grace=timedelta(hours=8))
    tasks = {f"t{n}": {"likelihood": 0.5, "owner": id, "effort": [2, 4]} for n, id in enumerate(ids)}
    document = {
        "project": f"{name}'s project",
        "target": "2026-12-18",
        "milestones": [{"name": "M", "approaches": [{"name": "A", "tasks": list(tasks)}]}],
        "tasks": tasks,
    }
    plans.save_plan(tx, workspace, team.id, parse_plan(document), owners={}, today=date(2026, 11, 1))
