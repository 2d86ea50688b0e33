"""`barometer doctor` finds what is wrong with a set-up, each thing by its name, and says how to mend it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot import doctor
from bot.app import Barometer
from bot.playground import Playground
from storage import outbox, people
from storage.database import Database
from tests.play import Workplace

Sabotage = Callable[[pytest.MonkeyPatch, Workplace, Database, Path], None]


@pytest.fixture
def healthy(playground: Playground, bot: Barometer, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Workplace:
    """A set-up in which nothing is wrong."""
    monkeypatch.setenv("BAROMETER_DATABASE_URL", database_url)
    monkeypatch.setenv("BAROMETER_SLACK_BASE_URL", playground.base_url)
    monkeypatch.setenv("BAROMETER_SLACK_BOT_TOKEN", playground.credentials.bot)
    monkeypatch.setenv("BAROMETER_SLACK_APP_TOKEN", playground.credentials.app)
    assert bot.deps.settings.is_local
    return Workplace(playground.url)


def env(name: str, value: str) -> Sabotage:
    """A setting that is wrong."""
    return lambda patch, place, database, folder: patch.setenv(f"BAROMETER_{name}", value)


def without(name: str) -> Sabotage:
    """A setting that is missing."""
    return lambda patch, place, database, folder: patch.delenv(f"BAROMETER_{name}")


def schema(version: str) -> Sabotage:
    """A database of another version."""

    def change(_patch: pytest.MonkeyPatch, _place: Workplace, database: Database, _folder: Path) -> None:
        with database.engine.begin() as connection:
            connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{version}'")

    return change


def uninvited(_patch: pytest.MonkeyPatch, place: Workplace, _database: Database, _folder: Path) -> None:
    """The bot was taken out of the leaders' channel."""
    info = place.get("/workspace")
    channel = next(one["id"] for one in info["channels"] if one["name"] == "leadership")
    place.post("/membership", channel=channel, user=info["app"]["user_id"], **{"in": False})


def without_a_scope(_patch: pytest.MonkeyPatch, place: Workplace, _database: Database, _folder: Path) -> None:
    """The app was installed from an older manifest."""
    place.post("/faults", kind="revoke_scope", scope="users:read")


def refused(_patch: pytest.MonkeyPatch, _place: Workplace, database: Database, _folder: Path) -> None:
    """A message ended for good."""
    with database.transaction() as tx:
        workspace = people.workspaces(tx)[0]
        outbox.add(
            tx,
            workspace,
            key="poison",
            kind="risk_digest",
            payload="not a message",
            conversation="C0NOSUCH",
            now=_place.now(),
        )
    _place.let_everything_happen()
    _place.let_everything_happen()


def broken_entries(patch: pytest.MonkeyPatch, _place: Workplace, _database: Database, folder: Path) -> None:
    """A team's own entry file that nobody can read to its end."""
    (folder / "ours.md").write_text("## Labels {#labels}\nWho labels.\n", encoding="utf-8")
    patch.setenv("BAROMETER_KNOWLEDGE_FOLDER", str(folder))


SABOTAGES: dict[str, tuple[str, Sabotage, str]] = {
    "a setting that cannot be read": ("settings", env("TICK_SECONDS", "often"), "Correct them"),
    "the app token where the bot token belongs": ("settings", env("SLACK_BOT_TOKEN", "xapp-1"), "Correct them"),
    "no bot token": ("bot token", without("SLACK_BOT_TOKEN"), "OAuth & Permissions"),
    "a bot token that was revoked": ("bot token", env("SLACK_BOT_TOKEN", "xoxb-old"), "reinstall"),
    "no app token": ("app token", without("SLACK_APP_TOKEN"), "App-Level Tokens"),
    "an app token that was revoked": ("app token", env("SLACK_APP_TOKEN", "xapp-old"), "connections:write"),
    "a Slack that does not answer": ("Slack", env("SLACK_BASE_URL", "http://127.0.0.1:9/api/"), "network"),
    "a scope that is missing": ("scopes", without_a_scope, "manifest.yml"),
    "a database that is not there": (
        "database",
        env("DATABASE_URL", "sqlite:////dev/null/barometer.db"),
        "DATABASE_URL",
    ),
    "a schema that is old": ("schema", schema("0001"), "barometer migrate"),
    "a schema from the future": ("schema", schema("9999_not_yet"), "newer Barometer"),
    "a channel nobody invited it to": ("channels", uninvited, "/invite"),
    "an entry file that is broken": ("answers", broken_entries, "knowledge-entries"),
    "a message that did not get through": ("deliveries", refused, "barometer status"),
}


def test_nothing_is_found_where_nothing_is_wrong(healthy: Workplace) -> None:
    """Every look is fine."""
    assert healthy.now()
    assert [one for one in doctor.examine() if not one.ok] == []


@pytest.mark.parametrize("sabotage", SABOTAGES)
def test_what_was_sabotaged_is_found_and_can_be_mended(
    healthy: Workplace, bot: Barometer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sabotage: str
) -> None:
    """Found under its own name first of all, with what to do about it."""
    check, break_it, mend = SABOTAGES[sabotage]
    break_it(monkeypatch, healthy, bot.deps.database, tmp_path)
    wrong = [one for one in doctor.examine() if not one.ok]
    assert wrong[0].check == check
    assert mend in wrong[0].mend
