"""A message that Slack refuses for good: its managers are told once, mend it, and send it again from App Home."""

from datetime import timedelta

import pytest

from bot.app import Barometer
from tests.conftest import MORNING
from tests.play import Workplace, words

# Nine in New York.
MONDAY_NINE = timedelta(days=6, hours=6)


def to_monday(workplace: Workplace) -> None:
    """Past the moment at which the weekly digest is due."""
    workplace.move_clock(to=workplace.now() + MONDAY_NINE)


def leadership(workplace: Workplace) -> str:
    """The channel that reads the digest."""
    channels = workplace.get("/workspace")["channels"]
    return str(next(one["id"] for one in channels if one["name"] == "leadership"))


def posted(workplace: Workplace) -> list[str]:
    """The digests that leadership sees."""
    found = workplace.person("vera").messages(leadership(workplace))
    return [str(one["text"]) for one in found if one["text"].startswith("Risk digest")]


def refused(workplace: Workplace) -> None:
    """The channel is archived on the day the digest is due."""
    workplace.post("/membership", user="vera", channel=leadership(workplace), archived=True)
    to_monday(workplace)


def test_a_refused_digest_is_told_once_mended_and_sent_again(workplace: Workplace) -> None:
    """With the details that belong in its thread; and then nothing is left on the page."""
    mina = workplace.person("mina")
    before = len(posted(workplace))
    refused(workplace)
    told = mina.waits_for(lambda one: "could not be delivered" in one["text"])
    assert "that channel is archived" in words(told)
    assert "What I could not deliver" in words(mina.home())
    workplace.post("/membership", user="vera", channel=leadership(workplace), archived=False)
    assert mina.use("Send again", home=True) == "ok"
    workplace.let_everything_happen()
    assert len(posted(workplace)) == before + 1
    seen = reversed(workplace.person("vera").messages(leadership(workplace)))
    digest = next(one for one in seen if one["text"].startswith("Risk digest"))
    thread = workplace.person("vera").messages(leadership(workplace), thread=digest["ts"])
    assert any("Details" in one["text"] for one in thread)
    assert "What I could not deliver" not in words(mina.home())


def test_who_sends_again_what_is_still_refused_sees_it_again(workplace: Workplace) -> None:
    """Nothing is claimed that did not happen."""
    mina = workplace.person("mina")
    refused(workplace)
    mina.waits_for(lambda one: "could not be delivered" in one["text"])
    mina.use("Send again", home=True)
    workplace.let_everything_happen()
    assert "What I could not deliver" in words(mina.home())
    assert mina.use("Let it go", home=True) == "ok"
    assert "What I could not deliver" not in words(mina.home())


def test_only_who_manages_the_team_sees_it(workplace: Workplace, bot: Barometer) -> None:
    """Members and leaders are not told, and cannot decide."""
    refused(workplace)
    workplace.person("mina").waits_for(lambda one: "could not be delivered" in one["text"])
    for handle in ("jonas", "vera"):
        assert "could not deliver" not in words(workplace.person(handle).home())


def in_doubt(workplace: Workplace, *, arrived: bool, may_look: bool) -> None:
    """The digest's post breaks off on a Monday; then the doubt has had its time to settle."""
    if not may_look:
        for scope in ("channels:history", "groups:history"):
            workplace.post("/faults", kind="revoke_scope", scope=scope)
    workplace.move_clock(to=MORNING + MONDAY_NINE - timedelta(minutes=31))
    workplace.post("/faults", kind="drop_response" if arrived else "error_500", method="chat.postMessage")
    workplace.move_clock(seconds=120)


def asked(message: dict) -> bool:  # type: ignore[type-arg]
    """The question whether a message has arrived."""
    return "may not have arrived" in message["text"]


def settle(bot: Barometer) -> None:
    """The settle time is counted on a clock that nobody can set: let it be over."""
    bot.clockwork._courier._looks._settle_seconds = 0  # type: ignore[attr-defined]


@pytest.mark.parametrize(("arrived", "press"), [(True, "It is there"), (False, "Send it")])
def test_who_manages_the_team_is_asked_where_nobody_may_look(
    workplace: Workplace, bot: Barometer, arrived: bool, press: str
) -> None:
    """Without the optional scopes: two buttons in a DM; whichever is right, leadership reads the digest once."""
    settle(bot)
    mina = workplace.person("mina")
    before = len(posted(workplace))
    in_doubt(workplace, arrived=arrived, may_look=False)
    question = mina.waits_for(asked)
    assert "may or may not have reached" in words(question)
    assert mina.click(press, message=question) == "ok"
    workplace.let_everything_happen()
    assert len(posted(workplace)) == before + 1
    assert not any(asked(one) for one in mina.messages())
    assert "What I could not deliver" not in words(mina.home())


def test_a_digest_in_doubt_is_looked_for_where_i_may(workplace: Workplace, bot: Barometer) -> None:
    """With the optional scopes nobody is asked, and it is not sent again."""
    settle(bot)
    before = len(posted(workplace))
    in_doubt(workplace, arrived=True, may_look=True)
    workplace.move_clock(seconds=600)
    assert len(posted(workplace)) == before + 1
    assert not any(asked(one) for one in workplace.person("mina").messages())
