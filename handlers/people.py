"""Who is in the workspace: read once at the start, kept up by Slack's events."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient

from bot.deps import Deps
from bot.domain.people import Person
from bot.usecases import workspaces
from handlers.payloads import Payload, workspace_of
from storage.database import Database

PAGE = 200


def sync(client: WebClient, database: Database, *, now: datetime) -> str:
    """Learn the workspace and everybody in it; its id."""
    me = client.auth_test()
    workspace = str(me["team_id"])
    workspaces.learn(
        database,
        workspace,
        name=str(me.get("team", "")),
        bot_user=str(me["user_id"]),
        everybody=[person for person in map(_person, _everybody(client)) if person is not None],
        now=now,
    )
    return workspace


def channels(client: WebClient) -> dict[str, str]:
    """The channels I am in, by name: those I may post to."""
    found: dict[str, str] = {}
    cursor = ""
    while True:
        page = client.users_conversations(types="public_channel,private_channel", limit=PAGE, cursor=cursor)
        found.update({channel["name"]: channel["id"] for channel in page["channels"]})
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return found


def changed(ack: Ack, body: dict[str, Any], event: dict[str, Any], deps: Deps) -> None:
    """Somebody moved zone, took another name, joined, or was deactivated."""
    person = _person(event["user"])
    if person is not None:
        workspaces.update_people(deps.database, workspace_of(body), [person], now=deps.clock.now())
    ack()


def _everybody(client: WebClient) -> Iterator[Payload]:
    cursor = ""
    while True:
        page = client.users_list(limit=PAGE, cursor=cursor)
        yield from page["members"]
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return


def _person(user: Payload) -> Person | None:
    if user.get("is_bot") or user["id"] == "USLACKBOT":
        return None
    profile = user.get("profile") or {}
    return Person(
        id=user["id"],
        name=profile.get("display_name") or user.get("real_name") or profile.get("real_name") or user["name"],
        handle=user.get("name", ""),
        zone=user.get("tz") or "UTC",
        deactivated=bool(user.get("deleted")),
        external=bool(user.get("is_stranger") or user.get("is_restricted") or user.get("is_ultra_restricted")),
    )
