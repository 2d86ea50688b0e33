"""The team's channel, as a conversation through the real Bolt app and the playground."""

from tests.play import Workplace, words


def test_the_teams_channel_shows_counts_in_one_message_and_nobody_by_name(workplace: Workplace) -> None:
    """One message for the date, edited as answers come in; what ended stands in its thread."""
    jonas, lena = workplace.person("jonas"), workplace.person("lena")
    jonas.click("Nothing changed")
    workplace.let_everything_happen()
    (day,) = jonas.messages("payments-ml")
    assert "1 of" in day["text"]
    lena.click("Check in")
    lena.submit(status="done", learned="The switch works in a minute")
    workplace.let_everything_happen()
    (day,) = jonas.messages("payments-ml")
    assert "2 of" in day["text"]
    assert day["edited"]
    thread = [words(one) for one in jonas.messages("payments-ml", thread=day["ts"])[1:]]
    assert any("is done. Well worked!" in one and "The switch works in a minute" in one for one in thread)
    assert not any(name in " ".join([day["text"], *thread]) for name in ("Lena", "Jonas", "<@"))
