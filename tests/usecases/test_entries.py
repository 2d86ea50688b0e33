"""A workspace's own answers: who may decide, what becomes of a draft, who is told, and who is answered with it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot import example
from bot.domain.errors import NotAllowed, NothingYet
from bot.domain.knowledge import Answer
from bot.domain.messages import EntryDecided
from bot.domain.outlines import FormRefused
from bot.domain.people import Person
from bot.domain.team_entries import EntryState, EntryWish
from bot.usecases import entries
from bot.usecases.knowledge import Library, answer, load_library
from handlers.blocks.text import as_written
from storage import audit, people
from storage.database import Database

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HANDLES = ("mina", "jonas", "priya", "diego", "lena", "sam", "vera")
WISH = EntryWish("GPUs", "Tess hands them out.", ("who hands out GPUs?",), "https://wiki.example/gpus the wiki", "Tess")


@pytest.fixture
def team(database: Database) -> Database:
    """The example team in one workspace, and nobody but Zoe in another."""
    for workspace, who in (("T1", HANDLES), ("T2", ("zoe",))):
        with database.transaction() as tx:
            people.save_workspace(tx, workspace, name="Test", bot_user="UBOT")
            people.save_people(tx, workspace, [Person(f"U{name}", f"{name.title()}", "UTC", name) for name in who])
    with database.transaction() as tx:
        people.save_people(tx, "T1", [Person("Uguest", "Guest", "UTC", "guest", external=True)])
    example.set_up(database, "T1", channels={"payments-ml": "C1", "leadership": "C2"}, now=NOW)
    return database


@pytest.fixture
def library() -> Library:
    """The built-in entries, and nobody's own: a library belongs to one database."""
    return load_library()


def asked(db: Database, library: Library, question: str, workspace: str = "T1") -> Answer:
    """What a workspace is answered."""
    with db.snapshot() as tx:
        index = library.of(tx, workspace)
    return answer(index, question)


def draft(db: Database, library: Library, wish: EntryWish = WISH, key: str = "k") -> int:
    """Jonas hands something in."""
    return entries.save_draft(db, library, "T1", person="Ujonas", wish=wish, key=key, now=NOW)


def test_a_draft_answers_nobody_until_a_manager_publishes_it_and_then_only_here(
    team: Database, library: Library
) -> None:
    """Another process' library sees it at its next look; the other workspace never does."""
    elsewhere = Library(library.everybodys.values())
    id = draft(team, library)
    assert draft(team, library) == id
    assert asked(team, library, "who hands out GPUs?").passage is None
    with pytest.raises(NotAllowed, match="draft"):
        entries.publish(team, library, "T1", person="Ujonas", wish=WISH, key="k", id=id, now=NOW)
    (waiting,) = entries.drafts(team, "T1", person="Umina", now=NOW)
    assert (waiting.id, waiting.author, waiting.state) == (id, "Ujonas", EntryState.DRAFT)
    entries.publish(team, library, "T1", person="Umina", wish=WISH, key="x", id=id, word="Thanks!", now=NOW)
    for one in (library, elsewhere):
        found = asked(team, one, "GPUs, who hands them out?").passage
        assert found is not None
        assert (found.id, found.text, found.owner, found.verified_by) == ("team.gpus", WISH.text, "Payments ML", "Mina")
        assert (found.url, found.source) == ("https://wiki.example/gpus", "the wiki")
        assert (found.verified, found.review) == (NOW.date(), NOW.date() + timedelta(days=365))
    assert asked(team, library, "who hands out GPUs?", "T2").passage is None
    assert entries.drafts(team, "T1", person="Umina", now=NOW) == ()
    with team.snapshot() as tx:
        assert {line.change.field for line in audit.lines(tx, "T1") if line.what == "answer"} >= {"title", "answer"}


def test_a_decision_is_made_once_and_told_to_the_author(team: Database, library: Library) -> None:
    """Declined is declined; what somebody writes and publishes themselves is told to nobody."""
    id = draft(team, library)
    entries.decline(team, "T1", person="Umina", id=id, word="We have that already", now=NOW)
    with pytest.raises(NothingYet, match="declined"):
        entries.publish(team, library, "T1", person="Umina", wish=WISH, key="x", id=id, now=NOW)
    entries.publish(team, library, "T1", person="Umina", wish=WISH, key="own", now=NOW)
    with team.snapshot() as tx:
        rows = tx.connection().execute(text("SELECT conversation, payload FROM outbox WHERE kind = 'entry_decided'"))
        told = [(to, EntryDecided.model_validate_json(payload)) for to, payload in rows]
    assert [(to, one.published, one.word) for to, one in told] == [("Ujonas", False, "We have that already")]


