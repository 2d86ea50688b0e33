"""The door for Slack's requests where Socket Mode is not wanted: signed, fresh and new, or refused."""

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from io import BytesIO
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from slack_bolt import App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk.signature import SignatureVerifier
from waitress.server import create_server

from bot.domain.errors import WrongInput

logger = logging.getLogger(__name__)

PATH = "/slack/events"
FRESH_SECONDS = 300
MOST_BYTES = 2**20
STOP_SECONDS = 5


class RequestUrl:
    """Answers Slack at `/slack/events` from threads of its own, between `start` and `stop`."""

    def __init__(self, app: App, secret: str, *, host: str, port: int, threads: int) -> None:
        self._bolt = SlackRequestHandler(app, path=PATH)
        self._verifier = SignatureVerifier(secret)
        self._answered = Answered(FRESH_SECONDS)
        # Somebody who sends rubbish reads so in the status; waitress would fill the log with it.
        logging.getLogger("waitress").setLevel(logging.ERROR)
        try:
            self._socket = socket.create_server((host, port))
        except OSError as error:
            raise WrongInput(
                f"Port {port} of {host} cannot be used ({error.strerror or error}). "
                "Set BAROMETER_HTTP_PORT to a free one."
            ) from None
        self._server: Any = create_server(
            self.answer, sockets=[self._socket], threads=threads, ident=None, max_request_body_size=MOST_BYTES
        )
        self._thread = threading.Thread(target=self._server.run, name="request-url", daemon=True)

    @property
    def port(self) -> int:
        """Where it listens; the one that was free when it was given none."""
        return int(self._socket.getsockname()[1])

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Take no more, and let what is under way end."""
        if self._thread.is_alive():
            # Its own thread closes it: closed from outside, it may be just about to look at what is gone.
            self._server.trigger.pull_trigger(self._server.close)
            self._thread.join(STOP_SECONDS)
        else:
            self._server.close()
        self._server.task_dispatcher.shutdown()

    def answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """One request, as WSGI has it."""
        if environ.get("REQUEST_METHOD") != "POST" or environ.get("PATH_INFO") != PATH:
            return _refuse(HTTPStatus.NOT_FOUND, start_response)
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        signature = environ.get("HTTP_X_SLACK_SIGNATURE", "")
        if not self._is_signed(body, environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP", ""), signature):
            logger.warning(
                "Refused a request that Slack did not sign in the last five minutes. If all are refused, compare "
                "BAROMETER_SLACK_SIGNING_SECRET with your app's, and this machine's clock with the world's.",
                extra={"action": "request_refused"},
            )
            return _refuse(HTTPStatus.UNAUTHORIZED, start_response)
        if self._answered.knows(signature):
            # Slack's own second try after an answer that came late, or somebody's who listened: nothing happens twice.
            return _refuse(HTTPStatus.OK, start_response)

        def note(status: str, headers: list[tuple[str, str]], *rest: Any) -> Callable[[bytes], object]:
            if status.startswith("200"):
                self._answered.note(signature)
            return start_response(status, headers, *rest)

        try:
            return self._bolt({**environ, "wsgi.input": BytesIO(body)}, note)
        except Exception:  # noqa: BLE001  (Bolt stumbles over shapes in many ways)
            # What a listener raises is told by Bolt; only a body that is none of Slack's gets here.
            logger.warning("Refused a signed request that is none of Slack's", extra={"action": "request_refused"})
            return _refuse(HTTPStatus.BAD_REQUEST, start_response)

    def _is_signed(self, body: bytes, timestamp: str, signature: str) -> bool:
        try:
            return self._verifier.is_valid(body, str(int(timestamp)), signature)
        except (ValueError, UnicodeError):
            return False


class Answered:
    """The signatures of what was acknowledged, for as long as they count as fresh."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until: dict[str, float] = {}
        self._lock = threading.Lock()

    def note(self, signature: str) -> None:
        """This one is answered; those that are stale by now are forgotten."""
        now = time.monotonic()
        with self._lock:
            self._until = {known: until for known, until in self._until.items() if until > now}
            self._until[signature] = now + 2 * self._seconds

    def knows(self, signature: str) -> bool:
        """Whether it was answered already."""
        with self._lock:
            return signature in self._until


def _refuse(status: HTTPStatus, start_response: StartResponse) -> Iterable[bytes]:
    start_response(f"{status.value} {status.phrase}", [("Content-Type", "text/plain"), ("Content-Length", "0")])
    return []
