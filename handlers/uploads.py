"""Pictures on their way into Slack: uploaded to nobody, then shown by a block of a message."""

import logging
from urllib.request import ProxyHandler, Request, build_opener

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from handlers.rendering import Picture

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 10


def upload(client: WebClient, picture: Picture) -> str | None:
    """The id of the uploaded picture, or None when Slack will not take it: the words then do without it."""
    try:
        place = client.files_getUploadURLExternal(
            filename=picture.name, length=len(picture.png), alt_txt=picture.alt_text[:1000]
        )
        _post(str(place["upload_url"]), picture.png, local=client.base_url.startswith("http://"))
        client.files_completeUploadExternal(files=[{"id": place["file_id"], "title": picture.name}])
    except (SlackApiError, SlackClientError, OSError) as error:
        logger.warning("A picture could not be uploaded: %s", error, extra={"action": "upload_failed"})
        return None
    return str(place["file_id"])


def _post(address: str, png: bytes, *, local: bool) -> None:
    opener = build_opener(ProxyHandler({})) if local else build_opener()
    request = Request(address, data=png, headers={"Content-Type": "application/octet-stream"}, method="POST")
    with opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
        answer.read()
