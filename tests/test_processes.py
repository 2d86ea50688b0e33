"""The commands as processes of their own: a playground, a bot that connects to it, a demo that ends cleanly."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.play import Workplace

ROOT = Path(__file__).parent.parent


_running: list["subprocess.Popen[str]"] = []


@pytest.fixture(autouse=True)
def _nothing_is_left_running() -> Iterator[None]:
    """Also a test that fails leaves no process behind."""
    yield
    for process in _running:
        if process.poll() is None:
            process.kill()
            process.communicate()
    _running.clear()


def start(*arguments: str, folder: Path, **settings: str) -> tuple["subprocess.Popen[str]", str]:
    """A command with its first line."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **settings},
    )
    _running.append(process)
    assert process.stdout is not None
    return process, process.stdout.readline()


def end(process: "subprocess.Popen[str]", how: signal.Signals = signal.SIGTERM) -> int:
    """Ask it to stop; its exit code."""
    process.send_signal(how)
    process.communicate(timeout=30)
    return process.returncode


def run(*arguments: str, folder: Path, **settings: str) -> "subprocess.CompletedProcess[str]":
    """A command from beginning to end."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **settings},
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_the_demo_says_where_it_is_and_ends_cleanly(tmp_path: Path, how: signal.Signals) -> None:
    """It prints its address once it answers and complains of nothing; either signal ends it with 0."""
    process, line = start("demo", "--no-browser", "--port", "0", folder=tmp_path)
    assert line.startswith("Playground: http://127.0.0.1:")
    assert Workplace(line.split()[1]).get("/workspace")["connected"] == 1
    process.send_signal(how)
    _, complaints = process.communicate(timeout=30)
    assert (process.returncode, complaints) == (0, "")


def test_the_demo_keeps_its_state(tmp_path: Path) -> None:
    """What was said is there again after a restart with the same folder."""
    arguments = ("demo", "--no-browser", "--port", "0", "--data", str(tmp_path / "kept"))
    process, line = start(*arguments, folder=tmp_path)
    jonas = Workplace(line.split()[1]).person("jonas")
    jonas.waits_for(lambda one: "Check-in for" in one["text"])
    before = [one["text"] for one in jonas.messages()]
    assert end(process) == 0
    process, line = start(*arguments, folder=tmp_path)
    assert [one["text"] for one in Workplace(line.split()[1]).person("jonas").messages()] == before
    assert end(process) == 0


def test_a_bot_of_its_own_connects_to_a_playground_of_its_own(tmp_path: Path) -> None:
    """barometer playground, doctor, import and run as separate processes: a check-in arrives in its time."""
    playground, line = start("playground", "--port", "0", folder=tmp_path)
    url = line.split()[1]
    settings = {
        "BAROMETER_SLACK_BASE_URL": f"{url}/api/",
        "BAROMETER_SLACK_BOT_TOKEN": "xoxb-playground-0000000000-barometer",
        "BAROMETER_SLACK_APP_TOKEN": "xapp-playground-0000000000-barometer",
        "BAROMETER_DATABASE_URL": f"sqlite:///{tmp_path / 'own.db'}",
    }
    sick = run("doctor", "--json", folder=tmp_path, **settings)
    assert sick.returncode == 1
    assert [one["check"] for one in json.loads(sick.stdout) if not one["ok"]] == ["schema", "channels"]
    team = ROOT / "bot" / "example" / "team.yaml"
    imported = run("import", str(team), folder=tmp_path, **settings)
    assert imported.stdout.startswith("Payments ML: 7 people, 14 tasks"), imported.stderr
    well = run("doctor", folder=tmp_path, **settings)
    assert well.returncode == 0, well.stdout
    bot, line = start("run", folder=tmp_path, **settings)
    assert "connected" in line
    place = Workplace(url)
    place.move_clock(seconds=8 * 24 * 3600)
    prompts = [one["text"] for one in place.person("jonas").messages()]
    assert any(text.startswith("Check-in for") for text in prompts)
    exported = run("export", str(tmp_path / "out.xlsx"), folder=tmp_path, **settings)
    assert exported.returncode == 0, exported.stderr
    again = run("import", str(tmp_path / "out.xlsx"), folder=tmp_path, **settings)
    assert again.stdout == imported.stdout
    assert end(bot) == 0
    assert end(playground) == 0


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("forecast", "missing.yaml"), 1, "missing.yaml: cannot be read"),
        (("forecast",), 2, "Missing argument"),
        (("run",), 1, "BAROMETER_SLACK_BOT_TOKEN is not set"),
        (("import", "team.txt"), 1, "I read .yaml and .xlsx"),
        (("ask", "--batch", "missing.jsonl"), 1, "missing.jsonl: cannot be read"),
        (("backtest", "--score", "nowhere"), 1, "nowhere"),
        (("demo", "--at", "noonish"), 2, "noonish"),
    ],
)
def test_a_command_that_cannot_says_why_in_one_sentence(
    tmp_path: Path, arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    """Exit code 1 or 2, the reason on standard error, no traceback."""
    done = run(*arguments, folder=tmp_path)
    assert done.returncode == code
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_question_is_answered_at_the_command_line(tmp_path: Path) -> None:
    """Each of several questions, what is only near as a choice or not at all, and whatever is no English question."""
    both = run("ask", "what does an ML product manager do? and what does a data engineer earn?", folder=tmp_path)
    straight, unknown = both.stdout.split("\n\n")
    assert straight.startswith("ML product manager (")
    assert "https://" in straight
    assert unknown.startswith("I don't know. Nearest: ")
    assert unknown.endswith("Ask HR.\n")
    assert "Ask me something about how ML teams work" in run("ask", "\U0001f600", folder=tmp_path).stdout


def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    """The name of the setting and what would do."""
    done = run("migrate", folder=tmp_path, BAROMETER_DATABASE_URL="mysql://x", BAROMETER_TICK_SECONDS="soon")
    assert done.returncode == 1
    assert "BAROMETER_DATABASE_URL: write sqlite:///" in done.stderr
    assert "BAROMETER_TICK_SECONDS" in done.stderr
