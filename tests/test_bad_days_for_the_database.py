"""A database that fails while people work: they are told, nothing acknowledged is lost, and all goes on by itself."""

import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool

from bot import demo
from bot.playground import Playground
from tests import postgres
from tests.play import Person, Workplace, words

Fault = Callable[[], AbstractContextManager[None]]


@contextmanager
def disk_full() -> Iterator[None]:
    """The operating system lets no file of this process grow, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)


@contextmanager
def gone(server: postgres.Server) -> Iterator[None]:
    """The server is killed, and is back after a while."""
    server.stop()
    try:
        yield
    finally:
        server.start()


class Switch:
    """Lets SQLite refuse every write, in its own words, as where the rights of the file were changed."""

    refused = "OFF"

    def taken(self, connection: Any, *_: object) -> None:
        """A connection is taken from the pool."""
        connection.execute(f"PRAGMA query_only={self.refused}")

    @contextmanager
    def read_only(self) -> Iterator[None]:
        """For as long as the block lasts."""
        self.refused = "ON"
        try:
            yield
        finally:
            self.refused = "OFF"


@pytest.fixture(params=["disk full", "read-only", "killed"])
def faulty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, Fault]]:
    """Where the database is, and what can happen to it."""
    if request.param == "disk full":
        yield f"sqlite:///{tmp_path / 'test.db'}", disk_full
        return
    if request.param == "read-only":
        switch = Switch()
        event.listen(Pool, "checkout", switch.taken)
        yield f"sqlite:///{tmp_path / 'test.db'}", switch.read_only
        event.remove(Pool, "checkout", switch.taken)
        return
    if postgres.programs() is None:
        pytest.skip(postgres.MISSING)
    with postgres.serving() as server:
        yield server.database(), lambda: gone(server)


def check_in(person: Person) -> dict[str, object]:
    """Fill in the form that is open, and hand it in."""
    return person.submit(status="moving", experiments="3", blocked="no")


def confirmations(person: Person) -> list[str]:
    """What says that an answer was recorded."""
    return [one["text"] for one in person.messages() if one["text"].startswith("Recorded for")]


def test_an_answer_that_could_not_be_stored_is_said_to_be_not_stored(
    playground: Playground, faulty: tuple[str, Fault]
) -> None:
    """The form says so and asks to try again; handed in once more it counts, once."""
    url, fault = faulty
    barometer = demo.connect(playground, url)
    try:
        place = Workplace(playground.url)
        place.let_everything_happen()
        jonas = place.person("jonas")
        jonas.click("Check in")
        with fault():
            check_in(jonas)
            assert "nothing was changed" in words(jonas.modal())
        place.let_everything_happen()
        assert confirmations(jonas) == []
        jonas.click("Check in")
        assert check_in(jonas) == {"result": "closed"}
        jonas.waits_for(lambda one: one["text"].startswith("Recorded for"))
        assert len(confirmations(jonas)) == 1
    finally:
        barometer.stop()


def test_what_was_due_meanwhile_comes_once_it_can(playground: Playground, faulty: tuple[str, Fault]) -> None:
    """Prompts that came due while nothing could be written come afterwards, each once, without a restart of the bot."""
    url, fault = faulty
    barometer = demo.connect(playground, url)
    try:
        place = Workplace(playground.url)
        place.let_everything_happen()
        diego, jonas = place.person("diego"), place.person("jonas")
        assert len(jonas.messages()) == 1
        before = len(diego.messages())
        with fault():
            # Nine hours on, it is morning for those further west as well.
            place.move_clock(seconds=9 * 3600)
            assert len(diego.messages()) == before
        place.move_clock(seconds=60)
        diego.waits_for(lambda one: one["text"].startswith("Check-in for"))
        place.move_clock(seconds=60)
        prompts = [one for one in diego.messages() if one["text"].startswith("Check-in for")]
        assert len(prompts) == 1
    finally:
        barometer.stop()
