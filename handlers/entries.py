"""Writing an answer of one's own: from a message, from App Home, or by changing one that is there."""

import re
from dataclasses import replace
from typing import Any

from pydantic import ValidationError
from slack_bolt import Ack
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.deps import Deps
from bot.domain.errors import WrongInput
from bot.domain.outlines import FormRefused
from bot.domain.team_entries import REVIEWED_AFTER, EntryWish
from bot.usecases import entries
from handlers.blocks import entries as blocks
from handlers.blocks.entries import ADD, FORM, LIST, OPEN, OVERRIDES, EntryPlace
from handlers.blocks.text import as_written
from handlers.fields import Fields, beside
from handlers.payloads import Payload, number_of, person_of, submission_of, workspace_of

__all__ = ["ADD", "FORM", "FROM_MESSAGE", "LIST", "OPEN", "OVERRIDES"]

FROM_MESSAGE = "entry.from_message"
PERSON = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")


def from_message(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*Save as an answer*: the form, filled in with what a message says and where it stands."""
    message, channel = body["message"], body["channel"]["id"]
    text = str(message.get("text", ""))
    names = entries.names_of(deps.database, workspace_of(body), set(PERSON.findall(text)))
    wish = EntryWish(text=as_written(text, names), source=_source(client, channel, str(message["ts"])))
    open_form(client, body, deps, wish)
    ack()


def add(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*Add an answer*: the empty form."""
    open_form(client, body, deps, EntryWish())
    ack()


def open_entry(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*Open* beside an answer of our own: a draft to decide about, or one that is published."""
    open_form(client, body, deps, None, entry=number_of(body))
    ack()


def open_list(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*Our own answers*: all that is published here."""
    found = entries.published(deps.database, workspace_of(body), person=person_of(body), now=deps.clock.now())
    client.views_open(trigger_id=body["trigger_id"], view=blocks.published(found))
    ack()


def open_form(
    client: WebClient, body: Payload, deps: Deps, wish: EntryWish | None, *, entry: int | None = None
) -> None:
    """The form, filled in with a wish, or with what an entry says; on top of the form in which somebody clicked."""
    overrides = wish.overrides if wish else ""
    of = entries.entry_form(
        deps.database,
        deps.knowledge,
        workspace_of(body),
        person=person_of(body),
        id=entry,
        overrides=overrides,
        now=deps.clock.now(),
    )
    filled = wish or (of.entry.wish if of.entry else EntryWish())
    if of.may_decide:
        later = deps.clock.now().date() + REVIEWED_AFTER
        filled = replace(filled, verified_by=filled.verified_by or person_of(body), review=filled.review or later)
    show = client.views_push if body.get("view", {}).get("type") == "modal" else client.views_open
    show(trigger_id=body["trigger_id"], view=blocks.entry_form(of, filled))


def submit(ack: Ack, body: dict[str, Any], view: dict[str, Any], deps: Deps) -> None:
    """The form: kept, published, declined or retired; what cannot be used is named beside its field."""
    fields, place = Fields(view), _place(view)
    wish = EntryWish(
        title=fields.text("title"),
        text=fields.lines("text"),
        asks=tuple(fields.lines("asks").splitlines()),
        source=fields.text("source"),
        ask=fields.text("ask"),
        verified_by=fields.text("verified_by") or None,
        review=fields.day("review"),
        overrides=fields.text(OVERRIDES),
    )
    decision = fields.text("decision") or blocks.KEEP
    try:
        _do(decision, body, view, deps, place, wish, fields.text("word"))
    except FormRefused as error:
        ack(response_action="errors", errors=beside(error.errors, view))
        return
    ack(response_action="update", view=blocks.saved(decision, wish.title).to_dict())
    deps.wake()


def offer(ack: Ack, body: dict[str, Any], deps: Deps) -> None:
    """Answers by what was typed: one of them may be taken the place of."""
    found = entries.entries_called(deps.database, deps.knowledge, workspace_of(body), str(body.get("value", "")))
    ack(options=blocks.offered(found))


def _do(decision: str, body: Payload, view: Payload, deps: Deps, place: EntryPlace, wish: EntryWish, word: str) -> None:
    common: dict[str, Any] = {"person": person_of(body), "now": deps.clock.now()}
    workspace = workspace_of(body)
    match decision, place.entry:
        case blocks.DECLINE, int(id):
            entries.decline(deps.database, workspace, id=id, word=word, **common)
        case blocks.RETIRE, int(id):
            entries.retire(deps.database, workspace, id=id, word=word, **common)
        case blocks.PUBLISH, id:
            entries.publish(
                deps.database,
                deps.knowledge,
                workspace,
                wish=wish,
                key=submission_of(view),
                id=id,
                word=word,
                **common,
            )
        case _, id:
            entries.save_draft(
                deps.database, deps.knowledge, workspace, wish=wish, key=submission_of(view), id=id, **common
            )


def _source(client: WebClient, channel: str, ts: str) -> str:
    try:
        return f"a message in Slack {client.chat_getPermalink(channel=channel, message_ts=ts)['permalink']}"
    except SlackApiError:
        # A conversation that I am not in: whoever saves it says where it is from.
        return ""


def _place(view: Payload) -> EntryPlace:
    try:
        return EntryPlace.model_validate_json(view.get("private_metadata") or "{}")
    except ValidationError:
        raise WrongInput("This form is from an older version of me. Close it and open it again.") from None
