"""Who is in the workspace: read once at the start, kept up by Slack's events."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.deps import Deps
from bot.domain.people import Person
from bot.usecases import workspaces
from handlers.blocks.text import visible
from handlers.payloads import Payload, workspace_of
from storage.database import Database

PAGE = 200
NOT_INVITED = "I am not in that channel yet. Type /invite @Barometer there, then save this again."
ARCHIVED = "That channel is archived. Bring it back, or choose another one."


def sync(client: WebClient, database: Database, *, now: datetime) -> str:
    """Learn the workspace and everybody in it; its id."""
    me = client.auth_test()
    workspace = str(me["team_id"])
    workspaces.learn(
        database,
        workspace,
        name=str(me.get("team", "")),
        bot_user=str(me["user_id"]),
        everybody=[person for one in _everybody(client) if (person := person_from(one, workspace)) is not None],
        now=now,
    )
    return workspace


def channels(client: WebClient) -> dict[str, str]:
    """The channels I am in, by name: those I may post to."""
    found: dict[str, str] = {}
    cursor = ""
    while True:
        page = client.users_conversations(
            types="public_channel,private_channel", exclude_archived=True, limit=PAGE, cursor=cursor
        )
        found.update({channel["name"]: channel["id"] for channel in page["channels"]})
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return found


def cannot_post(client: WebClient, wanted: Iterable[str]) -> dict[str, str]:
    """Of these channels those I cannot post in, each with why and what mends it."""
    mine = set(channels(client).values())
    return {channel: _why_not(client, channel) for channel in wanted if channel not in mine}


def _why_not(client: WebClient, channel: str) -> str:
    try:
        known = client.conversations_info(channel=channel)["channel"]
    except SlackApiError:
        # A private channel that I am not in is hidden from me.
        return NOT_INVITED
    return ARCHIVED if known.get("is_archived") else NOT_INVITED


def changed(ack: Ack, body: dict[str, Any], event: dict[str, Any], deps: Deps) -> None:
    """Somebody moved zone, took another name, joined, or was deactivated."""
    workspace = workspace_of(body)
    person = person_from(event["user"], workspace)
    if person is not None:
        workspaces.update_people(deps.database, workspace, [person], now=deps.clock.now())
    ack()


def person_from(user: Payload, workspace: str) -> Person | None:
    """Somebody as Slack describes them; None for a bot. Guests and people of other workspaces are external."""
    if user.get("is_bot") or user["id"] == "USLACKBOT":
        return None
    profile = user.get("profile") or {}
    names = (profile.get("display_name"), user.get("real_name"), profile.get("real_name"), user["name"])
    guest = user.get("is_restricted") or user.get("is_ultra_restricted")
    # In an organisation of several workspaces, people keep the id of the one they joined first.
    elsewhere = user.get("team_id", workspace) != workspace and not user.get("enterprise_user")
    return Person(
        id=user["id"],
        # A name may be made of what nobody can see.
        name=next((seen for name in names if name and (seen := visible(str(name)).strip())), user["id"]),
        handle=user.get("name", ""),
        zone=user.get("tz") or "UTC",
        deactivated=bool(user.get("deleted")),
        external=bool(user.get("is_stranger") or guest or elsewhere),
    )


def _everybody(client: WebClient) -> Iterator[Payload]:
    cursor = ""
    while True:
        page = client.users_list(limit=PAGE, cursor=cursor)
        yield from page["members"]
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return
