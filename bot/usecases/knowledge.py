"""Asking the knowledge base: the index over all entries, and the answer to one question. Speaks no Slack."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from bot.domain.entries import Entry, overridden
from bot.domain.knowledge import Answer, KnowledgeIndex
from bot.domain.knowledge import answer as domain_answer
from storage.knowledge_files import BrokenEntry, EntryFolder, read_folder

BUILT_IN = Path(__file__).parent.parent / "knowledge"


def build_index(*sources: Iterable[Entry]) -> KnowledgeIndex:
    """One index over all entries; a later source overrides an earlier one's entry of the same id."""
    return KnowledgeIndex.of(overridden(entry for source in sources for entry in source))


def load_index(folder: Path | None = None, team_entries: Iterable[Entry] = ()) -> KnowledgeIndex:
    """The built-in entries, overridden by those of a folder, overridden by those the team published."""
    extra = read_folder(folder).entries if folder is not None else ()
    return build_index(read_folder(BUILT_IN).entries, extra, team_entries)


def broken_entries(folder: Path | None = None) -> tuple[BrokenEntry, ...]:
    """The places in entry files that could not be read; the rest is served all the same."""
    folders: list[EntryFolder] = [read_folder(BUILT_IN)]
    if folder is not None:
        folders.append(read_folder(folder))
    return tuple(broken for one in folders for broken in one.broken)


def answer(
    index: KnowledgeIndex, question: str, previous: str | None = None, corrections: Mapping[str, str] | None = None
) -> Answer:
    """Answer a question, or offer three passages, or abstain and say whom to ask; never raises on any text."""
    return domain_answer(index, question, previous, corrections)
