"""What an answer lets people do in Slack, and what each sees at once of what it did."""

import re
from typing import Any

from tests.play import Person, Workplace, elements, text_of, words

KNOWN = "what does an MLOps engineer do?"
VAGUE = "who labels the data?"
SURE = r"(S|s)ure \(\d+\s%\) that"
UNKNOWN = "what is our rollback checklist for the ranking model?"


def asks(person: Person, question: str, channel: str | None = None) -> dict[str, Any]:
    """What somebody is answered for their eyes only."""
    assert person.command("/ask", question, channel=channel)["ack"] == "ok"
    return person.newest(channel)


def labels(message: dict[str, Any]) -> list[str]:
    """The buttons of a message."""
    return [text_of(one) for one in elements(message["blocks"]) if one.get("type") == "button"]


def team_channel(workplace: Workplace) -> str:
    """Where the team lives."""
    return str(next(one["id"] for one in workplace.get("/workspace")["channels"] if one["name"] == "payments-ml"))


def test_a_vote_a_reason_and_a_sentence_each_say_at_once_what_they_did(workplace: Workplace) -> None:
    """In place of the buttons stands what was said; it can be changed, and not said twice."""
    jonas = workplace.person("jonas")
    said = asks(jonas, KNOWN)
    assert re.search(SURE, words(said))
    jonas.click("👎 Not that")
    again = jonas.newest()
    assert again["ts"] == said["ts"]
    assert "What is wrong with it?" in words(again)
    assert "👎 Not that" not in labels(again)
    jonas.click("Out of date")
    assert "list of disputed ones, with your reason" in words(jonas.newest())
    jonas.click("In a sentence…")
    assert "with your name" in words(jonas.modal())
    jonas.submit(words="Kafka left us <!channel> a year ago")
    assert "Whoever looks after the answers" in words(jonas.modal())
    assert "Your sentence stands beside it" in words(jonas.newest())
    jonas.click("👍 Right after all")
    now = jonas.newest()
    assert "👍 You said it is right. It counts" in words(now)
    assert "Out of date" not in words(now)
    assert now["ts"] == said["ts"]


def test_did_you_mean_remembers_what_was_meant(workplace: Workplace) -> None:
    """Three to choose from and none of these; what was chosen is what the same question is answered with next time."""
    jonas = workplace.person("jonas")
    said = asks(jonas, VAGUE)
    assert {"Data ownership", "None of these"} <= set(labels(said)[:4])
    jonas.click("Data ownership")
    chosen = words(jonas.newest())
    assert "You chose this" in chosen
    again = asks(jonas, "WHO labels data??")
    assert "*Data ownership*" in words(again)
    assert "As you or a maintainer put it right" in words(again)
    sam = workplace.person("sam")
    assert "Did you mean" in words(asks(sam, VAGUE))
    sam.click("None of these")
    none = sam.newest()
    assert "None of these. It counts" in words(none)
    assert "Tell me when you know" in labels(none)


def test_how_do_you_know_tells_reasons_numbers_and_source(workplace: Workplace) -> None:
    """Signals in plain words, the thresholds, and a source that opens; an abstention says why not."""
    jonas = workplace.person("jonas")
    asks(jonas, KNOWN)
    jonas.click("How do you know?")
    told = words(jonas.modal())
    assert re.search(SURE, told)
    assert "•  " in told
    assert "on I answer straight" in told
    assert "*Source:* <http" in told
    asks(jonas, UNKNOWN)
    jonas.click("Why not?")
    assert re.search(SURE, words(jonas.modal()))


