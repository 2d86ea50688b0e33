"""The `barometer` command: parses, calls one function, prints.

Exit 0 done, 1 failed for a reason told in one sentence, 2 wrong usage.
"""

import json
import logging
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from bot.domain.errors import BarometerError, WrongInput
from bot.settings import load_settings

if TYPE_CHECKING:
    from bot.domain.knowledge import Answer
    from storage.database import Database

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

    until_stopped = _stop_signal()
    _log("WARNING")
    run_demo(port=port, browser=browser, at=_instant(at), data=data, say=out.print, wait=until_stopped)


@app.command()
def playground(port: Port = 8765, data: Data = None) -> None:
    """The local Slack alone; prints its address and the settings that connect a bot to it."""
    from bot.demo import run_playground

    until_stopped = _stop_signal()
    _log("WARNING")
    run_playground(port=port, data=data, say=out.print, wait=until_stopped)


@app.command()
def run() -> None:
    """The bot against Slack, or against whatever BAROMETER_SLACK_BASE_URL names."""
    from bot import observing
    from bot.app import build, observe
    from bot.request_url import PATH

    until_stopped = _stop_signal()
    settings = load_settings()
    observing.log_to(logging.StreamHandler(), level=settings.log_level, as_json=settings.log_format == "json")
    barometer = build(settings)
    if barometer.socket is None and barometer.request_url is None:
        raise WrongInput(
            "Nothing says how Slack reaches me. Set BAROMETER_SLACK_APP_TOKEN for Socket Mode, or "
            "BAROMETER_SLACK_SIGNING_SECRET for requests over HTTP."
        )
    barometer.deps.database.migrate()
    barometer.start()
    door = observe(barometer) if settings.observe_port is not None else None
    if barometer.request_url is not None:
        out.print(f"Slack's requests are taken at http://{settings.http_host}:{barometer.request_url.port}{PATH}.")
    out.print("Barometer is connected. Stop it with Ctrl-C.")
    until_stopped()
    if door is not None:
        door.shutdown()
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


@app.command("import")
def import_file(
    file: Path,
    team: Annotated[str | None, typer.Option(help="Whose plan it is, when a workbook does not say so.")] = None,
    preview: Annotated[bool, typer.Option("--preview", help="Say what would change, and change nothing.")] = False,
) -> None:
    """Teams with their people and plans, from .yaml or .xlsx; all or nothing."""
    from bot.app import slack_client
    from bot.domain.import_previews import preview_lines
    from bot.usecases.files import preview_import, read_teams
    from bot.usecases.imports import import_teams
    from handlers import people
    from storage.database import Database

    with err.status(f"Reading {file.name} …"):
        given = read_teams(file, team=team)
    for line in dict.fromkeys(line for one in given for line in one.passed_over):
        err.print(f"Note: {line}.", markup=False)
    settings = load_settings()
    client = slack_client(settings)
    database = Database(settings.database_url)
    database.migrate()
    now = datetime.now(UTC)
    workspace = people.sync(client, database, now=now)
    channels = people.channels(client)
    if preview:
        for known in preview_import(database, workspace, given, channels=channels):
            out.print("\n".join([f"{known.team}:", *preview_lines(known)]), markup=False)
        out.print("Nothing was changed.")
    else:
        with err.status("Importing …"):
            done = import_teams(database, workspace, given, channels=channels, now=now)
        for one in done:
            projects = ", ".join(one.projects) or "no project yet"
            out.print(f"{one.team}: {one.members} people, {one.tasks} tasks in {projects}.", markup=False)
    database.close()


@app.command()
def export(
    file: Annotated[Path | None, typer.Argument(help="Where to; .xlsx, .yaml or .csv.")] = None,
    template: Annotated[Path | None, typer.Option(help="Write an .xlsx workbook to fill in and import.")] = None,
) -> None:
    """Everything out, to .yaml, .xlsx or .csv; or with --template a workbook to fill in."""
    from bot.usecases.exports import export_team
    from bot.usecases.files import write_template
    from storage.database import Database

    if (file is None) == (template is None):
        raise typer.BadParameter("give a file to export to, or --template with a file")
    if template is not None:
        write_template(template)
        out.print(f"{template}: fill it in, then `barometer import {template} --preview`.", markup=False)
        return
    assert file is not None
    database = Database(load_settings().database_url)
    database.migrate()
    with err.status(f"Writing {file.name} …"):
        count = export_team(database, file, now=datetime.now(UTC))
    database.close()
    out.print(f"{file}: {count} tasks.", markup=False)


