"""A thousand forms within ten seconds: people, Slack and the bot each in a process of their own, as they are."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from sqlmodel import func, select

from storage.database import Database
from storage.tables import ReplyRow
from tests.bench.submissions import crowd, workspace
from tests.play import Person, Workplace

FORMS = 1000
WITHIN_SECONDS = 10.0
AT_ONCE = 100
TEAM = 20
MOST_SECONDS = 120
Figure = tuple[str, str, str]


def measure(folder: Path) -> Iterator[Figure]:
    """When each form was acknowledged in the server's journal, and when the last was worked into its task."""
    url = f"sqlite:///{folder / 'rush.db'}"
    database = Database(url)
    database.migrate()
    with _running("tests.bench.rush") as address:
        place = Workplace(address)
        ids = [user["id"] for user in place.get("/workspace")["users"] if not user["is_bot"]]
        crowd(database, FORMS, workspace="T0PLAYGRND", ids=ids, team_of=TEAM)
        settings = {
            "BAROMETER_SLACK_BASE_URL": f"{address}/api/",
            "BAROMETER_SLACK_BOT_TOKEN": "xoxb-playground-0000000000-barometer",
            "BAROMETER_SLACK_APP_TOKEN": "xapp-playground-0000000000-barometer",
            "BAROMETER_DATABASE_URL": url,
        }
        with _running("bot", "run", **settings):
            took, lasted, worked = _hand_in(place, database)
    database.close()
    yield f"{FORMS:,} forms handed in one after the other", f"within {lasted:.1f} s", f"within {WITHIN_SECONDS:.0f} s"
    marks = ", ".join(f"{np.percentile(took, share) * 1000:.0f}" for share in (50, 95, 99, 100))
    yield "acknowledged after: median, 95th, 99th percentile, slowest", f"{marks} ms", "at most 3,000 ms"
    yield (
        "of them acknowledged, and worked into their tasks",
        f"{len(took):,}, {_worked(database):,}",
        f"{FORMS:,} each",
    )
    yield "the last of them after the last form", f"{worked:.1f} s", ""


def _hand_in(place: Workplace, database: Database) -> tuple[list[float], float, float]:
    forms = _open_forms(place)
    began = time.perf_counter()

    def submit(number: int) -> dict[str, Any]:
        turn = began + number * WITHIN_SECONDS / FORMS
        while (left := turn - time.perf_counter()) > 0:
            time.sleep(left)
        return place.post("/submit", **forms[number])

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(submit, range(FORMS)))
    over = time.perf_counter()
    refused = {number: one for number, one in enumerate(answers) if one != {"result": "closed"}}
    assert not refused, f"{len(refused)} of {FORMS} in {over - began:.1f} s, the first of them {min(refused.items())}"
    while _worked(database) < FORMS and time.perf_counter() < over + MOST_SECONDS:
        time.sleep(0.05)
    worked = time.perf_counter() - over
    sent = {
        entry["envelope_id"]: entry["real"]
        for entry in place.journal("envelope")
        if entry["payload"].get("type") == "view_submission"
    }
    acknowledged = [one for one in place.journal("ack") if one["envelope_id"] in sent]
    took = [one["real"] - sent[one["envelope_id"]] for one in acknowledged]
    return took, max(sent.values()) - min(sent.values()), worked


def _open_forms(place: Workplace) -> Sequence[dict[str, Any]]:
    """What everybody hands in, filled in before the rush as people do."""
    people = [place.person(user["handle"]) for user in place.get("/workspace")["users"] if not user["is_bot"]]

    def fill_in(person: Person) -> dict[str, Any]:
        person.command("/checkin")
        return person.filled_in(status="moving", experiments="3", confidence="70")

    with ThreadPoolExecutor(10) as pool:
        forms = list(pool.map(fill_in, people))
    place.let_everything_happen()
    return forms


def _worked(database: Database) -> int:
    with database.snapshot() as tx:
        return int(tx.exec(select(func.count()).select_from(ReplyRow)).one())


@contextmanager
def _running(*program: str, **settings: str) -> Iterator[str]:
    """A program until the block ends, and the address in its first line if it says one."""
    process = subprocess.Popen(
        [sys.executable, "-m", *program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **settings},
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().split()[-1]
    finally:
        process.terminate()
        process.communicate()


if __name__ == "__main__":
    with workspace(FORMS) as playground:
        print(playground.url, flush=True)
        sys.stdin.read()
