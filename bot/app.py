"""The composition root: settings -> database -> deps -> Bolt app -> clockwork. Starts nothing by itself."""

import gc
import json
import logging
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from http.server import ThreadingHTTPServer

from slack_bolt import App
from slack_bolt.adapter.socket_mode.websocket_client import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

import handlers
from bot.clocks import PlaygroundClock, SystemClock
from bot.deps import Deps
from bot.domain.clock import Clock
from bot.domain.errors import BarometerError, WrongInput
from bot.observing import Figures, Vitals, serve
from bot.request_url import RequestUrl
from bot.right_of_way import RightOfWay
from bot.scheduler import Clockwork
from bot.settings import Settings
from bot.usecases.knowledge import load_library
from bot.usecases.status import oldest_due_seconds, queue
from handlers import people
from handlers.catch_up import CatchUp
from handlers.delivery import Courier, Timing
from handlers.rendering import render
from handlers.watchdog import revive
from storage.database import Database

logger = logging.getLogger(__name__)

LISTENERS = 20
HELLO_SECONDS = 15
# Longer than anything waits for its delivery, so that all that was sent before a restore has been looked for.
LOOK_FIRST_FOR = timedelta(days=8)


@dataclass(frozen=True)
class Barometer:
    """The bot, assembled: `start` connects it, `stop` ends it and leaves nothing half-done."""

    app: App
    deps: Deps
    clockwork: Clockwork
    socket: SocketModeHandler | None
    request_url: RequestUrl | None
    clock: Clock
    catch_up: CatchUp

    def start(self) -> None:
        """Learn who is here, connect, and begin to tick."""
        people.sync(self.app.client, self.deps.database, now=self.clock.now())
        if self.socket is not None:
            self._connect(self.socket)
        if self.request_url is not None:
            self.request_url.start()
        # What stands now stays until the end: the collector need not walk it again and again.
        gc.freeze()
        self.clockwork.start()
        if isinstance(self.clock, PlaygroundClock):
            self.clock.follow(self.clockwork.keep_up)

    def _connect(self, socket: SocketModeHandler) -> None:
        """Return once Slack has said hello; until then nothing would reach us."""
        greeted = threading.Event()

        def heard(_session: object, message: str) -> None:
            if json.loads(message).get("type") == "hello":
                self.catch_up.reconnected()
                greeted.set()

        client = socket.client
        client.on_message_listeners.append(heard)
        # Its monitor looks at once, and would take a connection that is just being made for a lost one.
        client.current_app_monitor_started = True
        socket.connect()
        if not greeted.wait(HELLO_SECONDS):
            raise BarometerError("Slack did not open a connection. `barometer doctor` looks for the reason.")
        client.current_app_monitor.start()

    def stop(self) -> None:
        """Take no more, finish what is under way, and close the database."""
        if self.socket is not None:
            self.socket.close()
        if self.request_url is not None:
            self.request_url.stop()
        if isinstance(self.clock, PlaygroundClock):
            self.clock.stop()
        self.clockwork.stop()
        self.deps.database.close()


def observe(barometer: Barometer) -> ThreadingHTTPServer:
    """Open the door for whoever watches over it; close it with `shutdown`."""
    settings, database = barometer.deps.settings, barometer.deps.database
    patience = 3 * settings.tick_seconds + 60

    def dead() -> str:
        still = barometer.clockwork.still_for
        return f"No tick has come to its end for {still:.0f} seconds." if still > patience else ""

    def not_ready() -> str:
        if barometer.socket is not None and not barometer.socket.client.is_connected():
            return "Slack's socket is not connected."
        try:
            version, newest = database.schema_version()
        except Exception:  # noqa: BLE001  (whatever it is, nothing can be stored)
            return "The database does not answer."
        if version is not None and not database.knows_schema(version):
            # Somebody newer has migrated already; what it added is nothing this version needs.
            return ""
        return "" if version == newest else f"The schema is at {version}, not {newest}; run `barometer migrate`."

    def late() -> Mapping[str, float]:
        return {
            "barometer_oldest_due_seconds": oldest_due_seconds(database, now=barometer.clock.now()),
            "barometer_tick_age_seconds": barometer.clockwork.still_for,
        }

    vitals = Vitals(Figures(), dead, not_ready, lambda: queue(database), late)
    return serve(settings.observe_host, settings.observe_port or 0, vitals)


def slack_client(settings: Settings) -> WebClient:
    """A client for the Slack that the settings name. Retries are left to whoever knows what is being sent."""
    if settings.slack_bot_token is None:
        raise WrongInput(
            "BAROMETER_SLACK_BOT_TOKEN is not set. It begins with xoxb- and is shown under "
            "*OAuth & Permissions* of your Slack app. `barometer demo` needs none."
        )
    if settings.is_local:
        # The SDK would otherwise send even loopback through a proxy from the environment.
        for name in ("NO_PROXY", "no_proxy"):
            hosts = [host for host in os.environ.get(name, "").split(",") if host]
            os.environ[name] = ",".join(dict.fromkeys([*hosts, "127.0.0.1", "localhost"]))
    return WebClient(
        token=settings.slack_bot_token.get_secret_value(),
        base_url=settings.slack_base_url,
        timeout=10,
        retry_handlers=[],
    )


def build(
    settings: Settings,
    *,
    clock: Clock | None = None,
    database: Database | None = None,
    timing: Timing | None = None,
) -> Barometer:
    """The whole bot for these settings; the schema must be there (`Database.migrate`)."""
    client = slack_client(settings)
    if clock is None:
        local = settings.is_local
        clock = PlaygroundClock(settings.slack_base_url.removesuffix("/api/")) if local else SystemClock()
    database = database or Database(settings.database_url)
    patient = WebClient(token=client.token, base_url=client.base_url, timeout=10)
    patient.retry_handlers.append(RateLimitErrorRetryHandler(max_retry_count=2))
    app = App(
        client=patient,
        # Commit, then acknowledge: what was not stored is not acknowledged, and Slack brings it again.
        process_before_response=True,
        token_verification_enabled=False,
        signing_secret=settings.slack_signing_secret.get_secret_value() if settings.slack_signing_secret else None,
    )
    look_first_until = settings.restored_at + LOOK_FIRST_FOR if settings.restored_at else None
    right_of_way = RightOfWay()
    courier = Courier(
        database,
        client,
        render,
        clock,
        timing,
        right_of_way=right_of_way,
        look_first_until=look_first_until,
    )
    knowledge = load_library(settings.knowledge_folder)
    clockwork: list[Clockwork] = []
    deps = Deps(database, clock, settings, knowledge, wake=lambda: clockwork[0].wake(), right_of_way=right_of_way)
    socket = None
    if settings.slack_app_token is not None:
        socket = SocketModeHandler(app, settings.slack_app_token.get_secret_value(), concurrency=LISTENERS)

    request_url = None
    if settings.slack_signing_secret is not None:
        secret = settings.slack_signing_secret.get_secret_value()
        request_url = RequestUrl(app, secret, host=settings.http_host, port=settings.http_port, threads=LISTENERS)
    catch_up = CatchUp(patient, deps)

    def watch() -> int:
        return (revive(socket.client) if socket is not None else 0) + catch_up.run()

    clockwork.append(Clockwork(deps, courier, every_seconds=settings.tick_seconds, watch=watch))
    handlers.register(app, deps)
    return Barometer(app, deps, clockwork[0], socket, request_url, clock, catch_up)
