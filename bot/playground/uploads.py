"""Files on their way between people and the app: a person shares one, the app fetches it with its token."""

import base64

from aiohttp import web

from bot.playground.errors import ControlError
from bot.playground.happenings import escaped
from bot.playground.web_api import Slack
from bot.playground.workspace import File, Message

MOST_BYTES = 30 * 2**20


async def share(slack: Slack, request: web.Request) -> web.StreamResponse:
    """A person sends a file, `{as, channel, name, content, text?}` with its content in Base64; the events follow."""
    try:
        given = await request.json()
        content = base64.b64decode(given["content"], validate=True)
        wanted = [str(given[name]) for name in ("as", "channel", "name")]
    except (ValueError, KeyError, TypeError):
        raise ControlError("invalid_arguments", "Give as, channel, name, and content in Base64.") from None
    user, channel = slack.workspace.user(wanted[0]), slack.workspace.conversation(wanted[1])
    if user.id not in channel.members:
        raise ControlError("not_in_channel", f"{user.name} is not in this channel.")
    if not 0 < len(content) <= MOST_BYTES:
        raise ControlError("file_not_taken", f"A file has between 1 and {MOST_BYTES:,} bytes.")
    file = File(slack.workspace.new_id("F"), wanted[2], len(content), content=content, complete=True)
    slack.workspace.files[file.id] = file
    message = Message(slack.workspace.new_ts(), user.id, escaped(str(given.get("text") or "")), files=[file.id])
    await slack.happenings.shared(channel, message)
    return web.json_response({"ts": message.ts, "channel": channel.id, "file": file.id})


async def fetch(slack: Slack, request: web.Request) -> web.StreamResponse:
    """The content of a file, for the app's own token with `files:read` only."""
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    file = slack.workspace.files.get(request.match_info["id"])
    if token != slack.credentials.bot or "files:read" not in slack.scopes:
        # As Slack does: whoever may not have it is sent to a page to sign in at.
        return web.Response(status=302, headers={"Location": "/"})
    if file is None or not file.content:
        return web.Response(status=404)
    return web.Response(body=file.content, content_type="application/octet-stream")
