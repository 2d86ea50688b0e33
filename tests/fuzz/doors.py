"""Bad input at every door: what comes from outside is spoilt in all the ways one can think of, by a seed.

A door may refuse in a sentence (`BarometerError`); whatever else it raises is a bug.
"""

import random
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot import example
from bot.domain.checkins import check
from bot.domain.errors import BarometerError
from bot.domain.histories import parse_histories
from bot.domain.knowledge import KnowledgeIndex, answer
from bot.domain.plan_documents import parse_plan
from bot.domain.team_files import parse_team
from bot.domain.typed_replies import read
from bot.usecases.files import read_teams
from bot.usecases.knowledge import load_index
from handlers.blocks.text import clip, safe
from handlers.payloads import form_answer, metadata_of, person_of, submission_of, workspace_of
from storage.histories import read_histories
from tests.fuzz import wire, workbooks
from tests.fuzz.spoiling import spoilt, text

TODAY = date(2026, 11, 24)
TASKS = [(1, "Graph network over shared cards"), (2, "Labelling rules from chargebacks")]


@cache
def _team() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((example.FOLDER / "team.yaml").read_text("utf-8"))
    return document


@cache
def _index() -> KnowledgeIndex:
    return load_index(None)


def typed_message(chance: random.Random) -> None:
    """A message typed to the bot."""
    reading = read(text(chance), TASKS, today=TODAY)
    for inputs in reading.inputs if reading else ():
        check(inputs, today=TODAY)


def form(chance: random.Random) -> None:
    """A check-in's form as Slack hands it in."""
    state = {
        f"t{task}.{name}": {name: {"type": "plain_text_input", "value": text(chance)}}
        for task in (1, 2)
        for name in ("status", "experiments", "hours", "confidence", "expected", "needed", "learned", "blocked")
    }
    view = {
        "id": "V1",
        "private_metadata": '{"ritual": 1, "local_date": "2026-11-24", "tasks": [1, 2]}',
        "state": {"values": state},
    }
    if chance.random() < 0.5:
        view["private_metadata"] = chance.choice((text(chance), "[]", "{}", '{"ritual": "x"}', "null"))
    submission_of(view)
    metadata_of(view)
    for inputs in form_answer(view).inputs:
        check(inputs, today=TODAY)


def envelope(chance: random.Random) -> None:
    """Who did it and where, of any payload."""
    body = {"team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T1"}, "type": "block_actions"}
    body = {key: value for key, value in body.items() if chance.random() < 0.7}
    if body.get("user") is not None:
        person_of(body)
    workspace_of(body)


def shown(chance: random.Random) -> None:
    """Somebody's text on its way into mrkdwn: it can neither mention nor link."""
    said = safe(text(chance), 200)
    assert "<" not in said
    assert ">" not in said
    assert len(clip(said, 50)) <= 50


def question(chance: random.Random) -> None:
    """A question to the knowledge base."""
    answer(_index(), text(chance), text(chance) if chance.random() < 0.3 else None)


def plan(chance: random.Random) -> None:
    """A plan as a document."""
    parse_plan(spoilt(_team()["projects"][0], chance))


def team(chance: random.Random) -> None:
    """A team file as a document."""
    parse_team(spoilt(_team(), chance))


def yaml_file(chance: random.Random) -> None:
    """A team file as bytes: cut, doubled, with strange ones in between."""
    _read_spoilt((example.FOLDER / "team.yaml").read_bytes(), ".yaml", chance)


def workbook(chance: random.Random) -> None:
    """A workbook as bytes: a zip of XML with a byte or more turned over."""
    _read_spoilt(workbooks.template(), ".xlsx", chance)


def history(chance: random.Random) -> None:
    """Rows of the two files of histories."""
    tasks = [{"task_id": "a", "window_days": "30", "group": "g", "own_task": "1"}]
    updates = [{"task_id": "a", "day": "3", "reporter": "r", "status": "moving", "confidence": "0.5"}]
    parse_histories(spoilt_rows(tasks, chance), spoilt_rows(updates, chance))


def csv_file(chance: random.Random) -> None:
    """The files of histories as bytes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "tasks.csv").write_bytes(
            _spoilt_bytes(b"task_id,window_days,group,own_task\na,30,g,1\nb,9,,0\n", chance)
        )
        (folder / "updates.csv").write_bytes(_spoilt_bytes(b"task_id,day,reporter,status\na,3,r,moving\n", chance))
        read_histories(folder)


def spoilt_rows(rows: Sequence[Mapping[str, str]], chance: random.Random) -> list[dict[str, str]]:
    """Rows as a CSV file gives them, whose cells are any text."""
    return [{key: text(chance) if chance.random() < 0.3 else value for key, value in row.items()} for row in rows]


def _read_spoilt(content: bytes, ending: str, chance: random.Random) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"given{ending}"
        path.write_bytes(_spoilt_bytes(content, chance))
        read_teams(path)


def _spoilt_bytes(content: bytes, chance: random.Random) -> bytes:
    found = bytearray(content)
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(len(found))
        kind = chance.random()
        if kind < 0.5:
            found[at] = chance.randrange(256)
        elif kind < 0.7:
            del found[at : at + chance.randrange(200)]
        elif kind < 0.9:
            found[at:at] = text(chance).encode("utf-8", "replace")
        else:
            found[at:at] = found[: chance.randrange(200)]
        found = found or bytearray(b"\n")
    return bytes(found)


DOORS: dict[str, Callable[[random.Random], None]] = {
    "a typed message": typed_message,
    "a form": form,
    "an envelope": envelope,
    "text that is shown": shown,
    "a question": question,
    "a plan": plan,
    "a team": team,
    "a YAML file": yaml_file,
    "a workbook": workbook,
    **workbooks.WORKBOOK_DOORS,
    "a history": history,
    "a CSV file": csv_file,
    "a command": wire.command,
    "a button": wire.button,
    "a form over the wire": wire.submitted,
    "a form as it is drawn": wire.opened_form,
    "an event": wire.event,
    "the signed door": wire.signed,
    "the playground": wire.playground,
}
SLOW = {"a workbook", "a YAML file", "a team", "a plan", "a CSV file"} | {
    *("a command", "a button", "a form over the wire", "a form as it is drawn", "an event", "the playground")
}


def knock(door: str, seed: int) -> bool:
    """Try one case; whether it was taken. Refusals in a sentence are fine, everything else is raised."""
    try:
        DOORS[door](random.Random(f"{door} {seed}"))
    except BarometerError as refused:
        if not str(refused).strip():
            raise AssertionError("a refusal says why") from refused
        return False
    return True
