"""Real bots killed again and again while messages are due, people answer and Slack has bad moments; then the count.

What counts is what the playground shows people, never what the bot believes.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
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
from tests import postgres
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
    {"kind": "reorder_event"},
    {"kind": "disconnect"},
)
END_SECONDS = 300.0
# A life passes about as many transactions; each of these places to die at has its turn.
STEPS = 60
# In one life of so many, the database has a bad moment as well.
BAD_MOMENTS = 10
LONGEST_LIFE_SECONDS = 2.5
SLACK_BRINGS_AGAIN_SECONDS = 400


@dataclass(frozen=True)
class Figures:
    """What a campaign counted. `at_steps` are those of the kills that happened at a numbered step."""

    kills: int
    at_steps: int
    bad_moments: int
    messages: int
    lost: int
    doubled: int
    acknowledged: int
    replies_lost: int
    replies_doubled: int
    typed: int
    typed_lost: int
    typed_doubled: int
    seconds: float

    @property
    def broken(self) -> int:
        """How much was lost or doubled, of all that was counted."""
        messages = self.lost + self.doubled
        return messages + self.replies_lost + self.replies_doubled + self.typed_lost + self.typed_doubled

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.at_steps} of them at a numbered step, "
            f"{self.bad_moments} bad moments of the database; "
            f"{self.messages} messages: {self.lost} lost, {self.doubled} doubled; "
            f"{self.acknowledged} acknowledged answers: {self.replies_lost} lost, {self.replies_doubled} doubled; "
            f"{self.typed} typed questions: {self.typed_lost} lost, {self.typed_doubled} doubled ({self.seconds:.0f} s)"
        )


def campaign(
    folder: Path,
    database_url: str,
    *,
    seed: int,
    lives: int,
    replicas: int = 1,
    restart: Callable[[], None] | None = None,
) -> Figures:
    """One team's bad days: so many lives, in each of which every one of the bots is killed.

    `restart` kills the database's server and brings it back; without one, it is the disk that is full at times.
    """
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
        address = playground.stdout.readline().split()[1]
        day = _Day(folder, database_url, address, random.Random(seed), restart)
        day.ask_everybody()
        for number in range(lives):
            day.one_life(number, replicas)
        return day.counted(lives * replicas, began)
    finally:
        playground.kill()
        playground.communicate()


def campaign_on(engine: str, seed: int, lives: int, replicas: int) -> Figures:
    """A campaign on a fresh database of this engine."""
    with tempfile.TemporaryDirectory(prefix="barometer-crash-") as name:
        folder = Path(name)
        if engine == "SQLite":
            return campaign(folder, f"sqlite:///{folder / 'crash.db'}", seed=seed, lives=lives, replicas=replicas)
        with postgres.serving() as server:
            url = server.database()
            return campaign(folder, url, seed=seed, lives=lives, replicas=replicas, restart=server.restart)


class _Day:
    def __init__(
        self, folder: Path, database_url: str, address: str, chance: random.Random, restart: Callable[[], None] | None
    ) -> None:
        self._place = Workplace(address)
        self._url = database_url
        self._base = f"{address}/api/"
        self._chance = chance
        self._queued: list[str] = []
        self._acknowledged: set[str] = set()
        self._restart = restart
        self._at_steps = self._bad_moments = 0
        # Whoever types does not wait for a bot that is dead.
        self._typists = ThreadPoolExecutor(len(READERS))
        self._typed: list[tuple[str, Future[str]]] = []
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
        for _ in range(8):
            self._place.move_clock(seconds=24 * 3600)
        self._place.let_everything_happen()
        bot.kill()

    def one_life(self, number: int, replicas: int) -> None:
        """Messages are due, bots begin, somebody answers and somebody asks, something breaks, every bot dies."""
        self._queue(number)
        at_a_step, bad_moment = bool(number % 2), number % BAD_MOMENTS == BAD_MOMENTS - 2
        dies_at = number // 2 % STEPS + 1 if at_a_step else 0
        full = self._chance.uniform(0.5, 1.5) if bad_moment and self._restart is None else 0
        bots = [life.begin(self._url, self._base, dies_at=dies_at, full_disk_seconds=full) for _ in range(replicas)]
        for fault in self._chance.sample(FAULTS, 2):
            self._place.post("/faults", **fault)
        if at_a_step:
            time.sleep(self._chance.uniform(0.3, 1.3))
        else:
            # Somebody answers a bot that has just come to life, and it dies while it works on that.
            with suppress(AssertionError):
                _until(lambda: bool(self._place.get("/workspace")["connected"]), 3)
        self._ask(READERS[(number + 2) % len(READERS)])
        if bad_moment:
            self._bad_moments += 1
            if self._restart is not None:
                self._restart()
        with suppress(Refused, AssertionError, URLError):
            self._answer(READERS[number % len(READERS)], f"life {number}")
        if at_a_step:
            with suppress(AssertionError):
                _until(lambda: all(bot.is_over() for bot in bots), LONGEST_LIFE_SECONDS)
        else:
            time.sleep(self._chance.uniform(0, 0.8))
        for bot in bots:
            self._at_steps += bot.is_over()
            bot.kill()

    def counted(self, kills: int, began: float) -> Figures:
        """A bot that is left alone until all is done; then what people see."""
        self._typists.shutdown(wait=True)
        self._place.post("/faults", kind="clear")
        bot = life.begin(self._url, self._base)
        try:
            # About one message a second goes to each conversation, and what is in doubt has to settle first.
            _until(self._all_done, END_SECONDS + 2 * len(self._queued) / len(READERS))
            self._place.move_clock(seconds=SLACK_BRINGS_AGAIN_SECONDS)
            _until(self._all_done, END_SECONDS + 2 * len(self._queued) / len(READERS))
        finally:
            bot.kill()
        seen: Counter[str] = Counter()
        for handle in READERS:
            for message in self._place.person(handle).messages():
                shown = json.dumps(message.get("blocks", []))
                seen.update(key for key in self._queued if f"{key}." in shown)
        answered = self._answers()
        asked = [self._answers_under(handle, question) for handle, question in self._typed if not question.exception()]
        return Figures(
            kills=kills,
            at_steps=self._at_steps,
            bad_moments=self._bad_moments,
            messages=len(self._queued),
            lost=sum(seen[key] == 0 for key in self._queued),
            doubled=sum(seen[key] > 1 for key in self._queued),
            acknowledged=len(self._acknowledged),
            replies_lost=sum(answered[said] == 0 for said in self._acknowledged),
            replies_doubled=sum(count > 1 for count in answered.values()),
            typed=len(asked),
            typed_lost=sum(count == 0 for count in asked),
            typed_doubled=sum(count > 1 for count in asked),
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

    def _ask(self, handle: str) -> None:
        question = self._typists.submit(self._place.person(handle).says, "who should own the data pipeline?")
        self._typed.append((handle, question))

    def _answers_under(self, handle: str, question: Future[str]) -> int:
        return len(self._place.person(handle).messages(thread=question.result())) - 1

    def _answer(self, handle: str, said: str) -> None:
        somebody = self._place.person(handle)
        if not somebody.has_form():
            somebody.command("/checkin")
        if somebody.submit(status="stalled", confidence="30", learned=said).get("result") != "failed":
            self._acknowledged.add(said)

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
