"""What managers do from *Digests* on App Home: who reads what, and the next digest seen, noted, held, sent."""

from collections.abc import Callable
from typing import Any

from pydantic import ValidationError
from slack_bolt import Ack, Respond
from slack_sdk import WebClient

from bot.deps import Deps
from bot.domain.errors import BarometerError, WrongInput
from bot.domain.metric_lint import boast
from bot.domain.outlines import FormRefused
from bot.usecases import audiences
from bot.usecases.audiences import AudienceWish, Preview, Readers
from handlers.blocks import audiences as blocks
from handlers.blocks.audiences import (
    ADD,
    AUDIENCES,
    CHANGE,
    FORM,
    HOLD,
    NOTE,
    NOTE_FORM,
    PREVIEW,
    RELEASE,
    REMOVE,
    SEND_NOW,
    AudiencePlace,
)
from handlers.fields import Fields, beside
from handlers.following import show_below
from handlers.payloads import Payload, action_of, number_of, person_of, workspace_of
from handlers.people import cannot_post
from handlers.rendering import picture_of
from handlers.uploads import upload

__all__ = [
    "ADD",
    "AUDIENCES",
    "CHANGE",
    "FORM",
    "HOLD",
    "NOTE",
    "NOTE_FORM",
    "PREVIEW",
    "RELEASE",
    "REMOVE",
    "SEND_NOW",
]


