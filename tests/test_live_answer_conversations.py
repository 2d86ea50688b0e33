"""Questions about one's own team are answered from its plan and roster, to each as much as they may see."""

import pytest

from tests.play import Person, Workplace, words


def asked(person: Person, question: str) -> str:
    """What `/ask` answers, in words."""
    return words(person.command("/ask", question))


def test_the_team_s_own_data_answers_and_is_cited(workplace: Workplace) -> None:
    """Jobs, owners, what is done about something, which jobs are missing, the odds, what is next for oneself."""
    jonas = workplace.person("jonas")
    assert "Lena Vogt is an MLOps engineer in Payments ML" in asked(jonas, "who is our MLOps engineer?")
    owner = asked(jonas, "who owns the data pipeline?")
    assert "Diego Santos" in owner
    assert "the roster of Payments ML" in owner
    assert "In general:" in owner
    jonas.click("RACI for the data pipeline")
    assert "the data engineer is accountable" in words(jonas.newest())
    labels = asked(jonas, "what are we doing about labels?")
    assert "Labelling rules from chargebacks: you" in labels
    assert "Relabel the sample with the fraud desk: Sam Okafor" in labels
    assert "the plan of Payments ML" in labels
    assert "an embedded team, Payments ML lacks a software engineer" in asked(
        jonas, "which roles are we missing for an embedded team?"
    )
    odds = asked(jonas, "when is fewer false fraud alarms due?")
    assert "18 December 2026, its target" in odds
    assert "`/forecast Fewer false fraud alarms`" in odds
    mine = asked(jonas, "what is next for me?")
    assert "Graph network over shared cards" in mine
    assert "check-in" in mine
    assert "managed by Mina Park" in asked(jonas, "who manages us?")
    assert "6 people" in asked(jonas, "who is on our team?")
    both = asked(jonas, "who is our MLOps engineer? and what does an MLOps engineer do?")
    assert "Lena Vogt" in both
    assert "infrastructure" in both


def test_who_is_blocked_is_for_the_manager_and_what_for_everybody(workplace: Workplace) -> None:
    """Sam's blocker: by name for Mina, for Sam himself, without a name for Jonas and for Vera."""
    question = "who has been blocked longest?"
    assert "Sam Okafor, on Relabel the sample" in asked(workplace.person("mina"), question)
    assert "You, on Relabel the sample" in asked(workplace.person("sam"), question)
    for handle in ("jonas", "vera"):
        said = asked(workplace.person(handle), question)
        assert "Relabel the sample with the fraud desk" in said
        assert "Sam" not in said


def test_leadership_and_strangers_are_told_kindly_what_they_may_not_see(workplace: Workplace) -> None:
    """Vera sees projects and odds and no owners; somebody in no team hears how to get into one."""
    vera = workplace.person("vera")
    said = asked(vera, "what are we doing about labels?")
    assert "for the team's members and managers" in said
    assert "Sam" not in said
    assert "its target" in asked(vera, "when is fewer false fraud alarms due?")
    workplace.post("/users", handle="nils", tz="Europe/Oslo")
    nils = workplace.person("nils")
    assert "you are in none that I know" in asked(nils, "who is our MLOps engineer?")
    assert "you are in none" not in asked(nils, "who owns the data pipeline?")


@pytest.mark.parametrize(
    ("channel", "question", "told"),
    [
        ("payments-ml", "who has been blocked longest?", "Relabel the sample with the fraud desk"),
        ("payments-ml", "what are we doing about labels?", "Sam Okafor"),
        ("payments-ml", "when is fewer false fraud alarms due?", "Ask me in a DM"),
        ("leadership", "what are we doing about labels?", "Ask me in a DM"),
        ("leadership", "who has been blocked longest?", "Ask me in a DM"),
    ],
)
def test_where_others_read_along_no_more_is_said_than_they_may_know(
    workplace: Workplace, channel: str, question: str, told: str
) -> None:
    """Mina may see everything; in a channel: no odds, no blocked names, the plan in its team's only."""
    mina = workplace.person("mina")
    bot = workplace.get("/workspace")
    place = next(one["id"] for one in bot["channels"] if one["name"] == channel)
    user = next(one["id"] for one in bot["users"] if one["handle"] == "barometer")
    root = mina.says(f"<@{user}> {question}", channel=place)
    said = words(mina.waits_for(lambda one: one["ts"] != root, channel=place, thread=root))
    assert told in said
    if "blocked" in question:
        assert "Sam" not in said


def test_a_dm_is_as_private_as_the_command(workplace: Workplace) -> None:
    """The same question typed to Barometer gets the whole answer."""
    mina = workplace.person("mina")
    root = mina.says("who has been blocked longest?")
    assert "Sam Okafor, on Relabel" in words(mina.waits_for(lambda one: one["ts"] != root, thread=root))
