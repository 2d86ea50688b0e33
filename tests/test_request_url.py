"""Over HTTP, Slack is who can sign: forged, stale and repeated requests change nothing, and rubbish breaks nothing."""

import hmac
import http.client
import json
import random
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlencode

import pytest
from pydantic import SecretStr
from sqlmodel import col, func, select

from bot import demo
from bot.app import Barometer, build
from bot.clocks import SystemClock
from bot.domain.errors import WrongInput
from bot.playground import Playground
from bot.request_url import MOST_BYTES, PATH
from bot.settings import Settings
from storage.database import Database
from storage.knowledge_tables import QuestionRow
from storage.tables import OutboxRow
from tests.play import Workplace

WORKSPACE = "T0PLAYGRND"
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
QUESTION = "who should own the data pipeline?"


@pytest.fixture
def door(playground: Playground, tmp_path: Path) -> Iterator[Barometer]:
    """The bot, reached by HTTP; the example team is set up."""
    database_url = f"sqlite:///{tmp_path / 'door.db'}"
    demo.connect(playground, database_url).stop()
    settings = Settings(
        _env_file=None,
        database_url=database_url,
        slack_base_url=playground.base_url,
        slack_bot_token=SecretStr(playground.credentials.bot),
        slack_signing_secret=SecretStr(SECRET),
        http_port=0,
    )
    barometer = build(settings)
    barometer.start()
    yield barometer
    barometer.stop()