@app.command()
def forecast(
    file: Path,
    today: Annotated[str | None, typer.Option(help="The day it is as of, such as 2026-11-24.")] = None,
    as_json: AsJson = False,
) -> None:
    """The forecast of a plan file; needs no database and no Slack."""
    from bot.domain.forecasts import forecast_document
    from bot.usecases.files import forecast_file

    known = forecast_file(file, today=_day(today))
    if as_json:
        print(json.dumps(forecast_document(known), ensure_ascii=False))  # noqa: T201  (the one document)
        return
    out.print(f"{known.project}: {known.by_target:.0%} by its target, {known.ever:.0%} ever.", markup=False)
    dates = ", ".join(f"{name} {at}" for name, at in (("P50", known.p50), ("P80", known.p80), ("P95", known.p95)) if at)
    out.print(f"If it works: {dates or 'no effort is known'}.", markup=False)
    for task in sorted(known.tasks, key=lambda one: -one.swing):
        out.print(f"  {task.task}: {task.likelihood:.0%}, swing {task.swing * 100:.0f} points", markup=False)
    method = "best possible order" if known.order_method == "exact" else "order by the ratio rule"
    out.print(f"Next ({method}): {', '.join(known.order)}.", markup=False)
    if known.fragile:
        out.print(f"Fragile: {', '.join(known.fragile)}.", markup=False)


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument()] = None,
    previous: Annotated[str | None, typer.Option(help="The question before it in the same thread.")] = None,
    batch: Annotated[Path | None, typer.Option(help="A file with one JSON question a line.")] = None,
    as_json: AsJson = False,
) -> None:
    """Ask the knowledge base; with --batch, every question of a file, one JSON answer a line."""
    from bot.domain.knowledge import answer_document
    from bot.usecases.knowledge import answer, load_index

    index = load_index(load_settings().knowledge_folder)
    if batch is not None:
        for given in _questions(batch):
            found = answer(index, given["question"], given.get("previous"))
            line = {"id": given["id"], **answer_document(found)}
            print(json.dumps(line, ensure_ascii=False))  # noqa: T201  (a line for each question)
        return
    if question is None:
        raise typer.BadParameter("give a question, or --batch with a file of them")
    known = answer(index, question, previous)
    if as_json:
        print(json.dumps(answer_document(known), ensure_ascii=False))  # noqa: T201  (the one document)
    else:
        out.print("\n\n".join(_told(one) for one in known.parts or (known,)), markup=False)


@app.command()
def backtest(
    more: Annotated[list[Path] | None, typer.Argument(hidden=True)] = None,  # `--learn A B` as well as twice --learn
    learn: Annotated[list[Path] | None, typer.Option(help="A folder of histories to learn from; repeat it.")] = None,
    predict: Annotated[Path | None, typer.Option(help="The folder to predict; its outcomes are never read.")] = None,
    score: Annotated[Path | None, typer.Option(help="The folder to score the model on.")] = None,
    at: Annotated[str, typer.Option(help="Shares of the window.")] = "0,0.25,0.5,0.75",
    csv_out: Annotated[Path | None, typer.Option("--out", help="Where predictions go: task_id,horizon,p.")] = None,
) -> None:
    """The likelihood model on histories whose end is known; predicts or scores what it never learnt from."""
    from bot.usecases import backtests

    shares, folders = backtests.parse_shares(at), [*(learn or []), *(more or [])]
    if predict is None and score is None:
        raise typer.BadParameter("give --predict with --out, or --score")
    if predict is not None:
        if csv_out is None:
            raise typer.BadParameter("--predict needs --out")
        rows = backtests.predict(folders, predict, at=shares, out=csv_out)
        out.print(f"{csv_out}: {rows} predictions.", markup=False)
    if score is not None:
        for one in backtests.score_folder(folders, score, at=shares):
            skill = "" if one.score.skill is None else f", skill {one.score.skill:+.0%}"
            out.print(f"{one.horizon:g}: Brier {one.score.brier:.3f}{skill}, {one.score.tasks} tasks", markup=False)


person_app = typer.Typer(help="What is kept about one person: given out, or forgotten.", no_args_is_help=True)
app.add_typer(person_app, name="person")
Workspace = Annotated[str | None, typer.Option(help="Which workspace, where there are several.")]


