"""The Web API's front door: tokens, scopes, arguments, faults, the journal; methods are in the modules beside it."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.playground.clock import WorkspaceClock
from bot.playground.errors import SlackError
from bot.playground.faults import Faults
from bot.playground.happenings import Happenings
from bot.playground.journal import Journal
from bot.playground.sockets import Sockets
from bot.playground.specs import Credentials
from bot.playground.views import Views
from bot.playground.workspace import Workspace

JSON_ARGUMENTS = frozenset({"blocks", "attachments", "metadata", "view", "files", "message"})


@dataclass
class Slack:
    """Everything a method may look at or change."""

    workspace: Workspace
    views: Views
    happenings: Happenings
    sockets: Sockets
    clock: WorkspaceClock
    journal: Journal
    faults: Faults
    credentials: Credentials = field(default_factory=Credentials)
    revoked_scopes: set[str] = field(default_factory=set)

    @property
    def scopes(self) -> set[str]:
        """What the installed app may do now."""
        return set(self.workspace.app.scopes) - self.revoked_scopes


Arguments = Mapping[str, Any]
Handler = Callable[[Slack, Arguments], dict[str, Any]]


@dataclass(frozen=True)
class Method:
    """One method: what it needs, and what it does."""

    run: Handler
    scope: str | None = None
    required: tuple[str, ...] = ()
    token: str = "bot"


class WebApi:
    """Answers `/api/METHOD` as Slack does."""

    def __init__(self, slack: Slack, methods: Mapping[str, Method]) -> None:
        self._slack = slack
        self._methods = methods

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One call."""
        name = request.match_info["method"]
        arguments = await _arguments(request)
        faults = self._slack.faults
        if fault := faults.take("latency", name):
            await asyncio.sleep(fault.milliseconds / 1000)
        if fault := faults.take("rate_limit", name):
            return self._answer(
                name, arguments, {"ok": False, "error": "ratelimited"}, 429, {"Retry-After": str(fault.retry_after)}
            )
        broken = faults.take("error_500", name)
        if broken and not broken.accepted:
            return self._answer(name, arguments, {"ok": False, "error": "internal_error"}, 500)
        body = self._run(name, arguments, request)
        if broken:
            return self._answer(name, arguments, {"ok": False, "error": "internal_error"}, 500, accepted=body)
        if faults.take("drop_response", name):
            self._slack.journal.note("call", method=name, arguments=arguments, answer=body, dropped=True)
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        return self._answer(name, arguments, body, 200)

    def _run(self, name: str, arguments: Arguments, request: web.Request) -> dict[str, Any]:
        try:
            return {"ok": True, **self._checked(name, arguments, request).run(self._slack, arguments)}
        except SlackError as error:
            return error.body()

    def _checked(self, name: str, arguments: Arguments, request: web.Request) -> Method:
        """The method, if there is one and this token and these arguments may call it."""
        method = self._methods.get(name)
        if method is None:
            raise SlackError("unknown_method", req_method=name)
        self._authorize(method, _token(request, arguments))
        for argument in method.required:
            if arguments.get(argument) in (None, ""):
                code = "missing_argument" if name.startswith("files.") else "invalid_arguments"
                raise SlackError(code, messages=[f"missing required field: {argument} [json-pointer:/{argument}]"])
        return method

    def _authorize(self, method: Method, token: str) -> None:
        credentials = self._slack.credentials
        if not token:
            raise SlackError("not_authed")
        if token not in {credentials.bot, credentials.app, *credentials.extra}:
            # Also what a real token meets here: it is neither used nor kept.
            raise SlackError("invalid_auth")
        if (token == credentials.app) != (method.token == "app"):
            raise SlackError("not_allowed_token_type")
        if method.scope is not None and method.scope not in self._slack.scopes:
            raise SlackError("missing_scope", needed=method.scope, provided=",".join(sorted(self._slack.scopes)))

    def _answer(
        self,
        name: str,
        arguments: Arguments,
        body: dict[str, Any],
        status: int,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> web.Response:
        shown = {key: value for key, value in arguments.items() if key != "token"}
        self._slack.journal.note("call", method=name, arguments=shown, answer=body, status=status, **more)
        needed = self._methods[name].scope if name in self._methods else None
        return web.json_response(
            body,
            status=status,
            headers={
                "x-oauth-scopes": ",".join(sorted(self._slack.scopes)),
                "x-accepted-oauth-scopes": needed or "",
                **(headers or {}),
            },
        )


async def _arguments(request: web.Request) -> dict[str, Any]:
    """The arguments of a call: a query, a form with JSON inside, a JSON body, or nothing at all."""
    found: dict[str, Any] = dict(request.query)
    raw = await request.read()
    if not raw:
        return found
    if "json" in request.content_type:
        try:
            body = json.loads(raw)
        except ValueError:
            return {**found, "_broken": True}
        return {**found, **body} if isinstance(body, dict) else found
    for key, value in (await request.post()).items():
        text = str(value)
        if key in JSON_ARGUMENTS:
            try:
                found[key] = json.loads(text)
            except ValueError:
                found[key] = text
        else:
            found[key] = text
    return found


def _token(request: web.Request, arguments: Arguments) -> str:
    header = request.headers.get("Authorization", "")
    if header.lower().startswith("bearer "):
        return header[7:].strip()
    return str(arguments.get("token", ""))
