"""Reminders as conversations: seldom, kind, and gone as soon as they are not needed."""

from datetime import datetime, timedelta

from tests.play import Person, Workplace, words

HOUR = timedelta(hours=1).total_seconds()


def reminders(person: Person) -> list[str]:
    """The reminders somebody got."""
    return [one["text"] for one in person.messages() if one["text"].startswith("Still open")]


def test_who_has_not_answered_is_reminded_once_and_can_answer_from_there(workplace: Workplace) -> None:
    """Asked at half past nine, Jonas is reminded at half past twelve, once; the button opens the form."""
    jonas = workplace.person("jonas")
    workplace.move_clock(seconds=2.9 * HOUR)
    assert reminders(jonas) == []
    workplace.move_clock(seconds=0.2 * HOUR)
    assert reminders(jonas) == ["Still open: the check-in for Tue 24 Nov 2026, about two minutes."]
    assert "nobody is told" in words(jonas.newest())
    jonas.click("Check in", message=jonas.newest())
    assert jonas.submit(status="moving") == {"result": "closed"}
    workplace.move_clock(seconds=20 * HOUR)
    assert len(reminders(jonas)) == 1


def test_who_answered_skipped_or_is_away_is_not_reminded(workplace: Workplace) -> None:
    """Jonas skips, Lena is away: silence for both."""
    jonas, lena = workplace.person("jonas"), workplace.person("lena")
    jonas.click("Skip today")
    lena.click("I'm away…")
    lena.submit(first="2026-11-24", last="2026-11-24")
    workplace.move_clock(seconds=12 * HOUR)
    assert reminders(jonas) == reminders(lena) == []


def test_who_turned_reminders_off_gets_none(workplace: Workplace) -> None:
    """My settings, Remind me: no."""
    jonas, lena = workplace.person("jonas"), workplace.person("lena")
    jonas.use("My settings", home=True)
    jonas.submit(reminded="off")
    workplace.move_clock(seconds=12 * HOUR)
    assert reminders(jonas) == []
    assert len(reminders(lena)) == 1


def test_the_team_decides_how_often_and_none_comes_in_the_evening(workplace: Workplace) -> None:
    """Twice: both within the working day; never: none from then on."""
    mina, jonas = workplace.person("mina"), workplace.person("jonas")
    mina.use("Check-ins", home=True)
    mina.submit(reminders="2")
    workplace.move_clock(to=datetime.fromisoformat("2026-11-24T17:00:00+00:00"))
    assert len(reminders(jonas)) == 2
    assert "The last reminder" in words(jonas.newest())
    workplace.move_clock(seconds=14 * HOUR)
    assert len(reminders(jonas)) == 2
    mina.use("Check-ins", home=True)
    mina.submit(reminders="0")
    workplace.move_clock(seconds=40 * HOUR)
    assert len(reminders(jonas)) == 2
