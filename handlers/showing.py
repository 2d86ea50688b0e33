"""Answering a click where it was made: below a message or in its place, in the form somebody looks at or a new one."""

from collections.abc import Sequence

from slack_bolt import Respond
from slack_sdk import WebClient
from slack_sdk.models.blocks import Block, PlainTextObject
from slack_sdk.models.views import View

from handlers.payloads import Payload


def show(
    body: Payload,
    client: WebClient,
    respond: Respond,
    *,
    text: str,
    blocks: Sequence[Block],
    title: str,
    in_place: bool = False,
) -> None:
    """Show who clicked these blocks, and nobody else."""
    view = body.get("view")
    if view is None:
        respond(
            text=text,
            blocks=[block.to_dict() for block in blocks],
            response_type="ephemeral",
            replace_original=in_place,
            thread_ts=body.get("message", {}).get("thread_ts"),
        )
        return
    shown = View(
        type="modal",
        title=PlainTextObject(text=title),
        close=PlainTextObject(text="Close"),
        blocks=list(blocks),
    )
    if view["type"] != "modal":
        client.views_open(trigger_id=body["trigger_id"], view=shown)
    elif in_place:
        client.views_update(view_id=view["id"], view=shown)
    else:
        client.views_push(trigger_id=body["trigger_id"], view=shown)
