"""A team writes answers of its own in Slack: anybody hands one in, a manager decides, and I answer with it at once."""

from typing import Any

from tests.play import Workplace, elements, words

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


def test_who_may_not_decide_hands_in_a_draft(workplace: Workplace) -> None:
    """An engineer's form has no decision in it, and nothing is answered from it yet."""
    jonas = workplace.person("jonas")
    save_as_answer(workplace, "jonas", "Tess keeps the list of labellers.")
    assert "decision" not in repr(jonas.modal())
    jonas.submit(title="The list of labellers", asks="who keeps the list of labellers?")
    assert "manager decides" in words(jonas.modal())
    assert "Tess" not in asked(workplace, "sam", "who keeps the list of labellers?")


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
