"""One life of the real bot as a process of its own: forked, to begin quickly; killed, never stopped."""

import logging
import os
import resource
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import NoReturn

from pydantic import SecretStr

from bot.app import build
from bot.settings import Settings
from handlers.delivery import Timing
from storage.database import Database, Tx

# The proportions of the real ones, on a machine where a request takes milliseconds.
HURRIED = Timing(
    lease=timedelta(seconds=3),
    request_seconds=1,
    settle_seconds=1.5,
    look_again_seconds=0.5,
    turn_seconds=1,
    audit_after=timedelta(seconds=3),
    audit_every_seconds=1,
)
BOT_TOKEN, APP_TOKEN = "xoxb-playground-0000000000-barometer", "xapp-playground-0000000000-barometer"


class MortalDatabase(Database):
    """Dies before or after the transaction with a number: every second number is the instant after a commit."""

    def __init__(self, url: str, dies_at: int) -> None:
        super().__init__(url)
        self._left = dies_at
        self._counting = threading.Lock()

    @contextmanager
    def step(self) -> Iterator[Tx]:
        """A transaction between two places to die at."""
        self._tick()
        with super().step() as tx:
            yield tx
        self._tick()

    def _tick(self) -> None:
        with self._counting:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True)
class Life:
    """A running bot."""

    pid: int

    def is_over(self) -> bool:
        """Whether it has died by itself, at its step; nobody has buried it yet."""
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def kill(self) -> None:
        """SIGKILL, and gone when this returns."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def begin(database_url: str, base_url: str, *, dies_at: int = 0, full_disk_seconds: float = 0) -> Life:
    """Bring a bot to life; with `dies_at` it kills itself at that step; at first its disk may be full."""
    pid = os.fork()
    if pid:
        return Life(pid)
    _live(database_url, base_url, dies_at, full_disk_seconds)


def _fill_disk(seconds: float) -> None:
    """Let no file of this process grow for a while, as on a full disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    emptied = threading.Timer(seconds, resource.setrlimit, [resource.RLIMIT_FSIZE, (soft, hard)])
    emptied.daemon = True
    emptied.start()
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))


def _live(database_url: str, base_url: str, dies_at: int, full_disk_seconds: float) -> NoReturn:
    try:
        logging.disable(logging.CRITICAL)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno() if sys.stdout is sys.__stdout__ else 1)
        os.dup2(nowhere, 2)
        settings = Settings(
            _env_file=None,
            database_url=database_url,
            slack_base_url=base_url,
            slack_bot_token=SecretStr(BOT_TOKEN),
            slack_app_token=SecretStr(APP_TOKEN),
            tick_seconds=1,
        )
        barometer = build(settings, timing=HURRIED, database=MortalDatabase(database_url, dies_at))
        barometer.start()
        if full_disk_seconds:
            _fill_disk(full_disk_seconds)
        threading.Event().wait()
    finally:
        os._exit(1)
