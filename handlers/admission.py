"""The one gate: whatever somebody does in Slack, they are of the workspace, or it goes no further."""

from collections.abc import Callable
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.deps import Deps
from bot.domain.people import Person, ensure_belongs
from bot.usecases import workspaces
from handlers.payloads import Payload, doer_of, workspace_of
from handlers.people import person_from


def admit(body: dict[str, Any], client: WebClient, deps: Deps, next: Callable[[], None]) -> None:
    """Let people of the workspace through, and what nobody did; whoever else it is reads a sentence."""
    doer = doer_of(body)
    if doer is not None:
        workspace = workspace_of(body)
        known = workspaces.who_is(deps.database, workspace, doer)
        ensure_belongs(known or _introduced(client, deps, workspace, doer))
    next()


def _introduced(client: WebClient, deps: Deps, workspace: str, doer: str) -> Person | None:
    """Somebody may do something before Slack tells that they joined: it is asked, and remembered."""
    if not workspaces.is_ours(deps.database, workspace):
        return None
    try:
        user: Payload = client.users_info(user=doer)["user"]
    except SlackApiError:
        return None
    person = person_from(user, workspace)
    if person is not None:
        workspaces.update_people(deps.database, workspace, [person], now=deps.clock.now())
    return person
