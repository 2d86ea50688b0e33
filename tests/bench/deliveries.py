"""Deliveries per second against a Slack that takes 100 ms, on both engines and with one and two processes."""

import asyncio
import itertools
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web
from slack_sdk import WebClient

from bot.clocks import SystemClock
from bot.domain.messages import Welcome
from handlers.delivery import Courier
from handlers.rendering import render
from storage import outbox, people
from storage.database import Database
from tests import postgres

MESSAGES = 600
SLACK_SECONDS = 0.1
NOW = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
Figure = tuple[str, str, str]


def measure(folder: Path) -> Iterator[Figure]:
    """A rush of messages to as many people, from the moment the couriers begin until the last is noted as sent."""
    slack = _start("slack")
    assert slack.stdout is not None
    address = slack.stdout.readline().strip()
    for count in (1, 2):
        yield from _rush(f"sqlite:///{folder / f'deliveries{count}.db'}", address, count, "SQLite")
    if postgres.programs() is not None:
        for count in (1, 2):
            with postgres.serving() as server:
                yield from _rush(server.database(), address, count, "PostgreSQL")
    slack.kill()
    slack.communicate()


def _rush(url: str, address: str, processes: int, engine: str) -> Iterator[Figure]:
    database = Database(url)
    database.migrate()
    message = Welcome(team="Team", by="Mina", at=None, zone="UTC")
    with database.transaction() as tx:
        people.save_workspace(tx, "T1", name="Bench", bot_user="UBOT")
        rows = [
            {
                "workspace": "T1",
                "key": f"k{number}",
                "kind": message.kind,
                "payload": message.model_dump_json(),
                "conversation": f"U{number}",
                "created": NOW,
                "not_before": NOW,
            }
            for number in range(MESSAGES)
        ]
        outbox.add_many(tx, rows)
    couriers = [_start("courier", url, address) for _ in range(processes)]
    for one in couriers:
        assert one.stdout is not None
        one.stdout.readline()
    began = time.perf_counter()
    for one in couriers:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    for one in couriers:
        one.wait()
    took = time.perf_counter() - began
    with database.snapshot() as tx:
        assert outbox.counts(tx) == {"sent": MESSAGES}
    database.close()
    rate = MESSAGES / took
    bound = f"at least {60 * processes} a second" if engine == "PostgreSQL" or processes == 1 else ""
    yield f"deliveries, {engine}, {processes} at once, Slack takes 100 ms", f"{rate:.0f} a second", bound


def _start(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.bench.deliveries", *arguments]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _courier(url: str, address: str) -> None:
    database = Database(url)
    client = WebClient(token="xoxb-bench", base_url=address, timeout=10, retry_handlers=[])
    courier = Courier(database, client, render, SystemClock())
    print("ready", flush=True)
    sys.stdin.readline()
    while courier.deliver_due():
        pass
    with database.snapshot() as tx:
        waiting = {"pending", "sending"} & set(outbox.counts(tx))
    while waiting:
        courier.deliver_due()
        with database.snapshot() as tx:
            waiting = {"pending", "sending"} & set(outbox.counts(tx))


async def _slack() -> None:
    number = itertools.count(1)

    async def post(request: web.Request) -> web.Response:
        given = await request.post() if request.content_type != "application/json" else await request.json()
        await asyncio.sleep(SLACK_SECONDS)
        channel = str(given.get("channel", "D1"))
        return web.json_response(
            {"ok": True, "channel": channel, "ts": f"1795509000.{next(number):06d}", "messages": []}
        )

    application = web.Application()
    application.router.add_route("*", "/api/{method}", post)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}/api/", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    if sys.argv[1] == "slack":
        asyncio.run(_slack())
    else:
        _courier(sys.argv[2], sys.argv[3])
