"""From *install* to the first check-in without a document: the guided set-up as a conversation."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from bot import demo
from bot.app import Barometer
from bot.playground import Playground
from storage import outlines, people
from tests.play import Person, Workplace, elements, text_of, words

DAY = timedelta(days=1).total_seconds()


@pytest.fixture
def bot(playground: Playground, database_url: str) -> Iterator[Barometer]:
    """The real bot in a workspace where nobody has set anything up."""
    barometer = demo.connect(playground, database_url, with_example=False)
    yield barometer
    barometer.stop()


def channel(workplace: Workplace, name: str) -> str:
    """The id of a channel."""
    return str(next(one["id"] for one in workplace.get("/workspace")["channels"] if one["name"] == name))


def answer(person: Person, **values: object) -> dict[str, Any]:
    """Hand one step in; fields by name, whatever their block is called."""
    return person.submit(**values)


def up_to_the_plan(workplace: Workplace) -> Person:
    """Mina has named her team and its people."""
    mina = workplace.person("mina")
    mina.use("Set up a team", home=True)
    assert answer(mina, name="Payments ML", channel=channel(workplace, "payments-ml")) == {"result": "updated"}
    jonas, lena, vera = (workplace.person(one).id for one in ("jonas", "lena", "vera"))
    assert answer(mina, members=[jonas, lena], leaders=[vera]) == {"result": "updated"}
    return mina


def test_from_nothing_to_the_first_check_in_without_a_document(workplace: Workplace) -> None:
    """Six questions, a preview of who sees what, a test prompt; then Jonas is welcomed and asked on Thursday."""
    jonas, lena = workplace.person("jonas"), workplace.person("lena")
    assert "No team is set up here yet" in words(workplace.person("mina").home())
    mina = up_to_the_plan(workplace)
    answer(mina, goal="Fewer false alarms", approaches="Better labels\nA graph network", target="2027-01-29")
    labels = [block["label"]["text"] for block in mina.modal()["blocks"] if block["type"] == "input"]
    assert labels == ["Who tries: Better labels", "Who tries: A graph network"]
    answer(mina, owner0=lena.id, owner1=jonas.id)
    answer(mina, weekdays=["1", "3"], at="09:30")
    answer(mina, channel=channel(workplace, "leadership"), weekday="0", at="09:00")
    summary = words(mina.modal())
    assert "Asked on Tuesday and Thursday at 09:30" in summary
    assert "Managers (Mina Park): effort per task and who is blocked" in summary
    assert "Leadership (Vera Lindqvist and anybody in" in summary
    assert jonas.messages() == []
    assert answer(mina) == {"result": "updated"}
    assert "*Payments ML* is set up" in words(mina.modal())
    mina.use("Send me a test prompt")
    workplace.let_everything_happen()
    test = mina.newest()
    assert "A test." in words(test)
    assert "no names, no hours" in words(test)
    welcome = jonas.newest()
    assert "Welcome to Payments ML" in words(welcome)
    assert "Mina Park added you" in words(welcome)
    assert "Leadership sees projects and odds" in words(welcome)
    jonas.click("Change when")
    assert "Ask me at" in words(jonas.modal())
    assert workplace.person("vera").messages() == []
    workplace.move_clock(seconds=2 * DAY)
    assert "Check-in for Thu 26 Nov 2026: 1 task" in jonas.newest()["text"]
    jonas.click("Check in")
    jonas.submit(status="moving", experiments="2")
    workplace.let_everything_happen()
    assert "Fewer false alarms" in words(jonas.newest())
    workplace.move_clock(seconds=5 * DAY)
    assert any("Risk digest" in words(one) for one in workplace.person("vera").messages("leadership"))


def test_a_half_finished_set_up_is_kept_and_gone_on_with(workplace: Workplace, bot: Barometer) -> None:
    """Closed after the second question, nothing exists; opened again, it stands at the third with all answers."""
    mina = up_to_the_plan(workplace)
    workplace.post("/close", **{"as": "mina"}, view_id=mina.modal()["id"])
    with bot.deps.database.snapshot() as tx:
        assert people.teams(tx, people.workspaces(tx)[0]) == []
    mina.use("Go on with the set-up", home=True)
    assert "Step 3 of 7" in words(mina.modal())
    mina.use("← Back")
    chosen = [
        one.get("initial_users") for one in elements(mina.modal()["blocks"]) if one["type"] == "multi_users_select"
    ]
    assert chosen[1] == [workplace.person("jonas").id, workplace.person("lena").id]
    mina.use("← Back")
    assert "Payments ML" in str(mina.modal()["blocks"])
    answer(mina)
    mina.use("Start over")
    assert "Step 1 of 7" in words(mina.modal())
    assert "Payments ML" not in str(mina.modal()["blocks"])
    assert "Set up a team" in words(mina.home())


def test_a_plan_can_wait_and_who_to_ask_is_said(workplace: Workplace, bot: Barometer) -> None:
    """The three questions left empty: the team is set up all the same, and says how to add a plan later."""
    mina = up_to_the_plan(workplace)
    answer(mina)
    assert "Step 5 of 7" in words(mina.modal())
    mina.use("← Back")
    assert "Step 3 of 7" in words(mina.modal())
    answer(mina)
    answer(mina)
    answer(mina)
    assert "No plan yet" in words(mina.modal())
    answer(mina)
    with bot.deps.database.snapshot() as tx:
        assert outlines.outlines(tx, people.workspaces(tx)[0]) == []
    assert "No project with a task yet" in words(mina.home())
    mina.command("/plan")
    assert "No project yet. *Add a project* begins one." in words(mina.modal())
    mina.command("/checkin")
    assert "no open tasks" in words(mina.modal())


def test_what_cannot_be_used_is_said_at_its_own_step(workplace: Workplace) -> None:
    """A channel without me, a team without a manager, a goal without a date: beside the field, and nothing is lost."""
    mina = workplace.person("mina")
    mina.use("Set up a team", home=True)
    refused = answer(mina, name="Payments ML", channel=channel(workplace, "general"))
    assert any("/invite @Barometer" in str(one) for one in refused["errors"].values())
    answer(mina, name="Payments ML", channel=channel(workplace, "payments-ml"))
    workplace.post("/users", handle="gone", tz="Europe/Oslo")
    gone = workplace.person("gone").id
    workplace.post(f"/users/{gone}", deleted=True)
    refused = answer(mina, members=[gone])
    assert any("leave them out" in str(one) for one in refused["errors"].values())
    answer(mina, members=[])
    refused = answer(mina, goal="Fewer false alarms")
    assert any("By when" in str(one) for one in refused["errors"].values())
    refused = answer(mina, goal="Fewer", target="2027-01-29", approaches="\n".join(f"way {one}" for one in range(11)))
    assert any("At most 10" in str(one) for one in refused["errors"].values())


def test_two_who_choose_the_same_name_are_told_and_can_put_it_right(workplace: Workplace) -> None:
    """Jonas finishes first; Mina is told at the end that the name is taken, goes back, and keeps all else."""
    mina = up_to_the_plan(workplace)
    for _ in range(3):
        answer(mina)
    jonas = workplace.person("jonas")
    jonas.use("Set up a team", home=True)
    answer(jonas, name="payments ml")
    for _ in range(5):
        answer(jonas)
    assert "is set up" in words(jonas.modal())
    answer(mina)
    assert "there already" in words(mina.modal())
    assert "everything else is kept" in words(mina.modal())
    assert "Go on with the set-up" in words(mina.home())


def test_every_step_takes_the_longest_and_the_nastiest_text(workplace: Workplace) -> None:
    """Names of 300 signs and mass mentions go through all steps, the welcome and the summary, and notify nobody."""
    nasty = "<!channel> *bold* & <@U1> " + "x" * 270
    mina = workplace.person("mina")
    mina.use("Set up a team", home=True)
    answer(mina, name=nasty[:100], channel=channel(workplace, "payments-ml"))
    answer(mina, members=[workplace.person("jonas").id])
    ways = "\n".join(f"{number}{nasty}"[:300] for number in range(10))
    answer(mina, goal=nasty[:290], impact=nasty[:290], approaches=ways, target="2027-01-29")
    answer(mina, **{f"owner{number}": workplace.person("jonas").id for number in range(10)})
    for _ in range(3):
        assert answer(mina) == {"result": "updated"}
    workplace.move_clock(seconds=3 * DAY)
    for person in ("mina", "jonas"):
        for place in (None, "payments-ml"):
            assert [one["text"] for one in workplace.person(person).messages(place) if one.get("notifies")] == []
    buttons = [text_of(one) for one in elements(workplace.person("mina").home()["blocks"])]
    assert "Members" in buttons
