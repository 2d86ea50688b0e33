"""The playground as a running server: assembles its parts and lives in a thread of its own."""

import asyncio
import json
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.playground.clock import WorkspaceClock
from bot.playground.control import Control, guarded
from bot.playground.faults import Faults
from bot.playground.happenings import Happenings
from bot.playground.journal import Journal
from bot.playground.methods import METHODS
from bot.playground.persistence import Store
from bot.playground.sockets import Sockets
from bot.playground.specs import Credentials, WorkspaceSpec, installed
from bot.playground.uploads import fetch, share
from bot.playground.validation import message_problems
from bot.playground.views import Views
from bot.playground.web_api import Slack, WebApi
from bot.playground.workspace import Workspace

PAGE = Path(__file__).parent / "page"
MOST_BODY = 32 * 2**20
SECURITY = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


class Playground:
    """A local Slack on loopback. `with Playground(...) as playground:` starts and stops it."""

    def __init__(
        self,
        spec: WorkspaceSpec,
        manifest: Mapping[str, Any],
        *,
        port: int = 0,
        at: datetime | None = None,
        data: Path | None = None,
    ) -> None:
        self._spec = spec
        self._manifest = manifest
        self._port = port
        self._at = at
        self._store = Store(data) if data else None
        self._started = threading.Event()
        self._failed: BaseException | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._thread = threading.Thread(target=self._run, name="playground", daemon=True)
        self.credentials = Credentials()
        self.url = ""

    def __enter__(self) -> "Playground":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Serve; returns once it answers. Raises OSError when the port is taken."""
        self._thread.start()
        self._started.wait()
        if self._failed is not None:
            raise self._failed

    def stop(self) -> None:
        """Keep the state, if there is a place for it, and end."""
        if self._loop is not None and self._stopping is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stopping.set)
            self._thread.join(timeout=10)

    @property
    def base_url(self) -> str:
        """Where the Web API is."""
        return f"{self.url}/api/"

    def settings(self) -> dict[str, str]:
        """What connects a bot to this workspace, as environment variables."""
        return {
            "BAROMETER_SLACK_BASE_URL": self.base_url,
            "BAROMETER_SLACK_BOT_TOKEN": self.credentials.bot,
            "BAROMETER_SLACK_APP_TOKEN": self.credentials.app,
        }

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:  # noqa: BLE001  (raised again by `start`, in the thread that waits)
            self._failed = error
        finally:
            self._started.set()

    async def _serve(self) -> None:
        saved = self._store.load() if self._store else None
        clock = WorkspaceClock(self._at)
        if saved is not None and self._at is None:
            clock = WorkspaceClock(datetime.now().astimezone() + timedelta(seconds=saved.offset_seconds))
        slack = self._assembled(clock)
        if saved is not None:
            slack.workspace.restore(saved.workspace, saved.contents)
        slack.workspace.install(installed(self._manifest))
        control = Control(slack)
        runner = web.AppRunner(self._application(slack, control), access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self._port)
        await site.start()
        port = runner.addresses[0][1]
        self.url = slack.happenings.address = slack.workspace.address = f"http://127.0.0.1:{port}"
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        self._started.set()
        keeping = asyncio.create_task(self._keep(slack)) if self._store else None
        await self._stopping.wait()
        if keeping is not None:
            keeping.cancel()
        if self._store:
            self._store.save(slack.workspace, clock.offset.total_seconds())
        await slack.sockets.disconnect("link_disabled")
        await runner.cleanup()

    def _assembled(self, clock: WorkspaceClock) -> Slack:
        journal, faults = Journal(clock.now), Faults()
        workspace = Workspace(self._spec, clock.now)
        views = Views(workspace)
        sockets = Sockets(clock, journal, faults)
        happenings = Happenings(workspace, views, sockets, clock, journal)
        return Slack(workspace, views, happenings, sockets, clock, journal, faults, self.credentials)

    def _application(self, slack: Slack, control: Control) -> web.Application:
        app = web.Application(client_max_size=MOST_BODY, middlewares=[guarded])
        api = WebApi(slack, METHODS)

        async def responded(request: web.Request) -> web.StreamResponse:
            return await _responded(slack, request)

        async def uploaded(request: web.Request) -> web.StreamResponse:
            return await _uploaded(slack, request)

        async def shared(request: web.Request) -> web.StreamResponse:
            return await share(slack, request)

        async def fetched(request: web.Request) -> web.StreamResponse:
            return await fetch(slack, request)

        app.router.add_route("*", "/api/{method}", api.serve)
        app.router.add_get("/link/", slack.sockets.serve)
        app.router.add_post("/respond/{key}", responded)
        app.router.add_post("/upload/{id}", uploaded)
        app.router.add_get("/files/{id}", fetched)
        app.router.add_post("/playground/api/upload", shared)
        app.router.add_routes(control.routes())
        app.router.add_get("/", _index)
        app.router.add_get("/page/{name}", _asset)
        app.router.add_get("/favicon.ico", _no_content)
        return app

    async def _keep(self, slack: Slack) -> None:
        assert self._store is not None
        while True:
            await asyncio.sleep(2)
            self._store.save(slack.workspace, slack.clock.offset.total_seconds())


async def _responded(slack: Slack, request: web.Request) -> web.StreamResponse:
    """An answer to a response URL."""
    known = slack.happenings.response_urls.get(request.match_info["key"])
    if known is None or known.ends < slack.clock.now():
        return web.Response(status=404, text="expired_url")
    if known.left <= 0:
        return web.Response(status=404, text="used_url")
    known.left -= 1
    try:
        given = json.loads(await request.read())
        blocks = given.get("blocks") or []
        if isinstance(blocks, str):
            blocks = json.loads(blocks)
            given["blocks"] = blocks
    except (ValueError, AttributeError, RecursionError):
        return web.Response(status=400, text="invalid_payload")
    problems = message_problems(blocks) if blocks else []
    slack.journal.note("response", channel=known.channel, user=known.user, payload=given, problems=problems)
    if problems:
        return web.json_response({"ok": False, "error": "invalid_blocks", "errors": problems}, status=400)
    if not blocks and not given.get("text") and not given.get("delete_original"):
        return web.Response(status=500, text="no_text")
    channel = slack.workspace.conversation(known.channel)
    slack.happenings.respond(known.user, channel, given, message_ts=known.message_ts)
    return web.Response(text="ok")


async def _uploaded(slack: Slack, request: web.Request) -> web.StreamResponse:
    """The bytes of a file whose upload was announced."""
    file = slack.workspace.files.get(request.match_info["id"])
    content = await request.read()
    if file is None or len(content) != file.size:
        return web.Response(status=400, text="The file was not announced, or with another length.")
    file.content = content
    slack.journal.note("upload", file=file.id, name=file.name, size=file.size)
    return web.Response(text=f"OK - {file.size}")


async def _index(_request: web.Request) -> web.StreamResponse:
    return web.FileResponse(PAGE / "index.html", headers=SECURITY)


async def _asset(request: web.Request) -> web.StreamResponse:
    path = PAGE / request.match_info["name"]
    if path.parent != PAGE or not path.is_file():
        raise web.HTTPNotFound
    kind = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}.get(path.suffix)
    headers = SECURITY | ({"Content-Type": f"{kind}; charset=utf-8"} if kind else {})
    return web.FileResponse(path, headers=headers)


async def _no_content(_request: web.Request) -> web.StreamResponse:
    return web.Response(status=204)
