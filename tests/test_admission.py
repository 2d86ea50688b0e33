"""Nobody is let in: whatever a guest, somebody of another company or somebody who left does, it goes no further."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from slack_bolt import BoltRequest, BoltResponse
from sqlmodel import SQLModel

from bot.app import Barometer
from handlers import ROUTES, Route
from tests.play import Workplace, words

WORKSPACE = "T0PLAYGRND"
REFUSED = "members of this workspace only"
ABOUT_PEOPLE = {"user_change", "team_join"}
OUTSIDERS: dict[str, dict[str, bool]] = {
    "a guest": {"guest": True},
    "somebody of another company, over Slack Connect": {"stranger": True},
    "somebody who was deactivated": {"deleted": True},
}


def payload(route: Route, user: str) -> dict[str, Any]:
    """What Slack sends when somebody does what this route is for."""
    id = route.id if isinstance(route.id, str) else re.sub(r"\\(.)", r"\1", route.id.pattern.strip("^$"))
    view = {"id": "V1", "callback_id": id, "type": "modal", "private_metadata": "{}", "state": {"values": {}}}
    interaction = {"team": {"id": WORKSPACE}, "user": {"id": user}, "trigger_id": "1.1.a"}
    action = {"action_id": id, "block_id": "b", "type": "button", "value": "1"}
    message = {"user": user, "ts": "1.1", "text": "graph: moving, 2 runs"}
    match route.kind:
        case "command":
            return {"command": id, "text": "x", "team_id": WORKSPACE, "user_id": user, "trigger_id": "1.1.a"}
        case "event":
            event = {**message, "type": id, "channel": "D1", "channel_type": "im", "tab": "home"}
            return {"type": "event_callback", "team_id": WORKSPACE, "event": event}
        case "view" | "closed":
            return {**interaction, "type": "view_submission", "view": view}
        case "shortcut":
            return {**interaction, "type": "message_action", "callback_id": id, "message": message, "channel": {}}
        case "options":
            return {
                **interaction,
                "type": "block_suggestion",
                "action_id": id,
                "block_id": "b",
                "value": "",
                "view": view,
            }
        case "action":
            return {**interaction, "type": "block_actions", "actions": [action], "container": {"message_ts": "1.1"}}


def done(bot: Barometer, body: Mapping[str, Any]) -> BoltResponse:
    """Bolt's answer, as over a socket."""
    return bot.app.dispatch(BoltRequest(body=dict(body), mode="socket_mode"))


def stored(bot: Barometer) -> dict[str, list[str]]:
    """Everything in the database, but what Slack says of people."""
    with bot.deps.database.snapshot() as tx:
        return {
            table.name: sorted(repr(row) for row in tx.connection().execute(table.select()))
            for table in SQLModel.metadata.sorted_tables
            if table.name != "people"
        }


@pytest.mark.parametrize("outsider", OUTSIDERS)
def test_an_outsider_gets_a_sentence_and_nothing_happens(bot: Barometer, workplace: Workplace, outsider: str) -> None:
    """Tried on every command, button, form, event and shortcut there is; a manager becomes one, and nothing is left."""
    mina = workplace.person("mina")
    workplace.post(f"/users/{mina.id}", **OUTSIDERS[outsider])
    workplace.let_everything_happen()
    before, calls = stored(bot), len(workplace.journal("call"))
    for route in ROUTES:
        if route.id in ABOUT_PEOPLE or route.id == "app_home_opened":
            continue
        answer = done(bot, payload(route, mina.id))
        assert answer.status == 200, route
        if route.kind in {"command", "view"}:
            assert REFUSED in str(answer.body), route
    assert stored(bot) == before
    assert len(workplace.journal("call")) == calls
    if "deleted" not in OUTSIDERS[outsider]:
        assert REFUSED in words(mina.home())


def test_a_stranger_nobody_told_us_of_is_asked_about_and_kept_out(bot: Barometer, workplace: Workplace) -> None:
    """Unknown ids, whole workspaces and bots alike; whoever just joined is let in at once."""
    route = next(one for one in ROUTES if one.id == "/ask")
    assert REFUSED in str(done(bot, payload(route, "U0NOBODY")).body)
    jonas = workplace.person("jonas")
    assert REFUSED in str(done(bot, payload(route, jonas.id) | {"team_id": "T0OTHER"}).body)
    mention = next(one for one in ROUTES if one.id == "app_mention")
    before = stored(bot)
    done(bot, payload(mention, workplace.get("/workspace")["app"]["user_id"]))
    assert stored(bot) == before
    # The news that Nina joined comes later than what she does.
    nina = workplace.post("/users", handle="nina")["id"]
    with bot.deps.database.step() as tx:
        people = SQLModel.metadata.tables["people"]
        tx.connection().execute(people.delete().where(people.c.id == nina))
    assert REFUSED not in str(done(bot, payload(route, nina)).body)
