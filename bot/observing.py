"""What an operator can see: logs as JSON, figures for Prometheus, and whether it lives and can work.

Everything is said once, as a log record with an `action`; the figures count what is said. What people write is not.
"""

import json
import logging
import re
import threading
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from typing_extensions import override

# Which request a record belongs to; what a person is told as a reference finds all of them.
REF: ContextVar[str] = ContextVar("ref", default="")
OURS = ("bot", "handlers", "storage")
FIELDS = ("action", "seconds", "kind", "part", "code", "ref")
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)

logger = logging.getLogger(__name__)


# Tokens of every kind, the password in an address, what signs a request, and the values that pydantic and
# PostgreSQL quote in their errors: whatever a library says, none of these is written down.
SECRETS = re.compile(
    r"(?:xox[a-z]|xapp|xwfp)-[\w-]+"
    r"|(?<=://)[^\s:/@]*:[^\s@]+(?=@)"
    r"|(?<=Bearer )[^\s'\"]+"
    r"|\bv0=[0-9a-f]{64}"
    r"|(?<=hooks\.slack\.com/)[\w/-]+"
    r"|(?<=[?&]ticket=)[\w-]+"
    r"|(?<=input_value=).*?(?=, input_type=)"
    r"|(?<=DETAIL:)[^\n]*",
    re.DOTALL,
)


def redacted(text: str) -> str:
    """Text without secrets, and without the values that errors quote."""
    return SECRETS.sub("[redacted]", text)


class PlainLines(logging.Formatter):
    """A record as people read it, without secrets."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        """The record as a line, and its error below."""
        return redacted(super().format(record))


class JsonLines(logging.Formatter):
    """One JSON object a record: when, how bad, where, what, and the fields that belong to it. No secrets."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        """The record as a line."""
        said: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": redacted(record.getMessage()),
        }
        said |= {name: getattr(record, name) for name in FIELDS if getattr(record, name, "") != ""}
        if record.exc_info:
            said["error"] = redacted(self.formatException(record.exc_info))
        return json.dumps(said, ensure_ascii=False, default=str)


class WithReference(logging.Filter):
    """Gives each record the reference of the request it belongs to."""

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        """Every record passes."""
        if not hasattr(record, "ref"):
            record.ref = REF.get()
        return True


class Figures(logging.Handler):
    """Counts what is said: how often each action happened, and how long those with a duration took."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.registry = CollectorRegistry()
        self._actions = Counter(
            "barometer_actions", "What happened, by action and kind.", ["action", "kind"], registry=self.registry
        )
        self._seconds = Histogram(
            "barometer_seconds",
            "How long it took: a tick, an acknowledgement, a delivery from when it was due.",
            ["action"],
            buckets=BUCKETS,
            registry=self.registry,
        )
        self._errors = Counter(
            "barometer_slack_errors", "What Slack refused, by its code.", ["code"], registry=self.registry
        )
        self._queue = Gauge("barometer_deliveries", "Deliveries by state.", ["state"], registry=self.registry)
        self._late = {
            name: Gauge(name, text, registry=self.registry)
            for name, text in (
                ("barometer_oldest_due_seconds", "For how long the oldest delivery that is due has waited."),
                ("barometer_tick_age_seconds", "For how long no tick has come to its end."),
            )
        }

    @override
    def emit(self, record: logging.LogRecord) -> None:
        """Count one record."""
        action = getattr(record, "action", None)
        if action is None:
            return
        self._actions.labels(action, str(getattr(record, "kind", ""))).inc()
        if (seconds := getattr(record, "seconds", None)) is not None:
            self._seconds.labels(action).observe(max(float(seconds), 0.0))
        if code := getattr(record, "code", ""):
            self._errors.labels(str(code)).inc()

    def exposition(self, queue: Mapping[str, int], late: Mapping[str, float]) -> bytes:
        """Everything in Prometheus' text format, with the queue and the lag as they are now."""
        for name, seconds in late.items():
            self._late[name].set(seconds)
        self._queue.clear()
        for state, count in queue.items():
            self._queue.labels(state).set(count)
        return generate_latest(self.registry)


@dataclass(frozen=True)
class Vitals:
    """What is asked of a running bot: why it is dead or not ready, as a sentence or nothing; its queue and its lag."""

    figures: Figures
    dead: Callable[[], str]
    not_ready: Callable[[], str]
    queue: Callable[[], Mapping[str, int]]
    late: Callable[[], Mapping[str, float]]


def log_to(stream: logging.Handler, *, level: str, as_json: bool) -> None:
    """Send what is said to a stream, and nothing that people write: the SDK's DEBUG would print it."""
    stream.setLevel(level)
    stream.addFilter(WithReference())
    plain = PlainLines("%(asctime)s %(levelname)s %(name)s: %(message)s")
    stream.setFormatter(JsonLines() if as_json else plain)
    root = logging.getLogger()
    root.handlers[:] = [stream]
    root.setLevel(level)
    for name in OURS:
        logging.getLogger(name).setLevel(logging.DEBUG)
    for name in ("slack_bolt", "slack_sdk"):
        logging.getLogger(name).setLevel(max(logging.INFO, logging.getLevelName(level)))


def serve(host: str, port: int, vitals: Vitals) -> ThreadingHTTPServer:
    """Answer `/healthz`, `/readyz` and `/metrics` from a thread of its own until `shutdown`."""
    for name in OURS:
        logging.getLogger(name).addHandler(vitals.figures)

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/metrics":
                self._answer(200, vitals.figures.exposition(vitals.queue(), vitals.late()), CONTENT_TYPE_LATEST)
            elif self.path in {"/healthz", "/readyz"}:
                ill = vitals.dead() if self.path == "/healthz" else vitals.dead() or vitals.not_ready()
                self._answer(503 if ill else 200, f"{ill or 'ok'}\n".encode(), "text/plain; charset=utf-8")
            else:
                self._answer(404, b"There are /healthz, /readyz and /metrics.\n", "text/plain; charset=utf-8")

        def _answer(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        @override
        def log_message(self, format: str, *args: object) -> None:
            """Being asked is no news."""

    server = ThreadingHTTPServer((host, port), Door)
    threading.Thread(target=server.serve_forever, name="observing", daemon=True).start()
    logger.info("Figures at http://%s:%s/metrics", host, server.server_address[1], extra={"action": "observing"})
    return server
