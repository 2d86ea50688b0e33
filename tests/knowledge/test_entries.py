"""The built-in entries keep the promises that every reader relies on."""

import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from bot.domain.entries import MOST_FACTS, MOST_WORDS, Entry, faults, review_due
from bot.domain.words import content
from bot.usecases.knowledge import BUILT_IN, broken_entries, build_index, load_index
from storage.knowledge_files import read_entries, read_folder
from tests.knowledge.samples import BESIDE, development, held_out, own

ENTRIES = read_folder(BUILT_IN).entries
FACTS = BESIDE.parent / "facts.yaml"


def test_every_built_in_file_can_be_read() -> None:
    assert [one.sentence() for one in broken_entries()] == []


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_an_entry_is_short_sourced_dated_and_asked_for_in_several_ways(entry: Entry) -> None:
    assert faults(entry) == []
    assert len(entry.text.split()) <= MOST_WORDS
    assert len(entry.facts) <= MOST_FACTS
    assert len(entry.asks) >= 8
    assert entry.verified_by
    assert entry.verified
    assert entry.review
    assert entry.review > entry.verified
    assert entry.route or (entry.source and entry.url.startswith("https://") and entry.ask and entry.facts)


def test_related_entries_exist() -> None:
    ids = {entry.id for entry in ENTRIES}
    assert {related for entry in ENTRIES for related in entry.related} <= ids


def test_every_fact_that_was_proven_is_stated_and_none_from_memory() -> None:
    """Where the list of facts lies beside the checkout."""
    if not FACTS.is_file():
        pytest.skip("the list of facts is not beside this checkout")
    facts = yaml.safe_load(FACTS.read_text(encoding="utf-8"))
    stated = {fact for entry in ENTRIES for fact in entry.facts}
    assert stated == {fact["id"] for fact in facts if fact["check"] != "memory"}


def test_phrasings_are_nobodys_test_questions() -> None:
    """No phrasing says what a question of either set says: they would be measured on themselves."""

    def about(text: str) -> frozenset[str]:
        return frozenset(content(re.findall(r"[a-z0-9]+", text.lower())))

    asked = [about(one.question) for one in (*own(), *held_out(), *development())]
    for entry in ENTRIES:
        for phrasing in map(about, entry.asks):
            if len(phrasing) < 3:
                continue
            for question in asked:
                if len(question) >= 3:
                    alike = len(phrasing & question) / len(phrasing | question)
                    assert alike < 0.65, (entry.id, sorted(phrasing), sorted(question))


def test_entries_past_their_review_date_are_listed_oldest_first() -> None:
    old = Entry("a", "A", "t", review=date(2026, 1, 1))
    older = Entry("b", "B", "t", review=date(2025, 1, 1))
    fresh = Entry("c", "C", "t", review=date(2027, 1, 1))
    assert [one.id for one in review_due([old, fresh, older], today=date(2026, 6, 1))] == ["b", "a"]


def test_a_broken_passage_is_named_with_its_line_and_the_rest_is_served() -> None:
    text = (
        "---\nsource: S\n---\n\n## Good {#good}\nasks: a | b\nText.\n\n"
        "## Bad {#bad}\nreview: someday\nText.\n\n## Also good {#also}\nText.\n"
    )
    found = read_entries(text, file="team.md")
    assert [entry.id for entry in found.entries] == ["good", "also"]
    assert [one.sentence() for one in found.broken] == ["team.md, line 10: 'someday' is not a date such as 2026-11-23."]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\nsource: S\n## Never closed {#x}\n", 1),
        ("---\nsource: [S\n---\n## T {#x}\nText.\n", 2),
        ("---\ncolour: red\n---\n", 2),
        ("---\n- a\n---\n", 2),
        ("## No source {#x}\nText.\n", 1),
        ("---\nsource: S\n---\n## Empty {#x}\n", 4),
        ("---\nsource: S\n---\n## One {#x}\nT.\n## Two {#x}\nT.\n", 6),
    ],
)
def test_every_kind_of_broken_file_says_where(text: str, line: int) -> None:
    broken = read_entries(text, file="team.md").broken
    assert [one.line for one in broken] == [line]


def test_an_unreadable_file_does_not_take_the_folder_with_it(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"\xff\xfe\x00broken")
    (tmp_path / "b.md").write_text("---\nsource: S\n---\n## Fine {#fine}\nText.\n", encoding="utf-8")
    found = read_folder(tmp_path)
    assert [entry.id for entry in found.entries] == ["fine"]
    assert [one.file for one in found.broken] == ["a.md"]
    assert read_folder(tmp_path / "none").entries == ()


def test_a_folder_overrides_a_built_in_entry_and_the_team_overrides_both(tmp_path: Path) -> None:
    (tmp_path / "ours.md").write_text(
        "---\nsource: Our handbook\n---\n## TDSP here {#raci.meaning}\nWe do it so.\n", encoding="utf-8"
    )
    index = load_index(tmp_path, [Entry("pm.task", "Ours", "Text.", source="us", owner="team")])
    raci, task = index.entry("raci.meaning"), index.entry("pm.task")
    assert raci is not None
    assert raci.text == "We do it so."
    assert task is not None
    assert task.owner == "team"
    assert len(index.entries) == len(ENTRIES)
    assert build_index().entries == ()
