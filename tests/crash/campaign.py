"""Real bots killed again and again while messages are due, people answer and Slack has bad moments; then the count.

What counts is what the playground shows people, never what the bot believes.
"""

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import URLError

from sqlmodel import func, select

from bot.domain.messages import Welcome
from storage import outbox, people
from storage.database import Database
from storage.tables import TaskReplyRow
from tests.crash import life
from tests.play import Refused, Workplace

ROOT = Path(__file__).parents[2]
READERS = ("jonas", "priya", "diego", "lena", "sam")
FAULTS: Sequence[dict[str, object]] = (
    {"kind": "drop_response", "method": "chat.postMessage"},
    {"kind": "drop_response", "method": "chat.update"},
    {"kind": "error_500", "method": "chat.postMessage"},
    {"kind": "error_500", "method": "chat.postMessage", "accepted": True},
    {"kind": "rate_limit", "method": "chat.postMessage", "retry_after": 1},
    {"kind": "latency", "method": "chat.postMessage", "ms": 150, "count": 3},
    {"kind": "duplicate_event"},
    {"kind": "disconnect"},
)
END_SECONDS = 60.0


@dataclass(frozen=True)
class Figures:
    """What a campaign counted."""

    kills: int
    messages: int
    lost: int
    doubled: int
    acknowledged: int
    replies_lost: int
    replies_doubled: int
    seconds: float

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.messages} messages: {self.lost} lost, {self.doubled} doubled; "
            f"{self.acknowledged} acknowledged answers: {self.replies_lost} lost, {self.replies_doubled} doubled "
            f"({self.seconds:.0f} s)"
        )