def test_a_changed_answer_is_the_next_answer_and_a_retired_one_is_none(team: Database, library: Library) -> None:
    """Also where no time has passed between the changes; who may not decide changes it by a draft of their own."""
    first = entries.publish(team, library, "T1", person="Umina", wish=WISH, key="a", now=NOW)
    assert asked(team, library, "who hands out GPUs?").passage is not None
    better = replace(WISH, title="GPUs and TPUs", text="Tess and Omar.")
    entries.publish(team, library, "T1", person="Umina", wish=better, key="b", id=first.id, now=NOW)
    found = asked(team, library, "who hands out GPUs?").passage
    assert found is not None
    assert (found.id, found.text) == ("team.gpus", "Tess and Omar.")
    suggested = entries.save_draft(team, library, "T1", person="Ujonas", wish=WISH, key="c", id=first.id, now=NOW)
    assert suggested != first.id
    (waiting,) = entries.drafts(team, "T1", person="Umina", now=NOW)
    entries.publish(team, library, "T1", person="Umina", wish=waiting.wish, key="d", id=suggested, now=NOW)
    (only,) = entries.published(team, "T1", person="Umina", now=NOW)
    assert (only.id, only.slug, only.wish.text) == (suggested, "team.gpus", WISH.text)
    entries.retire(team, "T1", person="Umina", id=suggested, now=NOW)
    assert asked(team, library, "who hands out GPUs?").passage is None


def test_an_answer_of_ours_takes_a_built_in_ones_place_until_it_is_retired(team: Database, library: Library) -> None:
    """By its id; the built-in one is back afterwards."""
    built_in = library.everybodys["role.mlops"]
    mine = replace(WISH, title="MLOps here", text="Lena.", overrides="role.mlops", asks=("what is MLOps here?",))
    published = entries.publish(team, library, "T1", person="Umina", wish=mine, key="a", now=NOW)
    with team.snapshot() as tx:
        entry = library.of(tx, "T1").entry("role.mlops")
    assert entry is not None
    assert entry.text == "Lena."
    entries.retire(team, "T1", person="Umina", id=published.id, now=NOW)
    with team.snapshot() as tx:
        assert library.of(tx, "T1").entry("role.mlops") == built_in
        assert library.of(tx, "T2").entry("role.mlops") == built_in


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": " "}, "title"),
        ({"text": ""}, "text"),
        ({"text": "word " * 121}, "text"),
        ({"source": ""}, "source"),
        ({"asks": tuple(str(one) for one in range(13))}, "asks"),
        ({"review": date(2026, 11, 24)}, "review"),
        ({"overrides": "nothing.like.it"}, "overrides"),
        ({"verified_by": "Unobody"}, "verified_by"),
    ],
)
def test_what_cannot_be_used_is_named_beside_its_field(
    team: Database, library: Library, changed: dict[str, object], field: str
) -> None:
    """Nothing is kept of it."""
    with pytest.raises(FormRefused) as refused:
        draft(team, library, replace(WISH, **changed))  # type: ignore[arg-type]
    assert [error.field for error in refused.value.errors] == [field]
    assert entries.drafts(team, "T1", person="Umina", now=NOW) == ()


def test_guests_write_nothing_and_members_open_only_their_own_drafts(team: Database, library: Library) -> None:
    """A manager opens any."""
    with pytest.raises(NotAllowed, match="Guests"):
        entries.save_draft(team, library, "T1", person="Uguest", wish=WISH, key="k", now=NOW)
    id = draft(team, library)
    for person in ("Ujonas", "Umina"):
        assert entries.entry_form(team, library, "T1", person=person, id=id, now=NOW).entry is not None
    with pytest.raises(NotAllowed):
        entries.entry_form(team, library, "T1", person="Usam", id=id, now=NOW)
    with pytest.raises(NotAllowed):
        entries.save_draft(team, library, "T1", person="Usam", wish=WISH, key="k2", id=id, now=NOW)


def test_a_folder_of_ones_own_is_served_in_its_name_and_takes_built_in_places(
    team: Database, tmp_path: Path, library: Library
) -> None:
    """What a workspace publishes comes on top; a broken passage is named, the rest is there."""
    head = "---\nsource: the handbook\nask: Tess\n---\n"
    one = "## MLOps {#role.mlops}\nasks: what is MLOps with us\nThe platform group runs it.\n"
    (tmp_path / "ours.md").write_text(f"{head}{one}## Broken {{#broken}}\nreview: someday\nNo.\n", "utf-8")
    own = load_library(tmp_path)
    assert [broken.file for broken in own.broken] == ["ours.md"]
    found = asked(team, own, "what is MLOps with us?").passage
    assert found is not None
    assert (found.id, found.owner, found.text) == ("role.mlops", "your organisation", "The platform group runs it.")
    mine = replace(WISH, overrides="role.mlops", text="Lena.")
    entries.publish(team, own, "T1", person="Umina", wish=mine, key="a", now=NOW)
    with team.snapshot() as tx:
        entry = own.of(tx, "T1").entry("role.mlops")
    assert entry is not None
    assert entry.owner == "Payments ML"


def test_a_message_is_taken_over_as_it_was_seen() -> None:
    """Names for ids, addresses for links, and nothing escaped any more."""
    raw = "Ask <@U1>, <@U2|omar> or <#C1|ml> &amp; see <https://a.example/x|the wiki>, <https://b.example> &lt;3"
    seen = "Ask @Tess, @omar or #ml & see the wiki (https://a.example/x), https://b.example <3"
    assert as_written(raw, {"U1": "Tess"}) == seen
