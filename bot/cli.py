"""The `barometer` command: parses, calls one function, prints.

Exit 0 done, 1 failed for a reason told in one sentence, 2 wrong usage.
"""

import json
import logging
import signal
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.domain.errors import BarometerError
from bot.settings import load_settings

app = typer.Typer(
    name="barometer",
    help="Check-ins about effort, honest odds, weekly risk digests: a Slack bot for machine-learning teams.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

Port = Annotated[int, typer.Option(min=0, max=65535, help="Where to listen; 0 takes a free one.")]
Data = Annotated[Path | None, typer.Option(help="A folder that keeps the state for next time.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on standard output and nothing else.")]


def main() -> None:
    """Run the command; a known error becomes one sentence on standard error and exit code 1."""
    try:
        app()
    except BarometerError as error:
        err.print(f"barometer: {error}", markup=False)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


@app.command()
def demo(
    port: Port = 8765,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
    at: Annotated[str | None, typer.Option(help="The instant it begins at, such as 2026-11-24T09:29+01:00.")] = None,
    data: Data = None,
) -> None:
    """The playground with an example team, and the real bot connected to it. Needs no Slack account."""
    from bot.demo import run_demo

    _log("WARNING")
    run_demo(port=port, browser=browser, at=_instant(at), data=data, say=out.print, wait=_until_stopped)


@app.command()
def playground(port: Port = 8765, data: Data = None) -> None:
    """The local Slack alone; prints its address and the settings that connect a bot to it."""
    from bot.demo import run_playground

    _log("WARNING")
    run_playground(port=port, data=data, say=out.print, wait=_until_stopped)


@app.command()
def run() -> None:
    """The bot against Slack, or against whatever BAROMETER_SLACK_BASE_URL names."""
    from bot.app import build

    settings = load_settings()
    _log(settings.log_level)
    barometer = build(settings)
    barometer.deps.database.migrate()
    barometer.start()
    out.print("Barometer is connected. Stop it with Ctrl-C.")
    _until_stopped()
    barometer.stop()


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """What is wrong with the set-up, and how to mend it; exit 1 when something is."""
    from bot.doctor import examine

    findings = examine()
    if as_json:
        document = [{"check": one.check, "ok": one.ok, "found": one.found, "mend": one.mend} for one in findings]
        print(json.dumps(document, ensure_ascii=False))  # noqa: T201  (the one document)
    else:
        for one in findings:
            out.print(f"{'ok  ' if one.ok else 'WRONG'} {one.check}: {one.found}", markup=False)
            if not one.ok:
                out.print(f"      {one.mend}", markup=False)
    if not all(one.ok for one in findings):
        raise typer.Exit(1)


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    from storage.database import Database

    database = Database(load_settings().database_url)
    database.migrate()
    version, _ = database.schema_version()
    database.close()
    out.print(f"The database is at schema {version}.")


def _log(level: str) -> None:
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    # Their DEBUG prints what people wrote.
    for name in ("slack_bolt", "slack_sdk"):
        logging.getLogger(name).setLevel(max(logging.INFO, logging.getLevelName(level)))


def _until_stopped() -> None:
    stopped = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stopped.set())
    while not stopped.wait(1):
        pass


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not an instant; write one such as 2026-11-24T09:29+01:00") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