def test_a_correction_answers_its_giver_at_once_and_everybody_once_it_is_accepted(workplace: Workplace) -> None:
    """A passage that was right, or better words; never both, never neither; nothing typed can mention anybody."""
    jonas, sam = workplace.person("jonas"), workplace.person("sam")
    asks(jonas, UNKNOWN)
    jonas.click("Put it right…")
    assert "A maintainer sees it with your name" in words(jonas.modal())
    assert set(jonas.submit()["errors"]) == {"words"}
    assert set(jonas.submit(words="word " * 130)["errors"]) == {"words"}
    jonas.submit(words="It is in <!here> the runbook, page 3.")
    assert "I answer *you* so from now on" in words(jonas.modal())
    assert "You put this right" in words(jonas.newest())
    told = words(asks(jonas, "our rollback checklist for the ranking model, what is it"))
    assert "In your own words" in told
    assert "&lt;!here&gt; the runbook, page 3." in told
    assert "I don't know" in words(asks(sam, UNKNOWN))
    asks(jonas, VAGUE)
    jonas.click("Put it right…")
    jonas.searches("knowledge.right", "data owner", "Data ownership")
    jonas.submit()
    assert "*Data ownership*" in words(asks(jonas, VAGUE))


def test_share_shows_it_to_the_channel_once_and_only_where_others_read(workplace: Workplace) -> None:
    """On a click that says who will read it, as the asker's share; in the DM it says where to do it instead."""
    jonas, channel = workplace.person("jonas"), team_channel(workplace)
    said = asks(jonas, KNOWN, channel)
    button = next(one for one in elements(said["blocks"]) if text_of(one) == "Share here")
    assert "Everybody in this channel" in button["confirm"]["text"]["text"]
    jonas.click("Share here", channel, said)
    shared = workplace.person("priya").newest(channel)
    assert f"<@{jonas.id}> shares my answer to: {KNOWN}" in words(shared)
    assert labels(shared) == []
    assert "Shared here." in words(next(one for one in jonas.messages(channel) if one["ts"] == said["ts"]))
    asks(jonas, KNOWN)
    jonas.click("Share here")
    assert "nobody but the two of us" in words(jonas.newest())


def test_below_an_answer_that_all_can_see_each_gives_their_own_word_for_their_own_eyes(workplace: Workplace) -> None:
    """A mention is answered in its thread; a vote there changes nothing for the others, and can be changed."""
    jonas, priya, channel = workplace.person("jonas"), workplace.person("priya"), team_channel(workplace)
    bot = workplace.get("/workspace")["users"]
    name = next(one["id"] for one in bot if one.get("is_bot") or one["handle"] == "barometer")
    asked = jonas.says(f"<@{name}> {KNOWN}", channel)
    answer = jonas.waits_for(lambda one: one["ts"] != asked, channel, thread=asked)
    priya.click("👎 Not that", channel, answer)
    own = priya.messages(channel, thread=asked)[-1]
    assert "What is wrong with it?" in words(own)
    priya.click("Not my question", channel, own)
    own = priya.messages(channel, thread=asked)[-1]
    assert "Tell me when you know" in labels(own)
    assert "without your name" in words(own)
    assert jonas.messages(channel, thread=asked)[-1]["ts"] == answer["ts"]
    assert "👎 Not that" in labels(jonas.messages(channel, thread=asked)[-1])


def test_the_next_step_is_one_click_away(workplace: Workplace) -> None:
    """A related entry opens below."""
    jonas = workplace.person("jonas")
    said = asks(jonas, KNOWN)
    also = next(one for one in labels(said) if one.startswith("Also: "))
    jonas.click(also)
    assert also.removeprefix("Also: ") in words(jonas.newest())


def test_who_may_know_has_a_name_in_ones_own_team(workplace: Workplace) -> None:
    """Only who pressed it sees it, so that nobody is notified; a role no roster names has no such button."""
    jonas, mina = workplace.person("jonas"), workplace.person("mina")
    assert "Who is that?" in labels(asks(jonas, UNKNOWN))
    jonas.click("Who is that?")
    assert f"<@{mina.id}>" in words(jonas.newest())
    assert UNKNOWN in words(jonas.newest())
    assert "Who is that?" not in labels(asks(jonas, "hiring"))
