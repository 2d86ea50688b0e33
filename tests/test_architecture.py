"""The house keeps its shape: rings, routes equal to the manifest, listeners Bolt can call, small files."""

import ast
import inspect
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from slack_bolt.kwargs_injection.args import Args

import handlers
from bot.domain.people import ALLOWED, Action, Role
from handlers import ROUTES, Route
from handlers.manifest import read_manifest

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared" / "slack"
MOST_LINES = 500
KNOWN_PLACES = {
    "__init__", "__main__", "app", "cli", "clocks", "demo", "deps", "doctor", "domain", "example", "knowledge",
    "observing", "playground", "request_url", "right_of_way", "scheduler", "settings", "usecases",
}  # fmt: skip


def test_nothing_stands_beside_the_rings() -> None:
    """A new module directly under bot/ must be given its place first."""
    found = {path.stem for path in (ROOT / "bot").iterdir() if not path.name.startswith("__pycache__")}
    assert found <= KNOWN_PLACES


def test_the_routes_are_the_manifest() -> None:
    """Every command and event of the manifest is answered, and nothing is answered that it does not name."""
    manifest = read_manifest()
    commands = {one["command"] for one in manifest["features"]["slash_commands"]}
    events = set(manifest["settings"]["event_subscriptions"]["bot_events"])
    assert {route.id for route in ROUTES if route.kind == "command"} == commands
    answered = {route.id for route in ROUTES if route.kind == "event"}
    assert answered == {"message" if event.startswith("message.") else event for event in events}
    shortcuts = {one["callback_id"] for one in manifest["features"].get("shortcuts", [])}
    assert {route.id for route in ROUTES if route.kind == "shortcut"} == shortcuts


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.kind} {route.id}")
def test_every_listener_takes_what_bolt_can_give(route: Route) -> None:
    """An unknown parameter would silently become None, a keyword-only one would raise."""
    known = set(vars(Args)["__annotations__"]) | {"deps"}
    for parameter in inspect.signature(route.listener).parameters.values():
        assert parameter.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD
        assert parameter.name in known
    if route.then is not None:
        assert list(inspect.signature(route.then).parameters) == ["body", "client", "respond", "deps"]


def test_every_button_that_is_drawn_is_answered() -> None:
    """An action id in a block builder has a route."""
    drawn = {
        value
        for module in (
            handlers.blockers.blocks,
            handlers.checkins.blocks,
            handlers.forecasts.blocks,
            handlers.plans.blocks,
            handlers.plans.forms,
            handlers.settings.blocks,
            handlers.setup.blocks,
            handlers.teams.blocks,
            handlers.workbooks.blocks,
        )
        for name, value in vars(module).items()
        if name.isupper()
        and isinstance(value, str)
        and re.fullmatch(r"(blocker|checkin|forecast|plan|settings|setup|team|workbook)\.[a-z_]+", value)
    }
    drawn |= {handlers.home.SET_UP}
    drawn -= {handlers.plans.TURN}  # the beginning of two ids, answered by a pattern
    assert drawn == {
        route.id
        for route in ROUTES
        if route.kind != "shortcut"
        and isinstance(route.id, str)
        and re.match(r"checkin|forecast|(blocker|plan|settings|setup|team|workbook)\.", route.id)
    }


def test_the_table_of_roles_is_the_one_the_program_decides_by() -> None:
    """docs/reference/roles.md says of every action which roles may do it."""
    lines = (ROOT / "docs" / "reference" / "roles.md").read_text("utf-8").splitlines()
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")][2:]
    shown = {row[0]: {role for role, cell in zip(Role, row[1:], strict=True) if cell == "yes"} for row in table}
    assert shown == {action.value: {role for role in Role if action in ALLOWED[role]} for action in Action}


@pytest.mark.parametrize("version", ["1.0.0", "2.0.0"])
def test_the_manifest_is_valid_against_slacks_schema(version: str) -> None:
    """Slack's published schema takes it, where that schema is at hand."""
    schema = SHARED / f"manifest.schema.{version}.json"
    if not schema.exists():
        pytest.skip(f"put Slack's manifest schema {version} beside the checkout to run this")
    document: dict[str, Any] = read_manifest()
    jsonschema.validate(document, json.loads(schema.read_text("utf-8")))


def test_no_module_outgrows_its_owner() -> None:
    """A module that needs more lines than this has two stories in it."""
    long = {
        str(path.relative_to(ROOT)): lines
        for folder in ("bot", "handlers", "storage")
        for path in (ROOT / folder).rglob("*.py")
        if (lines := len(path.read_text("utf-8").splitlines())) > MOST_LINES and "versions" not in path.parts
    }
    assert long == {}


def test_the_import_contracts_hold() -> None:
    """Imports point down only."""
    done = subprocess.run([".venv/bin/lint-imports"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_posts_have_one_caller_and_the_clock_is_read_in_the_shell_only() -> None:
    """Unprompted speech goes through the courier; rules and queries are given the time."""
    callers, readers = set(), set()
    for folder in ("bot", "handlers", "storage"):
        for path in (ROOT / folder).rglob("*.py"):
            tree = ast.parse(path.read_text("utf-8"))
            calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
            names = {call.attr for call in calls if isinstance(call, ast.Attribute)}
            place = path.relative_to(ROOT).as_posix()
            if "chat_postMessage" in names:
                callers.add(place)
            if names & {"utcnow", "today"} or any(
                isinstance(call, ast.Attribute)
                and call.attr == "now"
                and isinstance(call.value, ast.Name)
                and call.value.id == "datetime"
                for call in calls
            ):
                readers.add(place)
    # The others answer somebody who waits.
    answering = {"handlers/workbooks.py"}
    assert callers == {"handlers/delivery.py", *answering}
    shell = {"bot/cli.py", "bot/clocks.py", "bot/demo.py", "bot/doctor.py"}
    assert {place for place in readers if not place.startswith("bot/playground/")} <= shell


def test_no_document_names_a_registry_or_a_path_of_one_machine() -> None:
    """What is committed works anywhere."""
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    wrong = re.compile(r"--(extra-)?index-url|https?://[^ ]*/simple(/|$)|(^|[^A-Za-z0-9_.])/(work|root)/")
    found = [
        name
        for name in tracked
        if name.endswith((".py", ".md", ".toml", ".lock", ".yml", ".yaml", "Makefile"))
        and name != "tests/test_architecture.py"
        and any(wrong.search(line) for line in (ROOT / name).read_text("utf-8").splitlines())
    ]
    assert found == []
