"""Files on their way into Slack and out of it: pictures for messages, workbooks for people, files people send."""

import logging
from collections.abc import Mapping, Sequence
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.domain.errors import BarometerError, WrongInput
from handlers.rendering import Picture

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 10
MOST_BYTES = 20 * 2**20


def upload(client: WebClient, picture: Picture) -> str | None:
    """The id of the uploaded picture, or None when Slack will not take it: the words then do without it."""
    try:
        id = _transfer(client, picture.name, picture.png, alt_text=picture.alt_text[:1000])
        client.files_completeUploadExternal(files=[{"id": id, "title": picture.name}])
    except (SlackApiError, SlackClientError, OSError, HTTPException) as error:
        logger.warning("A picture could not be uploaded: %s", error, extra={"action": "upload_failed"})
        return None
    return id


def send(
    client: WebClient, person: str, name: str, content: bytes, pictures: Sequence[Picture], *, comment: str
) -> None:
    """Send somebody a file with pictures in their DM; raises a known error when Slack will not take them."""
    try:
        channel = str(client.conversations_open(users=person)["channel"]["id"])
        files: list[dict[str, str | None]] = [{"id": _transfer(client, name, content), "title": name}]
        for one in pictures:
            id = _transfer(client, one.name, one.png, alt_text=one.alt_text[:1000])
            files.append({"id": id, "title": one.name})
        client.files_completeUploadExternal(files=files, channel_id=channel, initial_comment=comment)
    except (SlackApiError, SlackClientError, OSError, HTTPException) as error:
        logger.warning("A file could not be sent: %s", error, extra={"action": "upload_failed"})
        raise BarometerError("Slack did not take the file. Please try again in a minute.") from None


def fetch(client: WebClient, file: Mapping[str, Any]) -> bytes:
    """The content of a file that somebody sent; the token goes to Slack's own addresses only."""
    address = str(file.get("url_private_download") or "")
    ours, theirs = urlsplit(client.base_url), urlsplit(address)
    slack = theirs.scheme == "https" and (theirs.hostname or "").endswith(".slack.com")
    if not slack and (theirs.scheme, theirs.netloc) != (ours.scheme, ours.netloc):
        raise WrongInput("I can only read files that are kept in Slack. Send me the file itself, please.")
    if int(file.get("size") or 0) > MOST_BYTES:
        raise WrongInput(f"This file has more than {MOST_BYTES // 2**20} MB; a plan is smaller than that.")
    request = Request(address, headers={"Authorization": f"Bearer {client.token}"})
    try:
        with _opener(address).open(request, timeout=TIMEOUT_SECONDS) as answer:
            content: bytes = answer.read(MOST_BYTES + 1)
    except OSError as error:
        logger.warning("A file could not be fetched: %s", error, extra={"action": "fetch_failed"})
        raise BarometerError(
            "I could not read the file. If this goes on, whoever runs me should check the scope `files:read`."
        ) from None
    if len(content) > MOST_BYTES:
        raise WrongInput(f"This file has more than {MOST_BYTES // 2**20} MB; a plan is smaller than that.")
    return content


def _transfer(client: WebClient, name: str, content: bytes, *, alt_text: str = "") -> str:
    more = {"alt_txt": alt_text} if alt_text else {}
    place = client.files_getUploadURLExternal(filename=name, length=len(content), **more)
    address = str(place["upload_url"])
    request = Request(address, data=content, headers={"Content-Type": "application/octet-stream"}, method="POST")
    with _opener(address).open(request, timeout=TIMEOUT_SECONDS) as answer:
        answer.read()
    return str(place["file_id"])


def _opener(address: str) -> OpenerDirector:
    # No redirects: one leads to a page for signing in, and the token must not follow it.
    # No proxy for plain HTTP: that is the playground, on this machine.
    opener = OpenerDirector()
    proxies = ProxyHandler({}) if address.startswith("http://") else ProxyHandler()
    for handler in (proxies, HTTPHandler(), HTTPSHandler(), HTTPDefaultErrorHandler(), HTTPErrorProcessor()):
        opener.add_handler(handler)
    return opener
