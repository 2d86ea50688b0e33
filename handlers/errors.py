"""The only place where an error becomes words for a person. Known ones speak for themselves; others get a reference."""

import logging
import secrets
import traceback
from collections.abc import Mapping
from typing import Any

from slack_bolt import App, BoltResponse
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import PlainTextObject, SectionBlock
from slack_sdk.models.views import View
from slack_sdk.webhook import WebhookClient

from bot.domain.errors import BarometerError
from bot.observing import REF
from handlers.blocks.text import escaped
from handlers.following import show_home

logger = logging.getLogger(__name__)

# Slack lets a form be opened for three seconds after a click.
TOO_LATE = frozenset({"expired_trigger_id", "trigger_expired"})


def register(app: App) -> None:
    """Make this the app's one error handler."""
    app.error(tell)


def tell(error: Exception, body: dict[str, Any], client: WebClient) -> BoltResponse:
    """Answer a failed listener: the person who waits reads one sentence, whatever it was they did."""
    sentence = sentence_for(error)
    if body.get("type") == "block_actions" and "view" in body and not body.get("response_url"):
        _show(sentence, body, client)
    elif body.get("event", {}).get("type") == "app_home_opened" and isinstance(error, BarometerError):
        show_home(client, str(body["event"]["user"]), View(type="home", blocks=_words(sentence)))
    return _answer(sentence, body, known=isinstance(error, BarometerError) or _is_unreadable(error))


def sentence_for(error: Exception) -> str:
    """What to say of an error. One nobody foresaw is logged under a reference that is said as well."""
    if isinstance(error, BarometerError):
        return escaped(str(error))
    if isinstance(error, SlackApiError) and error.response.get("error") in TOO_LATE:
        return "I was too slow, so Slack did not let me open the form. Please press it again."
    reference = REF.get() or secrets.token_hex(3)
    unreadable = _is_unreadable(error)
    action = "unreadable_payload" if unreadable else "unforeseen_error"
    logger.error(
        "%s %s",
        "Unreadable payload" if unreadable else "Unforeseen error",
        reference,
        exc_info=error,
        extra={"action": action, "ref": reference},
    )
    if unreadable:
        return (
            "I cannot read this; it may be from an older version of me, and nothing was changed. Please open it again; "
            f"if it happens again, tell whoever runs me this reference: {reference}."
        )
    return (
        "Something went wrong on my side and nothing was changed. Please try again; if it happens again, "
        f"tell whoever runs me this reference: {reference}."
    )


def _is_unreadable(error: Exception) -> bool:
    """Whether a listener stumbled over what it was sent: an old button's value, a form that has changed since."""
    if not isinstance(error, ValueError | LookupError | TypeError | StopIteration):
        return False
    frames = [frame.f_globals.get("__name__", "") for frame, _ in traceback.walk_tb(error.__traceback__)]
    ours = [name for name in frames if name.startswith(("bot.", "handlers.", "storage."))]
    # What use cases and queries raise is another matter: by then everything had been read.
    return bool(ours) and ours[-1].startswith("handlers.") and not any(name.startswith("bot.usecases") for name in ours)


def _answer(sentence: str, body: Mapping[str, Any], *, known: bool) -> BoltResponse:
    if body.get("type") == "view_submission":
        return BoltResponse(status=200, body={"response_action": "update", "view": _sorry(sentence).to_dict()})
    if "command" in body:
        return BoltResponse(status=200, body={"response_type": "ephemeral", "text": sentence})
    if address := body.get("response_url"):
        WebhookClient(address).send(text=sentence, response_type="ephemeral", replace_original=False)
    if body.get("type") == "event_callback" and not known:
        # Not acknowledged: Slack brings the event again, and nothing was stored of it.
        return BoltResponse(status=500)
    return BoltResponse(status=200)


def _show(sentence: str, body: Mapping[str, Any], client: WebClient) -> None:
    """A click in a form or on App Home has no channel to answer in: the sentence comes as a form of its own."""
    show = client.views_push if body["view"]["type"] == "modal" else client.views_open
    try:
        show(trigger_id=body["trigger_id"], view=_sorry(sentence))
    except SlackApiError as refused:
        # The trigger was used up before things went wrong; the log has the sentence.
        logger.warning("A sentence could not be shown (%s): %s", refused.response.get("error"), sentence)


def _sorry(sentence: str) -> View:
    return View(
        type="modal",
        title=PlainTextObject(text="That did not work"),
        close=PlainTextObject(text="Close"),
        blocks=_words(sentence),
    )


def _words(sentence: str) -> list[SectionBlock]:
    return [SectionBlock(text=PlainTextObject(text=sentence))]