@person_app.command("export")
def export_person(person: str, file: Path | None = None, workspace: Workspace = None) -> None:
    """Everything kept about a person, as JSON, into a file or on standard output."""
    from bot.usecases import personal
    from storage.database import Database

    database = Database(load_settings().database_url)
    found = personal.kept_about(database, _workspace(database, workspace), person)
    database.close()
    text = json.dumps(found, ensure_ascii=False, indent=2, default=str)
    if file is None:
        print(text)  # noqa: T201  (the one document)
        return
    file.write_text(text, "utf-8")
    out.print(f"{file}: {sum(map(len, found.values()))} rows about {person}.", markup=False)


@person_app.command("erase")
def erase_person(
    person: str,
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without this it only says what it would do.")] = False,
    workspace: Workspace = None,
) -> None:
    """Forget a person for good: an alias takes their place, their words go, every number stays."""
    from bot.usecases import personal
    from storage.database import Database

    database = Database(load_settings().database_url)
    where = _workspace(database, workspace)
    rows = sum(map(len, personal.kept_about(database, where, person).values()))
    if yes:
        alias = personal.erase(database, where, person, now=datetime.now(UTC))
        said = f"{person} is forgotten: {rows} rows now say {alias}. Backups made before still have them."
    else:
        said = f"{rows} rows are about {person}. Nothing was changed; --yes forgets them, and cannot be undone."
    out.print(said, markup=False)
    database.close()


@app.command()
def status() -> None:
    """What waits, what was sent, and what needs somebody."""
    from bot.usecases.status import needs_somebody, queue, stuck_answers
    from storage.database import Database

    database = Database(load_settings().database_url)
    database.migrate()
    for state, count in queue(database).items():
        out.print(f"deliveries {state}: {count}")
    out.print(f"answers stuck: {stuck_answers(database)}")
    for one in needs_somebody(database):
        out.print(f"{one.kind} to {one.to}: {one.why or 'nobody knows whether it arrived'}", markup=False)
    database.close()


def _workspace(database: "Database", given: str | None) -> str:
    from storage import people

    with database.snapshot() as tx:
        known = people.workspaces(tx)
    if given in known or (given is None and len(known) == 1):
        return given or known[0]
    if not known:
        raise WrongInput("The database knows no workspace yet. `barometer run` makes it known.")
    raise WrongInput(f"Say which workspace with --workspace: {', '.join(known)}.")


def _questions(path: Path) -> Iterator[dict[str, str]]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise WrongInput(f"{path}: cannot be read ({error})") from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            given = json.loads(line)
        except ValueError:
            raise WrongInput(f"{path}, line {number}: is not JSON") from None
        if not isinstance(given, dict) or not isinstance(given.get("question"), str) or "id" not in given:
            raise WrongInput(f'{path}, line {number}: expected {{"id": …, "question": "…"}}')
        yield given


def _day(text: str | None) -> date:
    if text is None:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a date; write one such as 2026-11-24") from None


def _log(level: str) -> None:
    from bot import observing

    observing.log_to(logging.StreamHandler(), level=level, as_json=False)


def _told(known: "Answer") -> str:
    """An answer in words: straight, as a choice, or as whom to ask."""
    if known.tier == "abstain" and known.note:
        return known.note
    note = f"{known.note}\n" if known.note else ""
    if known.tier == "answer":
        best = known.found[0].entry
        return f"{note}{best.title} ({known.confidence:.0%} sure)\n{best.text}\n{best.source} {best.url}"
    nearest = "; ".join(one.entry.title for one in known.found[:3])
    meant = (
        f"Did you mean one of these? {nearest}." if known.tier == "choices" else f"I don't know. Nearest: {nearest}."
    )
    return f"{note}{meant} Ask {known.route_to or 'your manager'}."


def _stop_signal() -> Callable[[], object]:
    """Waits for Ctrl-C or SIGTERM, heard from now on: also who is told to stop while starting stops cleanly."""
    # The system may hand a signal to any thread; only what it writes here surely wakes the one that waits.
    heard, told = socket.socketpair()
    told.setblocking(False)
    signal.set_wakeup_fd(told.fileno())

    def stop(*_: object) -> None:
        for name in signals:  # whoever asks again means at once
            signal.signal(name, signal.SIG_DFL)

    signals = (signal.SIGINT, signal.SIGTERM)
    for name in signals:
        signal.signal(name, stop)

    def until_told() -> None:
        with told, heard:
            heard.recv(1)
            signal.set_wakeup_fd(-1)

    return until_told


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not an instant; write one such as 2026-11-24T09:29+01:00") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
