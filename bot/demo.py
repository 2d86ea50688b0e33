"""`barometer demo` and `barometer playground`: a local Slack, and an example team with the real bot in it."""

import tempfile
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from pydantic import SecretStr

from bot import example
from bot.app import Barometer, build, slack_client
from bot.domain.errors import WrongInput
from bot.playground import ChannelSpec, Playground, UserSpec, WorkspaceSpec
from bot.settings import Settings
from handlers import people
from handlers.manifest import read_manifest
from storage.database import Database
from storage.people import workspaces

Say = Callable[[str], None]
Wait = Callable[[], object]

# The first check-in of the example team's day: Berlin at half past nine on a Tuesday or a Thursday.
FIRST_ZONE, FIRST_TIME, CHECKIN_DAYS = ZoneInfo("Europe/Berlin"), time(9, 30), (1, 3)


def run_demo(*, port: int, browser: bool, at: datetime | None, data: Path | None, say: Say, wait: Wait) -> None:
    """Serve the playground with the example team and the bot until told to stop."""
    with _folder(data) as folder, _serving(port, folder if data else None, at=at or first_morning()) as playground:
        barometer = connect(playground, f"sqlite:///{folder / 'barometer.db'}")
        try:
            say(f"Playground: {playground.url}")
            say("Be anybody on the page; move its clock to the next check-in or to Monday. Ctrl-C ends it.")
            if browser:
                webbrowser.open(playground.url)
            wait()
        finally:
            barometer.stop()


def run_playground(*, port: int, data: Path | None, say: Say, wait: Wait) -> None:
    """Serve the local Slack alone, for a bot of its own."""
    with _serving(port, data, at=None) as playground:
        say(f"Playground: {playground.url}")
        say("These settings connect a bot to it:")
        for name, value in playground.settings().items():
            say(f"  export {name}={value}")
        wait()


def first_morning(today: date | None = None) -> datetime:
    """When the demo begins: the next check-in morning of the example team, as it strikes."""
    on = today or datetime.now(UTC).date()
    while on.weekday() not in CHECKIN_DAYS:
        on += timedelta(days=1)
    return datetime.combine(on, FIRST_TIME, FIRST_ZONE).astimezone(UTC)


def connect(playground: Playground, database_url: str, *, with_example: bool = True) -> Barometer:
    """The real bot in a playground, with the example team set up (if asked for) where the database is new."""
    settings = Settings(
        _env_file=None,  # the demo must not pick up somebody's real tokens
        database_url=database_url,
        slack_base_url=playground.base_url,
        slack_bot_token=SecretStr(playground.credentials.bot),
        slack_app_token=SecretStr(playground.credentials.app),
    )
    database = Database(settings.database_url)
    database.migrate()
    barometer = build(settings)
    with database.snapshot() as tx:
        fresh = not workspaces(tx)
    if fresh and with_example:
        client = slack_client(settings)
        workspace = people.sync(client, database, now=barometer.clock.now())
        example.set_up(database, workspace, channels=people.channels(client), now=barometer.clock.now())
    database.close()
    barometer.start()
    return barometer


def example_workspace() -> WorkspaceSpec:
    """The example team's workspace."""
    document: dict[str, Any] = yaml.safe_load((example.FOLDER / "workspace.yaml").read_text("utf-8"))
    return WorkspaceSpec(
        name=document["name"],
        users=tuple(UserSpec(**user) for user in document["users"]),
        channels=tuple(
            ChannelSpec(**{**channel, "members": tuple(channel["members"])}) for channel in document["channels"]
        ),
    )


@contextmanager
def _folder(data: Path | None) -> Iterator[Path]:
    if data is not None:
        data.mkdir(parents=True, exist_ok=True)
        yield data
        return
    with tempfile.TemporaryDirectory(prefix="barometer-demo-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@contextmanager
def _serving(port: int, data: Path | None, *, at: datetime | None) -> Iterator[Playground]:
    playground = Playground(example_workspace(), read_manifest(), port=port, data=data, at=at)
    try:
        playground.start()
    except OSError as error:
        raise WrongInput(
            f"Port {port} cannot be used ({error.strerror or error}). Try --port 0 for a free one."
        ) from None
    try:
        yield playground
    finally:
        playground.stop()
