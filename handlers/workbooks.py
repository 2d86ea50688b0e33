"""Workbooks in Slack: *Workbook* sends what one may see; a manager's file is imported on a second click."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from slack_bolt import Respond
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import Block

from bot.deps import Deps
from bot.domain.errors import BarometerError, NotAllowed, NotFound
from bot.usecases import exports, imports
from bot.usecases.files import write_template
from bot.usecases.pictures import project_pictures
from handlers import charts, errors, people
from handlers.blocks import workbooks as blocks
from handlers.blocks.forecasts import WORKBOOK
from handlers.blocks.workbooks import CANCEL, IMPORT, TEMPLATE
from handlers.payloads import Payload, action_of, number_of, person_of, workspace_of
from handlers.rendering import Picture
from handlers.uploads import fetch, send

__all__ = ["CANCEL", "IMPORT", "TEMPLATE", "WORKBOOK"]

ENDINGS = (".xlsx", ".yaml", ".yml")
OTHER_TABLES = (".xls", ".xlsm", ".ods", ".csv", ".numbers")
COMMENT = "Everything you may see, as of now. Change the plan's sheets and send the file back to me to import it."

TEMPLATE_COMMENT = "Fill it in and send it back to me. Point at a heading to read what belongs below it."
# From this size on reading takes long enough to say so first.
LARGE = 500_000


def export(body: dict[str, Any], client: WebClient, respond: Respond, deps: Deps) -> None:
    """*Workbook*: the file, in the DM of the one who pressed."""
    now, person = deps.clock.now(), person_of(body)
    scope = exports.scope_of(deps.database, workspace_of(body), person)
    with _folder() as folder:
        path = folder / f"barometer-{now:%Y-%m-%d}.xlsx"
        exports.write_workbook(deps.database, path, [scope], now=now)
        pictures = _pictures(body, deps)
        send(client, person, path.name, path.read_bytes(), pictures, comment=COMMENT)
    respond(text="The workbook is in our direct messages.", response_type="ephemeral", replace_original=False)


def offer(body: dict[str, Any], client: WebClient, respond: Respond, deps: Deps) -> None:
    """A file in a DM: what importing it would change."""
    event = body["event"]
    if event.get("subtype") != "file_share" or event.get("channel_type") != "im" or event.get("bot_id"):
        return
    for file in event.get("files") or ():
        name = str(file.get("name") or "")
        if name.lower().endswith(ENDINGS):
            if int(file.get("size") or 0) >= LARGE:
                _say(client, event, "I am reading your file; it is a large one, so this may take a minute.", None)
            _say(client, event, *_offered(body, client, deps, file))
        elif name.lower().endswith(OTHER_TABLES):
            text = "I read .xlsx and .yaml files. Save it as an .xlsx workbook and send it again, please."
            _say(client, event, text, _dicts(blocks.refusal(text)))


def send_template(body: dict[str, Any], client: WebClient, respond: Respond, deps: Deps) -> None:
    """*Send me a template*: a workbook with the right headings, a note on each, and a small example."""
    with _folder() as folder:
        path = folder / "plan.xlsx"
        write_template(path)
        send(client, person_of(body), path.name, path.read_bytes(), (), comment=TEMPLATE_COMMENT)


def accept(body: dict[str, Any], client: WebClient, respond: Respond, deps: Deps) -> None:
    """*Import*: the file as it was shown, all of it or nothing."""
    person = person_of(body)
    with _kept(client, _file(client, str(action_of(body).get("value", "")))) as path:
        done = imports.accept(
            deps.database,
            workspace_of(body),
            path,
            person=person,
            channels=people.channels(client),
            now=deps.clock.now(),
        )
    respond(text=blocks.done_text(done, by=person), replace_original=True)


def cancel(body: dict[str, Any], client: WebClient, respond: Respond, deps: Deps) -> None:
    """*Cancel*: the offer goes, nothing has changed."""
    respond(text="Nothing was imported.", replace_original=True)


def _pictures(body: Payload, deps: Deps) -> list[Picture]:
    """The pictures of the project whose card the button stands on."""
    now = deps.clock.now()
    known = project_pictures(
        deps.database, workspace_of(body), person=person_of(body), project=number_of(body), now=now
    )
    drawn = [
        Picture(charts.odds_history(known.history), "odds", charts.odds_history_alt(known.history)),
        Picture(charts.swing_bars(known.swings), "swings", charts.swings_alt(known.swings)),
        Picture(charts.success_tree(known.tree), "success", charts.tree_alt(known.tree)),
    ]
    if known.reliability.tasks:
        png = charts.reliability_diagram(known.reliability)
        drawn.append(Picture(png, "reliability", charts.reliability_alt(known.reliability)))
    return [replace(one, name=f"{one.name}-{now:%Y-%m-%d}.png") for one in drawn]


def _offered(body: Payload, client: WebClient, deps: Deps, file: Payload) -> tuple[str, list[dict[str, Any]] | None]:
    name = str(file["name"])
    try:
        with _kept(client, file) as path:
            found = imports.offer(
                deps.database, workspace_of(body), path, person=person_of(body), channels=people.channels(client)
            )
    except NotAllowed as error:
        return blocks.faults_text(error, name=name), None
    except BarometerError as error:
        text = blocks.faults_text(error, name=name)
        return text, _dicts(blocks.refusal(text))
    except Exception as error:  # noqa: BLE001  (whoever sent the file must read what became of it)
        return errors.sentence_for(error), None
    shown = blocks.offer(found, name=name, file=str(file["id"]))
    return blocks.offer_text(found, name=name), _dicts(shown)


def _dicts(shown: Sequence[Block]) -> list[dict[str, Any]]:
    return [block.to_dict() for block in shown]


def _say(client: WebClient, event: Payload, text: str, shown: list[dict[str, Any]] | None) -> None:
    client.chat_postMessage(channel=event["channel"], thread_ts=event["ts"], text=text, blocks=shown)


def _file(client: WebClient, id: str) -> Payload:
    try:
        found: Payload = client.files_info(file=id)["file"]
    except SlackApiError:
        raise NotFound("The file is not in Slack any more. Send it again, please.") from None
    return found


@contextmanager
def _kept(client: WebClient, file: Payload) -> Iterator[Path]:
    """The file on disk for as long as it is read."""
    with _folder() as folder:
        # Its own name may be a path; only the ending is of use.
        path = folder / f"your file{Path(str(file.get('name', ''))).suffix.lower()}"
        path.write_bytes(fetch(client, file))
        yield path


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="barometer-") as folder:
        yield Path(folder)
