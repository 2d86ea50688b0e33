"""What was typed while nobody listened is answered once somebody does: once, in order, wherever the outage fell."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot import demo
from bot.app import Barometer
from bot.playground import Playground
from tests.play import Person, Workplace

HOUR = 3600.0


@contextmanager
def listening(playground: Playground, database_url: str) -> Iterator[Barometer]:
    """The bot, for as long as it runs."""
    barometer = demo.connect(playground, database_url)
    try:
        Workplace(playground.url).let_everything_happen()
        yield barometer
    finally:
        barometer.stop()


def slack_gives_up(place: Workplace) -> None:
    """So much time passes that Slack has brought each event as often as it does."""
    for _ in range(5):
        place.move_clock(seconds=HOUR / 2)


def cards(person: Person) -> list[str]:
    """The typed check-ins that were shown back, oldest first."""
    return [str(one["blocks"][0]) for one in person.messages() if "I understood a check-in" in one["text"]]


def understood(message: dict) -> bool:  # type: ignore[type-arg]
    """The card that shows a typed check-in back."""
    return "I understood a check-in" in message["text"]


def test_what_was_typed_in_a_long_outage_is_shown_back_after_it(playground: Playground, database_url: str) -> None:
    """A check-in gets its card and a question its answer, once each, however often the bot starts."""
    place = Workplace(playground.url)
    jonas = place.person("jonas")
    with listening(playground, database_url):
        pass
    jonas.says("graph network stalled on label noise, 3 experiments")
    asked = jonas.says("who should own the data pipeline?")
    slack_gives_up(place)
    with listening(playground, database_url):
        jonas.waits_for(understood)
        answer = jonas.waits_for(lambda one: one["ts"] != asked, thread=asked)
        assert answer["thread_ts"] == asked
    for _ in range(2):
        with listening(playground, database_url):
            place.move_clock(seconds=2 * HOUR)
    assert len(cards(jonas)) == 1
    assert len(jonas.messages(thread=asked)) == 2


def test_a_message_heard_later_does_not_hide_one_that_was_missed(playground: Playground, database_url: str) -> None:
    """What is complete is not what is newest."""
    place = Workplace(playground.url)
    jonas = place.person("jonas")
    with listening(playground, database_url):
        pass
    jonas.says("graph network stalled, 3 experiments")
    slack_gives_up(place)
    with listening(playground, database_url) as barometer:
        jonas.waits_for(understood)
        barometer.socket.close()  # type: ignore[union-attr]
        jonas.says("graph network moving, 5 experiments")
        place.move_clock(seconds=600)
        barometer.socket.connect()  # type: ignore[union-attr]
        jonas.says("graph network moving, 7 experiments")
        jonas.waits_for(lambda one: "7 experiments" in str(one))
        place.move_clock(seconds=HOUR + 60)
        found = cards(jonas)
    assert [next(n for n in "357" if f"{n} experiments" in card) for card in found] in (
        ["3", "5", "7"],
        ["3", "7", "5"],
    )


def test_a_slack_that_cannot_be_read_is_read_later(playground: Playground, database_url: str) -> None:
    """A look that failed is not taken for one that found nothing."""
    place = Workplace(playground.url)
    jonas = place.person("jonas")
    with listening(playground, database_url):
        pass
    jonas.says("graph network stalled, 3 experiments")
    slack_gives_up(place)
    place.post("/faults", kind="error_500", method="conversations.history", count=20)
    with listening(playground, database_url):
        assert cards(jonas) == []
        place.post("/faults", kind="clear")
        place.move_clock(seconds=600)
        jonas.waits_for(understood)
    assert len(cards(jonas)) == 1


def test_only_who_was_asked_is_read(playground: Playground, database_url: str) -> None:
    """A DM in which no question waits is not looked into."""
    place = Workplace(playground.url)
    with listening(playground, database_url):
        pass
    with listening(playground, database_url):
        reads = [one["arguments"] for one in place.journal("call") if one["method"] == "conversations.history"]
    read = {one["channel"] for one in reads}
    assert place.person("jonas").dm in read
    assert place.person("vera").dm not in read
