"""The card that asks: how its delivery is called, and the edit that closes it once no answer is needed any more."""

from datetime import date, datetime
from typing import Any, Literal

from bot.domain.checkins import Checkin
from bot.domain.messages import PromptClosed
from storage import outbox, people
from storage.database import Tx

PromptState = Literal["answered", "skipped", "away", "superseded"]


def close_prompt(
    tx: Tx, workspace: str, checkin: Checkin, *, state: PromptState, key: str, now: datetime, tasks: int = 0
) -> None:
    """Queue the edit that takes the prompt's buttons away and says what became of it."""
    team = people.team(tx, workspace, checkin.team).name
    outbox.add_many(tx, [closing(workspace, checkin, team=team, state=state, key=key, now=now, tasks=tasks)])


def closing(
    workspace: str, checkin: Checkin, *, team: str, state: PromptState, key: str, now: datetime, tasks: int = 0
) -> dict[str, Any]:
    """The outbox row of that edit."""
    closed = PromptClosed(checkin=checkin.id, team=team, local_date=checkin.local_date, state=state, tasks=tasks)
    return {
        "workspace": workspace,
        "key": f"close:{key}",
        "kind": closed.kind,
        "payload": closed.model_dump_json(),
        "conversation": checkin.person,
        "created": now,
        "not_before": now,
        "edits": prompt_key(checkin.ritual, checkin.person, checkin.local_date),
    }


def prompt_key(ritual: int, person: str, local_date: date) -> str:
    """The outbox key of a prompt: one per ritual, person and local date, whatever happens."""
    return f"v1:checkin:{ritual}:{local_date.isoformat()}:{person}"
