"""Workbooks in Slack: pressed for, changed in a spreadsheet, sent back, looked at, imported. And who may not."""

import base64
from io import BytesIO
from typing import Any
from urllib.request import ProxyHandler, build_opener

import pytest
from openpyxl import Workbook, load_workbook

from bot.app import Barometer
from bot.domain.errors import WrongInput
from bot.domain.team_files import parse_team
from bot.usecases.teams import import_team
from storage import audit, plans
from tests.play import Person, Refused, Workplace, elements, text_of, words

_opener = build_opener(ProxyHandler({}))


def send(person: Person, name: str, content: bytes) -> str:
    """A person sends the bot a file."""
    body: dict[str, Any] = {"as": person.handle, "channel": person.dm, "name": name}
    return str(person.place.post("/upload", **body, content=base64.b64encode(content).decode())["ts"])


def answer(person: Person, ts: str) -> dict[str, Any]:
    """What the bot says below a file."""
    for _ in range(200):
        found = [one for one in person.messages(thread=ts) if one["ts"] != ts]
        if found:
            return found[-1]
        person.place.let_everything_happen()
    raise AssertionError("no answer")


def workbook_of(person: Person) -> Any:
    """The workbook that *Workbook* brings."""
    person.command("/forecast")
    person.waits_for(lambda message: "Order of work" in words(message))
    person.click("Workbook")
    message = person.waits_for(lambda one: bool(one.get("files")) and one["files"][0]["name"].endswith(".xlsx"))
    return load_workbook(BytesIO(fetched(person, message)))


def fetched(person: Person, message: dict[str, Any]) -> bytes:
    """The first file of a message."""
    address = f"{person.place.url}/playground/api/file/{message['files'][0]['id']}"
    with _opener.open(address) as content:
        return bytes(content.read())


def saved(book: Any) -> bytes:
    """A workbook as its program saves it."""
    out = BytesIO()
    book.save(out)
    book.close()
    return out.getvalue()


def likelihood(bot: Barometer, task: str) -> float:
    """What a task began with."""
    with bot.deps.database.snapshot() as tx:
        return next(one.tasks[task].prior for one in plans.projects(tx, "T0PLAYGRND") if task in one.tasks)


def test_a_manager_changes_the_plan_in_a_spreadsheet(workplace: Workplace, bot: Barometer) -> None:
    """Press, change, send, look, import: and every change has a line."""
    mina = workplace.person("mina")
    book = workbook_of(mina)
    assert "Effort inputs" in book.sheetnames
    assert book["Tasks"]["B2"].value == "sample"
    book["Tasks"]["D2"] = 0.5
    content = saved(book)
    shown = answer(mina, send(mina, "plan.xlsx", content))
    assert "Draw a sample of blocked orders (sample): 92% → 50%" in words(shown)
    assert likelihood(bot, "sample") == 0.92
    mina.click("Import", message=shown)
    mina.waits_for(lambda _: "imported it" in words(answer(mina, shown["thread_ts"])))
    assert likelihood(bot, "sample") == 0.5
    with bot.deps.database.snapshot() as tx:
        line = audit.lines(tx, "T0PLAYGRND", team=1)[0]
    assert (line.what, line.change.before, line.change.after) == ("import", "92%", "50%")
    again = answer(mina, send(mina, "plan.xlsx", content))
    assert "Everything is already as the file says." in words(again)
    assert "Import" not in [element["text"]["text"] for element in again["blocks"][-1]["elements"]]


def test_pictures_of_the_project_come_with_it(workplace: Workplace) -> None:
    """Odds over time, swings and the tree, each with its content in words."""
    vera = workplace.person("vera")
    workbook_of(vera).close()
    (message,) = [one for one in vera.messages() if len(one.get("files", [])) > 1]
    book, *pictures = message["files"]
    assert book["name"] == "barometer-2026-11-24.xlsx"
    assert [one["name"].split("-")[0] for one in pictures] == ["odds", "swings", "success"]
    assert "Odds of Fewer false fraud alarms by its target" in pictures[0]["alt_txt"]
    assert "What success takes." in pictures[2]["alt_txt"]


def test_cancel_changes_nothing(workplace: Workplace, bot: Barometer) -> None:
    """The offer goes and the plan stays."""
    mina = workplace.person("mina")
    book = workbook_of(mina)
    book["Tasks"]["D2"] = 0.5
    shown = answer(mina, send(mina, "plan.xlsx", saved(book)))
    mina.click("Cancel", message=shown)
    mina.waits_for(lambda _: "Nothing was imported" in words(answer(mina, shown["thread_ts"])))
    assert likelihood(bot, "sample") == 0.92


