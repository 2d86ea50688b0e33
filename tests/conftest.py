"""What tests stand on: an empty database of their own, and a playground with the example team and the real bot."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings

from bot import demo
from bot.app import Barometer
from bot.playground import Playground
from handlers.manifest import read_manifest
from storage.database import Database
from tests import postgres
from tests.play import Workplace

# A slow machine is not a broken promise: no example is timed.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# A Tuesday, half past nine in Berlin: the example team's first check-in of the day.
MORNING = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Settings and tokens of whoever runs the tests must not reach them."""
    import os

    for name in list(os.environ):
        if name.startswith(("BAROMETER_", "SLACK_")) and name != "BAROMETER_CHROMIUM":
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    """A PostgreSQL server for this run of the tests."""
    if postgres.programs() is None:
        pytest.skip(postgres.MISSING)
    with postgres.serving() as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a fresh database is: the same test runs on both engines."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'test.db'}"
        return
    server: postgres.Server = request.getfixturevalue("server")
    url = server.database()
    yield url
    server.drop(url)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh database, at the newest schema."""
    database = Database(database_url)
    database.migrate()
    yield database
    database.close()


@pytest.fixture
def playground(tmp_path: Path) -> Iterator[Playground]:
    """The example team's workspace on its first morning, without a bot."""
    with Playground(demo.example_workspace(), read_manifest(), at=MORNING) as playground:
        yield playground


@pytest.fixture
def bot(playground: Playground, database_url: str) -> Iterator[Barometer]:
    """The real bot with the example team, connected to the playground."""
    barometer = demo.connect(playground, database_url)
    yield barometer
    barometer.stop()


@pytest.fixture
def workplace(playground: Playground, bot: Barometer) -> Workplace:
    """The workspace as its people use it."""
    place = Workplace(playground.url)
    place.let_everything_happen()
    return place
