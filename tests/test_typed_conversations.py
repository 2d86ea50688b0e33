"""Typed check-ins and the form that follows, as conversations through the real Bolt app and the playground."""

from tests.play import Workplace, elements, words


def understood(message: dict) -> bool:  # type: ignore[type-arg]
    """The card that shows a typed check-in back."""
    return "I understood a check-in" in message["text"]


def labels(form: dict) -> list[str]:  # type: ignore[type-arg]
    """What a form asks."""
    return [block["label"]["text"] for block in form["blocks"] if block["type"] == "input"]


def test_a_typed_check_in_is_shown_back_and_counts_only_on_a_click(workplace: Workplace) -> None:
    """In plain words; a card says what was understood; Record moves the odds."""
    jonas = workplace.person("jonas")
    jonas.says("graph network stalled on label noise, 3 experiments, 6h")
    card = jonas.waits_for(understood)
    said = words(card)
    assert "Graph network over shared cards" in said
    assert "stalled, 3 experiments, 6 h" in said
    assert "Nothing is recorded until you press" in said
    assert [one for one in jonas.messages() if one["text"].startswith("Recorded for")] == []
    jonas.click("Record", message=card)
    workplace.let_everything_happen()
    recorded = [one for one in jonas.messages() if one["text"].startswith("Recorded for")]
    assert len(recorded) == 1
    assert "reported stalled" in words(recorded[0])
    assert "of about 10 planned experiments done" in words(recorded[0])


def test_fix_opens_the_form_with_what_was_understood(workplace: Workplace) -> None:
    """The experiments, the status and what was learned stand in the form already."""
    jonas = workplace.person("jonas")
    jonas.says("graph: slow, 4 experiments, learned that cards are rarely shared")
    jonas.click("Fix", message=jonas.waits_for(understood))
    form = jonas.modal()
    filled = {
        (block["block_id"].split(".")[-1], one.get("initial_value"))
        for block in form["blocks"]
        for one in elements([block])
    }
    assert ("experiments", "4") in filled
    assert ("learned", "cards are rarely shared") in filled
    assert jonas.submit() == {"result": "closed"}
    workplace.let_everything_happen()
    assert "of about 10 planned experiments done" in words(jonas.newest())


def test_a_question_stays_a_question_and_a_thread_stays_a_thread(workplace: Workplace) -> None:
    """How do I get unblocked? is answered in its thread; a check-in typed in a thread is shown back there."""
    jonas = workplace.person("jonas")
    asked = jonas.says("how do I get unblocked when the data team is busy?")
    jonas.waits_for(lambda one: one["ts"] != asked, thread=asked)
    root = jonas.newest()["ts"]
    jonas.says("graph: moving, 2 runs", thread=root)
    assert jonas.waits_for(understood, thread=root)["thread_ts"] == root


def test_the_same_typed_message_delivered_twice_is_one_card(workplace: Workplace) -> None:
    """Slack may deliver an event again."""
    jonas = workplace.person("jonas")
    workplace.post("/faults", kind="duplicate_event", count=1)
    jonas.says("graph: moving, 2 runs")
    jonas.waits_for(understood)
    workplace.let_everything_happen()
    assert len([one for one in jonas.messages() if "I understood" in one["text"]]) == 1


def test_blocker_questions_come_and_go_with_the_answer(workplace: Workplace) -> None:
    """Nobody is asked who could help with nothing; what else was filled in stays."""
    jonas = workplace.person("jonas")
    jonas.click("Check in")
    form = jonas.modal()
    assert "Who could help?" not in labels(form)
    block = next(block for block in form["blocks"] if block.get("block_id", "").endswith(".blocked"))
    workplace.post(
        "/action",
        **{"as": "jonas"},
        view_id=form["id"],
        action_id="blocked",
        block_id=block["block_id"],
        value="yes",
    )
    assert labels(jonas.modal()).count("Who could help?") == 1
    assert jonas.submit(experiments="2", blocker="no access to the cluster") == {"result": "closed"}
    workplace.let_everything_happen()
    assert "no access to the cluster" in words(jonas.newest())


def test_editing_an_answer_loses_nothing_of_it(workplace: Workplace) -> None:
    """The second form holds the experiments, hours and words of the first."""
    jonas = workplace.person("jonas")
    jonas.click("Check in")
    jonas.submit(status="moving", experiments="3", hours="5", learned="Labels are noisy")
    workplace.let_everything_happen()
    jonas.click("Edit my answer")
    filled = {one.get("initial_value") for one in elements(jonas.modal()["blocks"])}
    assert {"3", "5", "Labels are noisy"} <= filled
    jonas.submit(confidence="60")
    workplace.let_everything_happen()
    jonas.click("Edit my answer")
    assert {"3", "5", "60"} <= {one.get("initial_value") for one in elements(jonas.modal()["blocks"])}


def test_my_own_check_ins_come_back_to_me_alone_and_as_a_file(workplace: Workplace) -> None:
    """/checkin mine lists what I said; all of it comes as a file; nobody else sees either."""
    jonas = workplace.person("jonas")
    jonas.click("Check in")
    jonas.submit(status="moving", experiments="3", learned="=Labels are noisy")
    workplace.let_everything_happen()
    jonas.command("/checkin", "mine")
    shown = jonas.waits_for(lambda one: one["text"].startswith("Your check-ins:"))
    assert shown["ephemeral"]
    assert "Tue 24 Nov 2026" in words(shown)
    assert "3 experiments" in words(shown)
    jonas.click("Send me all of it", message=shown)
    sent = jonas.waits_for(lambda one: bool(one.get("files")))
    assert sent["files"][0]["name"] == "my-check-ins.csv"
    assert workplace.person("lena").command("/checkin", "mine last week")["ack"] == "ok"


def test_a_message_of_mine_becomes_a_check_in_from_its_menu(workplace: Workplace) -> None:
    """*Check in with this* opens the form with what the message says; somebody else's words are not taken."""
    jonas, lena = workplace.person("jonas"), workplace.person("lena")
    channel = next(one["id"] for one in workplace.get("/workspace")["channels"] if one["name"] == "payments-ml")
    ts = jonas.says("stalled on labelling rules, 3 experiments, 6h", channel=channel)
    use = {"callback_id": "checkin.from_message", "channel": channel, "ts": ts}
    assert workplace.post("/shortcut", **{"as": "jonas"}, **use)["ack"] == "ok"
    chosen = [
        one["initial_option"]["value"] for one in elements(jonas.modal()["blocks"]) if one.get("action_id") == "status"
    ]
    assert "stalled" in chosen
    assert jonas.submit() == {"result": "closed"}
    jonas.waits_for(lambda one: one["text"].startswith("Recorded for"))
    workplace.post("/shortcut", **{"as": "lena"}, **use)
    lena.waits_for(lambda one: "only your own words" in one["text"], channel=channel)
    assert not lena.has_form()
