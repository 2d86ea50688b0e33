"""Telling a team's channel about a date's check-ins: counts, edited in place, and in the thread what ended."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.domain.checkins import Checkin, CheckinState, EffortInputs
from bot.domain.messages import TeamDay, TeamNews
from bot.domain.statuses import Status
from storage import checkins, outbox, people
from storage.database import Tx

LIVES = timedelta(days=1)
NOT_ASKED = {CheckinState.AWAY, CheckinState.SKIPPED_LATE, CheckinState.NOT_NEEDED}
# In a large team not every single answer is worth an edit that everybody's client loads.
MOST_EDITS = 20
NEWS = {Status.DONE: "done", Status.RULED_OUT: "ruled_out"}


def tell_team(
    tx: Tx,
    workspace: str,
    checkin: Checkin,
    ended: Sequence[tuple[EffortInputs, str]],
    *,
    key: str,
    today: date,
    now: datetime,
) -> None:
    """Queue the counts of the check-in's date, and what `ended` with it as (what was said, the task's title)."""
    team = people.team(tx, workspace, checkin.team)
    if team.channel is None or checkin.local_date > today:
        return
    parent = f"v1:team_day:{checkin.ritual}:{checkin.local_date.isoformat()}"
    counts = checkins.day_counts(tx, checkin.ritual, checkin.local_date)
    answered = counts.get(CheckinState.ANSWERED, 0)
    asked = sum(count for state, count in counts.items() if state not in NOT_ASKED)
    message = TeamDay(
        team=team.name,
        local_date=checkin.local_date,
        answered=answered,
        asked=asked,
        away=counts.get(CheckinState.AWAY, 0),
    )
    began = outbox.add(
        tx,
        workspace,
        key=parent,
        kind=message.kind,
        payload=message.model_dump_json(),
        conversation=team.channel,
        now=now,
        expires=now + LIVES,
    )
    if not began and (answered == asked or answered % max(1, asked // MOST_EDITS) == 0):
        outbox.add(
            tx,
            workspace,
            key=f"{parent}:{key}",
            kind=message.kind,
            payload=message.model_dump_json(),
            conversation=team.channel,
            now=now,
            edits=parent,
        )
    for inputs, title in ended:
        news = TeamNews(title=title, status=NEWS[inputs.status], learned=inputs.learned)
        outbox.add(
            tx,
            workspace,
            key=f"{parent}:news:{inputs.task}:{inputs.status}",
            kind=news.kind,
            payload=news.model_dump_json(),
            conversation=team.channel,
            now=now,
            thread_of=parent,
        )
