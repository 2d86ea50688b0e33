"""The example team of the demo: its file, and a believable fortnight of replies before the day it starts."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml

from bot.domain.statuses import Status
from bot.domain.team_files import parse_team
from bot.usecases import teams
from bot.usecases.history import PastReply, import_past
from storage.database import Database

FOLDER = Path(__file__).parent


def set_up(db: Database, workspace: str, *, channels: Mapping[str, str], now: datetime) -> None:
    """Set the example team up as if it had used Barometer for a fortnight."""
    document = yaml.safe_load((FOLDER / "team.yaml").read_text("utf-8"))
    shift = now.date() - document["as_of"]
    team = parse_team(_moved(document, shift))
    began = now - timedelta(days=15)
    teams.import_team(db, workspace, team, channels=channels, now=began, joined=began.date())
    past = yaml.safe_load((FOLDER / "past.yaml").read_text("utf-8"))
    import_past(db, workspace, [_past(entry, shift) for entry in past["replies"]], now=now)


def _moved(document: dict[str, Any], shift: timedelta) -> dict[str, Any]:
    """The same document with every date later by as much as the demo is."""

    def moved(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: moved(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [moved(inner) for inner in value]
        return value + shift if isinstance(value, date) else value

    found: dict[str, Any] = moved(document)
    return found


def _past(entry: Mapping[str, Any], shift: timedelta) -> PastReply:
    on = entry["day"] + shift
    return PastReply(
        project=entry["project"],
        task=entry["task"],
        at=datetime.combine(on, time(15), UTC),
        status=Status(entry["status"]),
        experiments=entry.get("experiments"),
        hours=entry.get("hours"),
        blocked=entry.get("blocked"),
        blocker=entry.get("blocker", ""),
        confidence=entry.get("confidence"),
        expected=entry["expected"] + shift if "expected" in entry else None,
        learned=entry.get("learned", ""),
    )
