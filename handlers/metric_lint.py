"""Why a narrow metric was asked what it does for people, and asking it of a project's impact once that is saved."""

from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack, Respond
from slack_sdk import WebClient
from slack_sdk.models.views import View

from bot.deps import Deps
from bot.domain.messages import narrow_metric
from bot.usecases import questions
from handlers.blocks import metric_lint as blocks
from handlers.blocks.metric_lint import WHY
from handlers.payloads import Payload, action_of, field_of, workspace_of
from handlers.showing import show

__all__ = ["WHY"]


def why(ack: Ack, body: dict[str, Any], client: WebClient, respond: Respond, deps: Deps) -> None:
    """*Why I ask*: the passage, below what was said."""
    wanted = str(action_of(body).get("value", ""))
    found = questions.entry_of(deps.database, deps.knowledge, workspace_of(body), wanted)
    show(body, client, respond, text=found.title, blocks=blocks.passage(found), title="Why I ask")
    ack()


def asked_of_impact(body: Payload, view: Mapping[str, Any], deps: Deps) -> View | None:
    """What to ask of the impact that a form has just changed, or None."""
    impact = field_of(view, "impact")
    was = [block["element"].get("initial_value") for block in view["blocks"] if block.get("block_id") == "impact"]
    asked = narrow_metric(impact) if [impact] != was else None
    if asked is None:
        return None
    return blocks.hint(asked, questions.entry_of(deps.database, deps.knowledge, workspace_of(body), asked.why))
