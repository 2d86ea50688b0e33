"""Asking the knowledge base: the index over all entries, and the answer to one question. Speaks no Slack."""

import threading
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from bot.domain.confidence import Weights
from bot.domain.confidence_learning import shifted
from bot.domain.confidence_weights import FITTED
from bot.domain.entries import Entry, overridden
from bot.domain.knowledge import Answer, KnowledgeIndex
from bot.domain.knowledge import answer as domain_answer
from bot.domain.team_entries import EntryState, served
from storage import confidence_learning, entries, entry_reviews, people
from storage.database import Tx
from storage.knowledge_files import BrokenEntry, EntryFolder, read_folder

BUILT_IN = Path(__file__).parent.parent / "knowledge"


def build_index(*sources: Iterable[Entry], weights: Weights = FITTED) -> KnowledgeIndex:
    """One index over all entries; a later source overrides an earlier one's entry of the same id."""
    return KnowledgeIndex.of(overridden(entry for source in sources for entry in source), weights)


def load_index(folder: Path | None = None, team_entries: Iterable[Entry] = ()) -> KnowledgeIndex:
    """The built-in entries, overridden by those of a folder, overridden by those the team published."""
    extra = _ours(read_folder(folder).entries) if folder is not None else ()
    return build_index(read_folder(BUILT_IN).entries, extra, team_entries)


def _ours(found: Iterable[Entry]) -> list[Entry]:
    """What a folder of one's own holds is said in somebody's name, also where a file names no owner."""
    return [replace(entry, owner=entry.owner or "your organisation") for entry in found]


class Library:
    """Every workspace's index: what all have, and what its own people published. Shared by all threads.

    An index is built again when the database says that what is answered with has changed, by whatever process.
    `broken` are the places in entry files that could not be read; the rest is served all the same.
    """

    def __init__(self, everybodys: Iterable[Entry], broken: Iterable[BrokenEntry] = ()) -> None:
        self.broken = tuple(broken)
        self.everybodys: Mapping[str, Entry] = {entry.id: entry for entry in overridden(everybodys)}
        self._plain = build_index(self.everybodys.values())
        self._built: dict[str, tuple[int, KnowledgeIndex]] = {}
        self._building = threading.Lock()

    def of(self, tx: Tx, workspace: str) -> KnowledgeIndex:
        """The index as of this look at the database."""
        edition = entries.edition(tx, workspace)
        known = self._fresh(workspace, edition)
        if known is not None:
            return known
        with self._building:
            known = self._fresh(workspace, edition)
            if known is None:
                weights = shifted(FITTED, confidence_learning.shifts(tx, workspace))
                served = overridden([*self.everybodys.values(), *_published(tx, workspace)])
                known = build_index(_reviewed(tx, workspace, served), weights=weights)
                self._built[workspace] = (edition, known)
            return known

    def _fresh(self, workspace: str, edition: int) -> KnowledgeIndex | None:
        if edition == 0:
            return self._plain
        built, index = self._built.get(workspace, (0, self._plain))
        return index if built == edition else None


def load_library(folder: Path | None = None) -> Library:
    """The built-in entries, overridden by those of a folder; each workspace's own come on top."""
    built_in, own = read_folder(BUILT_IN), read_folder(folder) if folder is not None else EntryFolder((), ())
    return Library([*built_in.entries, *_ours(own.entries)], [*built_in.broken, *own.broken])


def _published(tx: Tx, workspace: str) -> list[Entry]:
    found = entries.in_state(tx, workspace, EntryState.PUBLISHED)
    names = people.people(tx, workspace, {one.wish.verified_by for one in found if one.wish.verified_by})
    return [
        served(one, verified_by=names[one.wish.verified_by].name if one.wish.verified_by in names else "")
        for one in found
    ]


def _reviewed(tx: Tx, workspace: str, served: Iterable[Entry]) -> list[Entry]:
    """The entries with the newest word on whether they still hold."""
    told = entry_reviews.reviews(tx, workspace)
    names = people.people(tx, workspace, {one.person for one in told.values()})
    found = []
    for entry in served:
        word = told.get(entry.id)
        if word is not None and (entry.verified is None or word.verified >= entry.verified):
            by = names[word.person].name if word.person in names else ""
            entry = replace(entry, verified_by=by, verified=word.verified, review=word.review)
        found.append(entry)
    return found


def broken_entries(folder: Path | None = None) -> tuple[BrokenEntry, ...]:
    """The places in entry files that could not be read; the rest is served all the same."""
    folders: list[EntryFolder] = [read_folder(BUILT_IN)]
    if folder is not None:
        folders.append(read_folder(folder))
    return tuple(broken for one in folders for broken in one.broken)


def answer(
    index: KnowledgeIndex, question: str, previous: str | None = None, corrections: Mapping[str, Entry] | None = None
) -> Answer:
    """Answer a question, or offer three passages, or abstain and say whom to ask; never raises on any text."""
    return domain_answer(index, question, previous, corrections)