def test_faults_come_back_with_their_places(workplace: Workplace, bot: Barometer) -> None:
    """Every one of them, in the thread of the file, and nothing is offered."""
    mina = workplace.person("mina")
    book = workbook_of(mina)
    book["Tasks"]["D2"] = 1.4
    book["Tasks"]["I3"] = "@nobody"
    book["Projects"]["D2"] = "some day"
    shown = answer(mina, send(mina, "plan.xlsx", saved(book)))
    assert "2 things cannot be used, so nothing was changed" in words(shown)
    assert "sheet Tasks, row 2, column D (Likelihood): 140% is not between" in words(shown)
    assert "sheet Projects, row 2, column D (Target): 'some day' is not a date" in words(shown)
    assert [text_of(one) for one in elements(shown["blocks"])] == ["Send me a template"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("plan.xlsx", b"not a workbook", "is not an .xlsx workbook"),
        ("plan.xls", b"\xd0\xcf\x11\xe0", "Save it as an .xlsx workbook"),
        ("plan.yaml", b"a: [", "is not YAML"),
        ("../../plan.xlsx", b"PK", "is not an .xlsx workbook"),
    ],
)
def test_what_cannot_be_read_is_told(workplace: Workplace, name: str, content: bytes, said: str) -> None:
    """Whatever was sent, one sentence says what would do."""
    mina = workplace.person("mina")
    assert said in words(answer(mina, send(mina, name, content)))


def test_a_template_comes_with_a_refusal_and_can_be_sent_back(workplace: Workplace) -> None:
    """Whoever sends what I cannot read gets a workbook that I can."""
    mina = workplace.person("mina")
    shown = answer(mina, send(mina, "plan.xls", b"old"))
    mina.click("Send me a template", message=shown)
    sent = mina.waits_for(lambda one: bool(one.get("files")) and "Fill it in" in one["text"])
    again = answer(mina, send(mina, "plan.xlsx", fetched(mina, sent)))
    assert "You manage no team called" in words(again)


def test_only_managers_import_and_each_gets_what_they_may_see(workplace: Workplace, bot: Barometer) -> None:
    """A member gets the plan without effort and cannot import it; a leader gets the odds only."""
    sam, vera = workplace.person("sam"), workplace.person("vera")
    book = workbook_of(sam)
    assert "Tasks" in book.sheetnames
    assert "Effort inputs" not in book.sheetnames
    book["Tasks"]["D2"] = 0.5
    assert "Only managers can import a plan" in words(answer(sam, send(sam, "plan.xlsx", saved(book))))
    odds = workbook_of(vera)
    assert odds.sheetnames == ["About", "Forecast", "Odds by week", "Task odds", "Calibration"]
    odds.close()


def test_a_manager_cannot_change_another_team(workplace: Workplace) -> None:
    """A file for a team one does not manage is refused by name."""
    mina = workplace.person("mina")
    book = Workbook()
    book.active.title = "Team"
    book.active.append(["Team"])
    book.active.append(["Somebody else's"])
    shown = answer(mina, send(mina, "plan.xlsx", saved(book)))
    assert "You manage no team called" in words(shown)


def test_a_file_needs_the_scope_and_the_token(workplace: Workplace, bot: Barometer) -> None:
    """Without `files:read` the bot says what is missing; without a token nobody fetches anything."""
    mina = workplace.person("mina")
    workplace.post("/faults", kind="revoke_scope", scope="files:read", count=1)
    shown = answer(mina, send(mina, "plan.xlsx", b"PK"))
    assert "files:read" in words(shown)
    with pytest.raises(Refused):
        workplace.post("/upload", **{"as": "mina"}, channel=mina.dm, name="x", content="no base64!")


def test_a_project_of_another_team_is_not_taken_away(workplace: Workplace, bot: Barometer) -> None:
    """Projects are known by name; a second team's file cannot bring in one of the first's."""
    project = {"project": "Fewer false fraud alarms", "target": "2026-12-18", "success": "a"}
    team = parse_team(
        {
            "team": "Others",
            "members": [{"handle": "@sam", "role": "manager"}],
            "projects": [{**project, "tasks": {"a": {"likelihood": 0.5}}}],
        }
    )
    with pytest.raises(WrongInput, match="another team has a project called"):
        import_team(bot.deps.database, "T0PLAYGRND", team, channels={}, now=bot.deps.clock.now())