def open_page(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*Digests* on App Home."""
    readers = _readers(body, deps, number_of(body))
    client.views_open(trigger_id=body["trigger_id"], view=blocks.page(readers, _troubles(client, readers)))
    ack()


def open_form(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*Add an audience…* and *Change…*."""
    place = _here(body)
    readers = _readers(body, deps, place.team)
    reader = readers.reader(place.digest) if place.digest is not None else None
    client.views_push(trigger_id=body["trigger_id"], view=blocks.form(place, readers, reader))
    ack()


def submit_form(ack: Ack, body: dict[str, Any], view: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """Who reads what, and when."""
    place, fields = place_of(view), Fields(view)
    wish = audience_wish(fields, client)
    if wish is None:
        ack(response_action="errors", errors=fields.errors)
        return

    def save() -> None:
        audiences.save(
            deps.database,
            workspace_of(body),
            by=person_of(body),
            team=place.team,
            digest=place.digest,
            wish=wish,
            now=deps.clock.now(),
        )

    _saved(ack, body, view, client, deps, save)


def open_note(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*Note…*."""
    place = _here(body)
    reader = _readers(body, deps, place.team).reader(place.digest or 0)
    client.views_push(trigger_id=body["trigger_id"], view=blocks.note_form(place, reader.audience.note))
    ack()


def submit_note(ack: Ack, body: dict[str, Any], view: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """What stands at the head of the next digest; a narrow metric is asked once what it does for people."""
    place, note = place_of(view), Fields(view).lines("note")
    narrow = boast(note)
    if narrow is not None and not place.asked:
        asked = place.model_copy(update={"asked": True})
        ack(response_action="update", view=blocks.note_form(asked, note, question=narrow.question))
        return

    def save() -> None:
        audiences.set_note(
            deps.database,
            workspace_of(body),
            by=person_of(body),
            team=place.team,
            digest=place.digest or 0,
            note=note,
            now=deps.clock.now(),
        )

    _saved(ack, body, view, client, deps, save)


def hold(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*Hold the next* and *Let it go out*."""
    held = action_of(body)["action_id"] == HOLD
    _do(body, deps, audiences.hold, held=held)
    _follow(body, client, deps)
    ack()


def remove(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*Remove*."""
    _do(body, deps, audiences.remove)
    _follow(body, client, deps)
    ack()


def send_now(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*Send now*."""
    _do(body, deps, audiences.send_now)
    _follow(body, client, deps, done="It is on its way.")
    ack()
    deps.wake()


def open_preview(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
    """*Preview*: a page to wait on, since drawing takes longer than Slack lets a page be opened."""
    view = blocks.preview_wait()
    view.external_id = _preview_id(body)
    client.views_push(trigger_id=body["trigger_id"], view=view)
    ack()


def show_preview(body: dict[str, Any], client: WebClient, respond: Respond, deps: Deps) -> None:
    """The digest as it would be posted now, in that page."""
    try:
        seen: Preview = _do(body, deps, audiences.preview)
    except BarometerError as error:
        client.views_update(external_id=_preview_id(body), view=blocks.preview_failed(str(error)))
        return
    picture = picture_of(seen.digest)
    view = blocks.preview(seen, upload(client, picture) if picture else None)
    client.views_update(external_id=_preview_id(body), view=view)


def audience_wish(fields: Fields, client: WebClient) -> AudienceWish | None:
    """An audience from its form; None when something is wrong, which then stands beside its field."""
    channel, at = fields.text("channel"), fields.clock_time("at")
    only, chosen = fields.text("scope") == blocks.ONLY, frozenset(int(one) for one in fields.many("projects"))
    trouble = cannot_post(client, [channel]).get(channel, "") if channel else "Choose a channel."
    if trouble:
        fields.wrong("channel", trouble)
    if at is None and "at" not in fields.errors:
        fields.wrong("at", "Choose a time.")
    if only and not chosen:
        fields.wrong("projects" if fields.has("projects") else "scope", "Choose a project, or all of them above.")
    if fields.errors or at is None:
        return None
    jump = fields.text("jump")
    return AudienceWish(
        channel=channel,
        weekday=int(fields.text("weekday") or 0),
        at=at,
        zone=fields.text("zone") or "UTC",
        projects=chosen if only else frozenset(),
        jump=None if jump in ("", blocks.NEVER) else int(jump) / 100,
    )


def place_of(view: Payload) -> AudiencePlace:
    """What an open page or form is about."""
    try:
        return AudiencePlace.model_validate_json(view.get("private_metadata") or "{}")
    except ValidationError:
        raise WrongInput("This form is from an older version of me. Close it and open it again.") from None


def _do(body: Payload, deps: Deps, what: Callable[..., Any], **more: Any) -> Any:
    place = _here(body)
    return what(
        deps.database,
        workspace_of(body),
        by=person_of(body),
        team=place.team,
        digest=place.digest,
        now=deps.clock.now(),
        **more,
    )


def _saved(ack: Ack, body: Payload, view: Payload, client: WebClient, deps: Deps, save: Callable[[], None]) -> None:
    """Save; faults stand beside their fields, else the page below shows the change."""
    try:
        save()
    except FormRefused as error:
        ack(response_action="errors", errors=beside(error.errors, view))
        return
    place = place_of(view)
    if place.root is not None:
        readers = _readers(body, deps, place.team)
        show_below(client, place.root, blocks.page(readers, _troubles(client, readers)))
    ack()


def _follow(body: Payload, client: WebClient, deps: Deps, *, done: str = "") -> None:
    readers = _readers(body, deps, place_of(body["view"]).team)
    show_below(client, body["view"]["id"], blocks.page(readers, _troubles(client, readers), done=done))


def _readers(body: Payload, deps: Deps, team: int) -> Readers:
    return audiences.readers(deps.database, workspace_of(body), by=person_of(body), team=team, now=deps.clock.now())


def _troubles(client: WebClient, readers: Readers) -> dict[str, str]:
    return cannot_post(client, [one.ritual.channel for one in readers.readers if one.ritual.channel])


def _here(body: Payload) -> AudiencePlace:
    """The page this was pressed on, and the digest its button is about."""
    place = place_of(body["view"])
    digest = number_of(body) if str(action_of(body).get("value") or "").isdigit() else None
    return place.model_copy(update={"digest": digest, "root": body["view"]["id"]})


def _preview_id(body: Payload) -> str:
    return f"preview.{body['trigger_id']}"[:255]
