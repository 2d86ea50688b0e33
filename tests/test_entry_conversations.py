"""A team writes answers of its own in Slack: anybody hands one in, a manager decides, and I answer with it at once."""

from typing import Any

from tests.play import Workplace, elements, text_of, words

HOSTILE = "Ask <!channel> or *Tess* & see <https://evil.example|our wiki>"


def save_as_answer(workplace: Workplace, handle: str, text: str) -> None:
    """Somebody says something in the team's channel, and somebody makes an answer of it."""
    channel = next(one["id"] for one in workplace.get("/workspace")["channels"] if one["name"] == "payments-ml")
    ts = workplace.person("diego").says(text, channel=channel)
    use = {"callback_id": "entry.from_message", "channel": channel, "ts": ts}
    assert workplace.post("/shortcut", **{"as": handle}, **use)["ack"] == "ok"


def field(form: dict[str, Any], name: str) -> Any:
    """What stands in a field of a form."""
    element = next(one for one in elements(form["blocks"]) if one.get("action_id") == name)
    return next((element[key] for key in element if key.startswith("initial_")), None)


def asked(workplace: Workplace, handle: str, question: str) -> str:
    """What somebody reads who asks this."""
    person = workplace.person(handle)
    person.command("/ask", question)
    return words(person.newest())


def test_a_manager_publishes_and_only_here_it_is_answered_from_at_once(workplace: Workplace) -> None:
    """What was typed into it can mention and link nobody; asked in its words, it answers and says whose it is."""
    mina = workplace.person("mina")
    question = "who gives us access to the fraud GPU cluster?"
    save_as_answer(workplace, "mina", HOSTILE)
    form = mina.modal()
    assert field(form, "text") == HOSTILE
    assert field(form, "source").startswith("a message in Slack http")
    refused = mina.submit(title="Access", text="word " * 130, asks=question)
    assert set(refused["errors"]) == {"text"}
    mina.submit(title="Access <!here> to the cluster", text=HOSTILE, asks=f"{question}\n\n{question}", ask="Tess")
    assert "I answer with it from now on" in words(mina.modal())
    said = asked(workplace, "sam", "The fraud GPU cluster: who gives us access?")
    assert "Ask &lt;!channel&gt; or" in said
    assert "<!" not in said
    assert "<https://evil" not in said
    assert "*Payments ML's own answer*" in said
    assert "checked by Mina" in said
    assert "holds until" in said
    assert "|a message in Slack>" in said
    # With other words than any it was given, it is found as everything else is.
    assert "Access &lt;!here&gt;" in asked(workplace, "sam", "how do I get access to the cluster?")


def test_a_draft_waits_for_a_manager_and_its_author_is_told(workplace: Workplace) -> None:
    """Nothing is answered from it until then; a member can change what is published by another draft only."""
    jonas, mina = workplace.person("jonas"), workplace.person("mina")
    question = "who keeps the list of labellers?"
    for text in ("Tess keeps the list.", "Nobody knows."):
        save_as_answer(workplace, "jonas", text)
        assert "decision" not in repr(jonas.modal())
        jonas.submit(title=f"Labellers: {text}", asks=question)
        assert "manager decides" in words(jonas.modal())
    assert "Tess" not in asked(workplace, "sam", question)

    def decide(row: str, **values: str) -> None:
        mina.home()
        mina.use("Look after the answers", home=True)
        page = workplace.get("/views", **{"as": "mina"})["home"]
        tab = next(one for one in elements(page["blocks"]) if text_of(one).startswith("To look at"))
        workplace.post("/action", **{"as": "mina"}, view_id=page["id"], action_id=tab["action_id"])
        page = workplace.get("/views", **{"as": "mina"})["home"]
        drafts = [block for block in page["blocks"] if block["type"] in {"section", "actions"}]
        place = next(number for number, block in enumerate(drafts) if row in words({"blocks": [block]}))
        (button,) = elements([drafts[place + 1]])
        workplace.post(
            "/action",
            **{"as": "mina"},
            view_id=page["id"],
            action_id=button["action_id"],
            block_id=drafts[place + 1]["block_id"],
        )
        mina.submit(**values)

    decide("Nobody knows", decision="decline", word="<!channel> somebody does")
    told = words(jonas.waits_for(lambda one: "was not taken" in one["text"]))
    assert "says: &lt;!channel&gt; somebody does" in told
    decide("Tess keeps", title="The list of labellers")
    assert "I answer with it from now on" in words(jonas.waits_for(lambda one: "is published" in one["text"]))
    assert "Tess keeps the list." in asked(workplace, "sam", question)

    mina.home()
    mina.use("Our own answers", home=True)
    mina.use("Open", row="The list of labellers")
    mina.submit(decision="retire")
    assert "do not answer with it any more" in words(mina.modal())
    assert "Tess" not in asked(workplace, "sam", question)


def test_an_answer_of_ours_takes_the_place_of_a_built_in_one(workplace: Workplace) -> None:
    """Searched for by its title; afterwards the built-in one is gone here."""
    mina = workplace.person("mina")
    question = "what does an MLOps engineer do?"
    assert "Kafka" in asked(workplace, "sam", question)
    save_as_answer(workplace, "mina", "Here Lena keeps the deployments running.")
    mina.searches("overrides", "mlops or ml pl", "MLOps or ML platform engineer")
    mina.submit(title="What our MLOps engineer does", asks=question)
    said = asked(workplace, "sam", question)
    assert "Lena keeps" in said
    assert "Kafka" not in said
