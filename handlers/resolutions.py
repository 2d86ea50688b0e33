"""How a task ended, said with one click."""

import re
from typing import Any

from slack_bolt import Ack, Respond

from bot.deps import Deps
from bot.domain.statuses import Resolution
from bot.usecases import plan_tasks, plans
from handlers.blocks import resolutions as blocks
from handlers.payloads import action_of, number_of, person_of, workspace_of

ENDED = re.compile(rf"^{re.escape(blocks.ENDED)}")


def ended(ack: Ack, body: dict[str, Any], respond: Respond, deps: Deps) -> None:
    """*It worked*, *It did not*, *We dropped it* or *Still open*."""
    task, choice = number_of(body), str(action_of(body)["action_id"]).removeprefix(blocks.ENDED)
    title = plans.task_title(deps.database, workspace_of(body), task)
    if choice != blocks.STILL_OPEN:
        plan_tasks.resolve_task(
            deps.database,
            workspace_of(body),
            person=person_of(body),
            task=task,
            resolution=Resolution(choice),
            reason="",
            now=deps.clock.now(),
        )
    ack()
    shown = blocks.answered(title, choice)
    respond(text=f"{title}: {choice}", blocks=[one.to_dict() for one in shown], replace_original=True)