def campaign(folder: Path, database_url: str, *, seed: int, lives: int, replicas: int = 1) -> Figures:
    """One team's bad days: so many lives, in each of which every one of the bots is killed."""
    began = time.monotonic()
    playground = subprocess.Popen(
        [sys.executable, "-m", "bot", "playground", "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        assert playground.stdout is not None
        day = _Day(folder, database_url, playground.stdout.readline().split()[1], random.Random(seed))
        day.ask_everybody()
        for number in range(lives):
            day.one_life(number, replicas)
        return day.counted(lives * replicas, began)
    finally:
        playground.kill()
        playground.communicate()


class _Day:
    def __init__(self, folder: Path, database_url: str, address: str, chance: random.Random) -> None:
        self._place = Workplace(address)
        self._url = database_url
        self._base = f"{address}/api/"
        self._chance = chance
        self._queued: list[str] = []
        self._acknowledged: set[str] = set()
        self._began: set[str] = set()
        settings = {
            "BAROMETER_SLACK_BASE_URL": self._base,
            "BAROMETER_SLACK_BOT_TOKEN": life.BOT_TOKEN,
            "BAROMETER_SLACK_APP_TOKEN": life.APP_TOKEN,
            "BAROMETER_DATABASE_URL": database_url,
        }
        team = ROOT / "bot" / "example" / "team.yaml"
        arguments = [sys.executable, "-m", "bot", "import", str(team)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), **settings}
        subprocess.run(arguments, check=True, cwd=folder, env=environment, stdout=subprocess.DEVNULL)
        # A bot of its own, gone before the first fork: no thread or connection is inherited.
        database = Database(database_url)
        with database.snapshot() as tx:
            (self._workspace,) = people.workspaces(tx)
        database.close()
        self._ids = {handle: self._place.person(handle).id for handle in READERS}

    def ask_everybody(self) -> None:
        """A week passes with a healthy bot, so that everybody has been asked."""
        bot = life.begin(self._url, self._base)
        # It follows the clock once it has said when it is due.
        _until(lambda: self._place.get("/clock")["next_due"] is not None)
        self._place.move_clock(seconds=8 * 24 * 3600)
        self._place.let_everything_happen()
        bot.kill()

    def one_life(self, number: int, replicas: int) -> None:
        """Messages are due, bots begin, somebody answers, something breaks, one of the bots dies."""
        self._queue(number)
        dies_at = self._chance.randint(1, 60) if number % 2 else 0
        bots = [life.begin(self._url, self._base, dies_at=dies_at) for _ in range(replicas)]
        for fault in self._chance.sample(FAULTS, 2):
            self._place.post("/faults", **fault)
        if number % 2:
            time.sleep(self._chance.uniform(0.3, 1.3))
        else:
            # Somebody answers a bot that has just come to life, and it dies while it works on that.
            with suppress(AssertionError):
                _until(lambda: bool(self._place.get("/workspace")["connected"]), 3)
        with suppress(Refused, AssertionError, URLError):
            self._answer(READERS[number % len(READERS)], f"life {number}")
        time.sleep(self._chance.uniform(0, 0.8))
        for bot in bots:
            bot.kill()

    def counted(self, kills: int, began: float) -> Figures:
        """A bot that is left alone until all is done; then what people see."""
        self._place.post("/faults", kind="clear")
        bot = life.begin(self._url, self._base)
        try:
            # About one message a second goes to each conversation, and what is in doubt has to settle first.
            _until(self._all_done, END_SECONDS + 1.5 * len(self._queued) / len(READERS))
        finally:
            bot.kill()
        seen: Counter[str] = Counter()
        for handle in READERS:
            for message in self._place.person(handle).messages():
                shown = json.dumps(message.get("blocks", []))
                seen.update(key for key in self._queued if f"{key}." in shown)
        answered = self._answers()
        return Figures(
            kills=kills,
            messages=len(self._queued),
            lost=sum(seen[key] == 0 for key in self._queued),
            doubled=sum(seen[key] > 1 for key in self._queued),
            acknowledged=len(self._acknowledged),
            replies_lost=sum(answered[said] == 0 for said in self._acknowledged),
            replies_doubled=sum(count > 1 for count in answered.values()),
            seconds=time.monotonic() - began,
        )

    def _queue(self, number: int) -> None:
        database = Database(self._url)
        now = datetime.fromisoformat(self._place.get("/clock")["now"]).astimezone(UTC)
        with database.transaction() as tx:
            for handle in self._chance.sample(READERS, 3):
                key = f"team-{number}-{handle}"
                self._queued.append(key)
                message = Welcome(team=f"{key}.", by="Mina", at=None, zone="UTC")
                outbox.add(
                    tx,
                    self._workspace,
                    key=key,
                    kind=message.kind,
                    payload=message.model_dump_json(),
                    conversation=self._ids[handle],
                    now=now,
                )
        database.close()

    def _answer(self, handle: str, said: str) -> None:
        somebody = self._place.person(handle)
        if not somebody.has_form():
            somebody.click("Edit my answer" if handle in self._began else "Check in")
        if somebody.submit(status="stalled", confidence="30", learned=said).get("result") != "failed":
            self._acknowledged.add(said)
            self._began.add(handle)

    def _answers(self) -> Counter[str]:
        database = Database(self._url)
        with database.snapshot() as tx:
            told = select(TaskReplyRow.learned, func.count(func.distinct(TaskReplyRow.reply_id)))
            rows = tx.exec(told.where(TaskReplyRow.learned != "").group_by(TaskReplyRow.learned)).all()
        database.close()
        return Counter({said: count for said, count in rows if said.startswith("life ")})

    def _all_done(self) -> bool:
        database = Database(self._url)
        with database.snapshot() as tx:
            states = outbox.counts(tx)
            open_items = tx.connection().exec_driver_sql("SELECT COUNT(*) FROM inbox WHERE done IS NULL").scalar()
        database.close()
        return not open_items and not {"pending", "sending", "ambiguous"} & set(states)


def _until(done: object, seconds: float = END_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    assert callable(done)
    while not done():
        if time.monotonic() > deadline:
            raise AssertionError("the bot did not come to an end")
        time.sleep(0.2)
