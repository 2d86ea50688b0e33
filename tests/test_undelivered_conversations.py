"""A message that Slack refuses for good: its managers are told once, mend it, and send it again from App Home."""

from datetime import timedelta

from bot.app import Barometer
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
