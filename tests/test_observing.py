"""What an operator sees: figures, life and readiness over HTTP, logs as JSON without a secret or a word of anybody."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

import pytest
from pydantic import BaseModel, ValidationError
from sqlalchemy import insert
from sqlalchemy.exc import SQLAlchemyError

from bot import observing
from bot.app import Barometer, observe
from bot.observing import OURS
from storage.database import Database
from storage.tables import PersonRow
from tests.play import Workplace
from tests.test_blocker_conversations import says

_opener = build_opener(ProxyHandler({}))


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    """Logging belongs to the whole process: it is left as it was found."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    for name in OURS:
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).setLevel(logging.NOTSET)


@contextmanager
def door(bot: Barometer) -> Iterator[str]:
    """The address at which a bot can be watched."""
    server = observe(bot)
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def asked(address: str) -> tuple[int, str]:
    """Status and words."""
    try:
        with _opener.open(address, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


def figure(text: str, name: str) -> float:
    """One figure without labels."""
    return next(float(line.split()[1]) for line in text.splitlines() if line.startswith(f"{name} "))


def test_figures_tell_what_happened(bot: Barometer, workplace: Workplace) -> None:
    """Ticks, acknowledgements, deliveries by state and Slack's refusals, after a check-in on a bad day."""
    observing.log_to(logging.StreamHandler(io.StringIO()), level="INFO", as_json=False)
    with door(bot) as address:
        workplace.post("/faults", kind="error_500", method="chat.postMessage")
        jonas = workplace.person("jonas")
        jonas.click("Nothing changed")
        # The one in doubt is let settle by a clock that nobody can set, so by everybody else's it is late.
        workplace.move_clock(seconds=600)
        status, text = asked(f"{address}/metrics")
    assert status == 200
    assert 'barometer_actions_total{action="tick",kind=""}' in text
    assert 'barometer_seconds_count{action="acknowledged"}' in text
    assert 'barometer_actions_total{action="acknowledged",kind="block_actions"}' in text
    assert 'barometer_deliveries{state="sent"}' in text
    assert figure(text, "barometer_oldest_due_seconds") >= 600
    assert "barometer_tick_age_seconds" in text
    assert 'barometer_slack_errors_total{code="internal_error"} 1.0' in text


def test_it_says_whether_it_lives_and_can_work(
    bot: Barometer, workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Well; then its database is gone: alive and not ready; then its clock stands still: dead."""
    assert workplace.now()
    with door(bot) as address:
        assert asked(f"{address}/healthz") == asked(f"{address}/readyz") == (200, "ok\n")
        assert asked(f"{address}/")[0] == 404

        def gone(_: Database) -> tuple[str, str]:
            raise OSError

        with monkeypatch.context() as without:
            without.setattr(Database, "schema_version", gone)
            assert asked(f"{address}/readyz") == (503, "The database does not answer.\n")
            assert asked(f"{address}/healthz")[0] == 200
        monkeypatch.setattr(bot.clockwork, "_ticked", bot.clock.monotonic() - 1000)
        assert asked(f"{address}/healthz")[0] == 503


def test_logs_are_json_and_hold_no_secret_and_nothing_anybody_wrote(bot: Barometer, workplace: Workplace) -> None:
    """Everything down to DEBUG, over a check-in, a question and an error nobody foresaw."""
    stream = io.StringIO()
    observing.log_to(logging.StreamHandler(stream), level="DEBUG", as_json=True)
    jonas = workplace.person("jonas")
    jonas.click("Check in")
    jonas.submit(learned="purple elephants", status="stalled")
    jonas.waits_for(says("Recorded for"))
    jonas.says("how do we keep purple elephants out of the labels?")
    workplace.let_everything_happen()
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert {"at", "level", "logger", "message"} <= set(lines[0])
    assert any(one.get("action") == "acknowledged" and one.get("ref") for one in lines)
    written = stream.getvalue()
    assert "purple elephants" not in written
    assert "xoxb-" not in written
    assert "xapp-" not in written


class Form(BaseModel):
    """Something that refuses what people wrote."""

    hours: int


SECRET = "purple-elephant"
LOGGERS = ("", "bot.app", "handlers.errors", "storage.database", "slack_sdk", "sqlalchemy.pool")


@pytest.mark.parametrize("as_json", [True, False])
def test_no_logger_writes_a_secret_down(database: Database, as_json: bool) -> None:
    """Tokens, passwords, signatures and people's words, in what is said and in the errors of libraries."""
    stream = io.StringIO()
    observing.log_to(logging.StreamHandler(stream), level="DEBUG", as_json=as_json)
    secrets = (
        *(f"xoxb-1234567890-abcdef-{SECRET}", f"xoxe.xoxp-1-{SECRET}", f"xapp-1-A0-123-{SECRET}"),
        *(f"Authorization: Bearer {SECRET}", f"postgresql://barometer:{SECRET}@db/x", f"v0={'5ec4e7' * 11}"[:67]),
        *(f"https://hooks.slack.com/commands/T/1/{SECRET}", f"wss://wss-primary.slack.com/link/?ticket={SECRET}&a=1"),
    )
    for say in map(logging.getLogger, LOGGERS):
        for secret in secrets:
            say.error("It failed with %s", secret)
        try:
            Form.model_validate({"hours": f"{SECRET} words\nover lines"})
        except ValidationError:
            say.exception("A form was refused")
        try:
            with database.step() as tx:
                tx.connection().execute(insert(PersonRow).values(workspace="T0", id=SECRET, name=SECRET, zone="UTC"))
        except SQLAlchemyError:
            say.exception("It was not stored")
    written = stream.getvalue()
    assert written.count("It failed with") == len(secrets) * len(LOGGERS)
    assert written.count("It was not stored") == len(LOGGERS)
    assert SECRET not in written
    assert "5ec4e7" not in written