def sent(
    door: Barometer,
    body: bytes,
    *,
    secret: str = SECRET,
    at: float | None = None,
    kind: str = "application/x-www-form-urlencoded",
    path: str = PATH,
    **headers: str,
) -> tuple[int, str]:
    """A request as Slack makes it: the status and the answer."""
    stamp = str(int(at or time.time()))
    code = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, sha256).hexdigest()
    given = {"Content-Type": kind, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={code}", **headers}
    assert door.request_url is not None
    with closing(http.client.HTTPConnection("127.0.0.1", door.request_url.port, timeout=20)) as connection:
        connection.request("POST", path, body, given)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def announced(door: Barometer, length: int) -> int:
    """The answer to a request that says how long it will be, before any of it is sent."""
    assert door.request_url is not None
    with closing(http.client.HTTPConnection("127.0.0.1", door.request_url.port, timeout=20)) as connection:
        connection.putrequest("POST", PATH)
        connection.putheader("Content-Length", str(length))
        connection.endheaders()
        return connection.getresponse().status


def asked(place: Workplace, trigger: str = "1.1.aa") -> bytes:
    """`/ask`, as Jonas types it."""
    return urlencode(
        {
            "command": "/ask",
            "text": QUESTION,
            "team_id": WORKSPACE,
            "user_id": place.person("jonas").id,
            "trigger_id": trigger,
            "channel_id": place.person("jonas").dm,
        }
    ).encode()


def questions(door: Barometer) -> int:
    """How many questions were remembered."""
    with door.deps.database.snapshot() as tx:
        return tx.exec(select(func.count()).select_from(QuestionRow)).one()


def test_a_command_is_answered_in_the_response(door: Barometer, playground: Playground) -> None:
    """What Slack signed just now is worked, and the answer is the response's body."""
    status, answer = sent(door, asked(Workplace(playground.url)))
    assert status == 200
    assert "pipeline" in json.loads(answer)["text"]


def test_slack_is_told_the_challenge_by_which_it_knows_the_door(door: Barometer) -> None:
    """Saving a Request URL in Slack sends one."""
    body = json.dumps({"type": "url_verification", "token": "t", "challenge": "3eZbrw1a"}).encode()
    status, answer = sent(door, body, kind="application/json")
    assert status == 200
    assert "3eZbrw1a" in answer


@pytest.mark.parametrize(
    ("secret", "age"),
    [("0" * 32, 0), (SECRET, 301), (SECRET, -301), ("", 0)],
    ids=["forged", "stale", "from the future", "with no secret"],
)
def test_what_slack_did_not_sign_just_now_is_refused(
    door: Barometer, playground: Playground, secret: str, age: float
) -> None:
    """A signature by another secret, or one that is over five minutes away: 401, and nothing happened."""
    status, answer = sent(door, asked(Workplace(playground.url)), secret=secret, at=time.time() - age)
    assert (status, answer) == (401, "")
    assert questions(door) == 0


@pytest.mark.parametrize("stamp", ["", "now", "1e9", "٣", "9" * 40])
def test_a_timestamp_that_is_none_is_refused(door: Barometer, playground: Playground, stamp: str) -> None:
    """It is no error of ours that somebody writes no number there."""
    encoded = stamp.encode().decode("latin-1")
    status, _ = sent(door, asked(Workplace(playground.url)), **{"X-Slack-Request-Timestamp": encoded})
    assert status == 401


def test_a_request_that_was_listened_to_and_is_sent_again_changes_nothing(
    door: Barometer, playground: Playground
) -> None:
    """The same bytes with the same signature within five minutes: acknowledged, and worked once."""
    body, at = asked(Workplace(playground.url)), time.time()
    assert sent(door, body, at=at)[0] == 200
    assert sent(door, body, at=at) == (200, "")
    assert questions(door) == 1


def test_an_event_is_answered_once_however_often_it_is_brought(door: Barometer, playground: Playground) -> None:
    """Slack signs each try anew; what makes it the same is the message."""
    place = Workplace(playground.url)
    jonas = place.person("jonas")
    event = {
        "type": "message",
        "channel_type": "im",
        "channel": jonas.dm,
        "user": jonas.id,
        "ts": "1795509001.000100",
        "text": QUESTION,
    }
    for attempt in range(3):
        body = json.dumps(
            {"type": "event_callback", "team_id": WORKSPACE, "event_id": "Ev1", "event": event, "n": attempt}
        )
        assert sent(door, body.encode(), kind="application/json")[0] == 200
    assert questions(door) == 1
    with door.deps.database.snapshot() as tx:
        count = select(func.count()).select_from(OutboxRow).where(col(OutboxRow.kind) == "answered")
        assert tx.exec(count).one() == 1


def test_rubbish_with_a_good_signature_breaks_nothing(door: Barometer) -> None:
    """Whatever the bytes are: no 5xx, and the door answers afterwards."""
    chance = random.Random(7)
    kinds = ("application/json", "application/x-www-form-urlencoded", "text/plain", "")
    starts = (
        b"",
        b"payload=",
        b'{"type":"event_callback","event":',
        b"payload=%7B%22type%22%3A%22view_submission%22%7D",
    )
    for _ in range(300):
        body = chance.choice(starts) + bytes(chance.randrange(256) for _ in range(chance.randrange(60)))
        status, _ = sent(door, body, kind=chance.choice(kinds))
        assert status < 500, body
    assert announced(door, MOST_BYTES + 1) == 413
    assert sent(door, b"{}", path="/")[0] == 404


def test_a_door_that_is_taken_and_two_doors_at_once_are_told(tmp_path: Path) -> None:
    """Both are mistakes of whoever runs it, and each is a sentence."""
    token, url = SecretStr("xoxb-1"), f"sqlite:///{tmp_path / 'x.db'}"
    Database(url).migrate()
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        settings = Settings(
            _env_file=None,
            database_url=url,
            slack_base_url="http://127.0.0.1:1/api/",
            slack_bot_token=token,
            slack_signing_secret=SecretStr(SECRET),
            http_port=port,
        )
        with pytest.raises(WrongInput, match=f"Port {port} of 127.0.0.1 cannot be used"):
            build(settings, clock=SystemClock())
    with pytest.raises(ValueError, match="either by Socket Mode or by HTTP"):
        Settings(_env_file=None, slack_app_token=SecretStr("xapp-1"), slack_signing_secret=SecretStr(SECRET))
