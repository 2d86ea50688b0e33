"""Socket Mode: connections of the app, envelopes to it, acks from it, and retries of events it did not take."""

import asyncio
import json
import secrets
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aiohttp import WSMsgType, web

from bot.playground.clock import WorkspaceClock
from bot.playground.faults import Faults
from bot.playground.journal import Journal
from bot.playground.workspace import APP_ID

ACK_SECONDS = 3.0
# Slack brings an event again at once, after a minute, and after five.
RETRIES = (timedelta(0), timedelta(minutes=1), timedelta(minutes=5))
MOST_CONNECTIONS = 10
OVERTAKEN_SECONDS = 2.0


@dataclass(frozen=True)
class Ack:
    """What became of an envelope: `ok` with the app's answer, `late`, or `none` when nobody was there."""

    state: str
    payload: Mapping[str, Any]


@dataclass
class _Retry:
    due: datetime
    payload: dict[str, Any]
    attempt: int


class Sockets:
    """The app's connections. Any of them may get any envelope, in turn."""

    def __init__(self, clock: WorkspaceClock, journal: Journal, faults: Faults) -> None:
        self._clock = clock
        self._journal = journal
        self._faults = faults
        self._tickets: set[str] = set()
        self._connections: list[web.WebSocketResponse] = []
        self._turn = 0
        self._waiting: dict[str, asyncio.Future[Mapping[str, Any]]] = {}
        self._retries: list[_Retry] = []
        self._under_way: set[asyncio.Task[Any]] = set()
        self._passed = asyncio.Event()

    def ticket(self) -> str:
        """A ticket for one connection; it works once."""
        ticket = secrets.token_hex(16)
        self._tickets.add(ticket)
        return ticket

    @property
    def connected(self) -> int:
        """How many connections the app has open."""
        return len(self._connections)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One connection, from hello to its end."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=401, text="This ticket was used or never given.")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(compress=False, autoping=True, max_msg_size=16 * 2**20)
        await socket.prepare(request)
        if len(self._connections) >= MOST_CONNECTIONS:
            await self._say(socket, {"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        self._connections.append(socket)
        await self._say(
            socket,
            {
                "type": "hello",
                "num_connections": len(self._connections),
                "debug_info": {"host": "playground", "build_number": 1, "approximate_connection_time": 18060},
                "connection_info": {"app_id": APP_ID},
            },
        )
        self._journal.note("connection", state="open", connections=len(self._connections))
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._heard(message.data)
        finally:
            if socket in self._connections:
                self._connections.remove(socket)
            self._journal.note("connection", state="closed", connections=len(self._connections))
        return socket

    async def send(self, kind: str, payload: Mapping[str, Any], *, accepts: bool = False) -> Ack:
        """One envelope, and what the app answers within three seconds."""
        return await self._deliver(kind, payload, accepts=accepts, attempt=0, reason="")

    async def event(self, payload: dict[str, Any]) -> Ack:
        """One event; brought again later when it was not taken."""
        if self._faults.take("reorder_event"):
            self._soon(self._overtaken(payload))
            return Ack("ok", {})
        if self._faults.take("duplicate_event"):
            await self._attempt_event(payload, 0, "")
        ack = await self._attempt_event(payload, 0, "")
        self._passed.set()
        return ack

    def event_soon(self, payload: dict[str, Any]) -> None:
        """One event that nobody waits for."""
        self._soon(self.event(payload))

    async def due(self) -> None:
        """Bring again what is due again, and wait for everything that is under way."""
        now = self._clock.now()
        ready = [one for one in self._retries if one.due <= now]
        self._retries = [one for one in self._retries if one.due > now]
        for one in ready:
            await self._attempt_event(one.payload, one.attempt, "http_error")
        while self._under_way:
            await asyncio.gather(*self._under_way, return_exceptions=True)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask every connection to come back, and close it."""
        for socket in list(self._connections):
            await self._say(socket, {"type": "disconnect", "reason": reason, "debug_info": {"host": "playground"}})
            await socket.close()

    async def _overtaken(self, payload: dict[str, Any]) -> None:
        """Bring an event after the next one, or alone when no other comes for a while."""
        self._passed = passed = asyncio.Event()
        with suppress(TimeoutError):
            await asyncio.wait_for(passed.wait(), OVERTAKEN_SECONDS)
        await self._attempt_event(payload, 0, "")

    def _soon(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _attempt_event(self, payload: dict[str, Any], attempt: int, reason: str) -> Ack:
        ack = await self._deliver("events_api", payload, accepts=False, attempt=attempt, reason=reason)
        if ack.state != "ok" and attempt < len(RETRIES):
            self._retries.append(_Retry(self._clock.now() + RETRIES[attempt], payload, attempt + 1))
            if attempt == 0 and self._connections:
                self._retries.pop()
                return await self._attempt_event(payload, 1, "http_timeout")
        return ack

    async def _deliver(self, kind: str, payload: Mapping[str, Any], *, accepts: bool, attempt: int, reason: str) -> Ack:
        socket = self._next_connection()
        if socket is None:
            self._journal.note("failure", envelope=kind, reason="no connection")
            return Ack("none", {})
        envelope_id = secrets.token_hex(16)
        envelope: dict[str, Any] = {
            "envelope_id": envelope_id,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": accepts,
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        answered: asyncio.Future[Mapping[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = answered
        self._journal.note("envelope", envelope_id=envelope_id, type=kind, attempt=attempt, payload=payload)
        try:
            await self._say(socket, envelope)
            payload_back = await asyncio.wait_for(answered, ACK_SECONDS)
        except (TimeoutError, ConnectionError):
            self._journal.note("failure", envelope_id=envelope_id, envelope=kind, reason="no ack within three seconds")
            return Ack("late", {})
        finally:
            self._waiting.pop(envelope_id, None)
        return Ack("ok", payload_back)

    def _heard(self, text: str) -> None:
        try:
            ack = json.loads(text)
        except ValueError:
            self._journal.note("failure", reason="the app sent something that is not JSON")
            return
        envelope_id = str(ack.get("envelope_id", ""))
        self._journal.note("ack", envelope_id=envelope_id, payload=ack.get("payload") or {})
        answered = self._waiting.get(envelope_id)
        if answered is not None and not answered.done():
            answered.set_result(ack.get("payload") or {})

    def _next_connection(self) -> web.WebSocketResponse | None:
        alive = [socket for socket in self._connections if not socket.closed]
        if not alive:
            return None
        self._turn += 1
        return alive[self._turn % len(alive)]

    async def _say(self, socket: web.WebSocketResponse, message: Mapping[str, Any]) -> None:
        await socket.send_str(json.dumps(message))
