"""Reads entry files from a folder: front matter and Markdown become entries. Knows nothing of ranking.

A broken passage is named with its file and line; every other passage is still served.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bot.domain.entries import Entry, faults

_HEADING = re.compile(r"^## +(?P<title>.*?)(?: *\{#(?P<id>[^}]*)\})? *$")
_FIELD = re.compile(r"^(?P<name>[a-z]+): *(?P<value>.*)$")
_LISTS = {"facts": ",", "related": ",", "asks": "|"}
_WORDS = {"source", "url", "ask", "route", "topic", "owner"}
_DATES = {"verified", "review"}


@dataclass(frozen=True)
class BrokenEntry:
    """A place in an entry file that could not be read, and what to do about it."""

    file: str
    line: int
    problem: str

    def sentence(self) -> str:
        """The place and the problem as a person reads them."""
        return f"{self.file}, line {self.line}: {self.problem}"


@dataclass(frozen=True)
class EntryFolder:
    """What a folder holds: the entries that can be served and the places that cannot."""

    entries: tuple[Entry, ...]
    broken: tuple[BrokenEntry, ...]


def read_folder(folder: Path) -> EntryFolder:
    """Every passage of every `*.md` file directly in the folder, in the order of file names."""
    entries: list[Entry] = []
    broken: list[BrokenEntry] = []
    if not folder.is_dir():
        return EntryFolder((), (BrokenEntry(str(folder), 1, "there is no such folder."),))
    for path in sorted(folder.glob("*.md")):
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            broken.append(BrokenEntry(path.name, 1, "this is not a readable UTF-8 text file."))
            continue
        found = read_entries(text, file=path.name)
        known = {entry.id for entry in entries}
        for entry in found.entries:
            if entry.id in known:
                broken.append(BrokenEntry(path.name, 1, f"the id {entry.id!r} is used twice; the first one counts."))
            else:
                entries.append(entry)
                known.add(entry.id)
        broken.extend(found.broken)
    return EntryFolder(tuple(entries), tuple(broken))


def read_entries(text: str, *, file: str) -> EntryFolder:
    """The passages of one file's text; what cannot be read is named with its line."""
    lines = text.splitlines()
    broken: list[BrokenEntry] = []
    shared, body = _front_matter(lines, file, broken)
    if shared is None:
        return EntryFolder((), tuple(broken))
    entries: list[Entry] = []
    for start, block in _blocks(lines, body):
        try:
            entry = _entry(block, start, shared, file)
        except _Unreadable as error:
            broken.append(BrokenEntry(file, error.line, error.problem))
            continue
        wrong = faults(entry)
        if wrong:
            broken.append(BrokenEntry(file, start + 1, wrong[0]))
        elif entry.id in {one.id for one in entries}:
            broken.append(BrokenEntry(file, start + 1, f"the id {entry.id!r} is used twice; the first one counts."))
        else:
            entries.append(entry)
    return EntryFolder(tuple(entries), tuple(broken))


class _Unreadable(Exception):
    def __init__(self, line: int, problem: str) -> None:
        self.line, self.problem = line, problem
        super().__init__(problem)


def _front_matter(lines: list[str], file: str, broken: list[BrokenEntry]) -> tuple[Entry | None, int]:
    """What a file says of all its entries, and the line its body begins at."""
    nothing = Entry(id="", title="", text="")
    if not lines or lines[0].strip() != "---":
        return nothing, 0
    try:
        end = next(number for number, line in enumerate(lines[1:], 1) if line.strip() == "---")
    except StopIteration:
        broken.append(BrokenEntry(file, 1, "the front matter is never closed; end it with a line of three dashes."))
        return None, 0
    try:
        given = yaml.safe_load("\n".join(lines[1:end])) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark is not None else 2
        broken.append(BrokenEntry(file, line, "the front matter is not readable YAML; check colons and quotes."))
        return None, 0
    if not isinstance(given, dict):
        broken.append(BrokenEntry(file, 2, "the front matter must be lines of `name: value`."))
        return None, 0
    try:
        return _with_fields(nothing, {str(name): value for name, value in given.items()}, 2), end + 1
    except _Unreadable as error:
        broken.append(BrokenEntry(file, error.line, error.problem))
        return None, 0


def _blocks(lines: list[str], body: int) -> Iterator[tuple[int, list[str]]]:
    starts = [number for number in range(body, len(lines)) if lines[number].startswith("## ")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield start, lines[start:end]


def _entry(block: list[str], start: int, shared: Entry, file: str) -> Entry:
    heading = _HEADING.match(block[0])
    if heading is None:
        raise _Unreadable(start + 1, "a passage begins with `## Title {#id}`.")
    title = heading["title"].strip()
    id = (heading["id"] or "").strip() or f"{Path(file).stem}.{re.sub(r'[^a-z0-9]+', '-', title.lower()).strip('-')}"
    fields: dict[str, Any] = {}
    number = 1
    while number < len(block) and (field := _FIELD.match(block[number])) is not None:
        if field["name"] not in _LISTS.keys() | _WORDS | _DATES | {"by"}:
            break
        name, value = field["name"], field["value"].strip()
        # A long list may go on in further lines of the same name.
        fields[name] = f"{fields[name]}{_LISTS[name]}{value}" if name in _LISTS and name in fields else value
        number += 1
    entry = _with_fields(shared, fields, start + 2)
    text = "\n".join(block[number:]).strip()
    return replace(entry, id=id, title=title, text=text)


def _with_fields(entry: Entry, fields: dict[str, Any], line: int) -> Entry:
    changes: dict[str, Any] = {}
    for offset, (name, value) in enumerate(fields.items()):
        if name in _LISTS:
            parts = value if isinstance(value, list) else str(value).split(_LISTS[name])
            changes[name] = tuple(part for part in (str(one).strip() for one in parts) if part)
        elif name in _WORDS:
            changes[name] = str(value or "").strip()
        elif name in _DATES:
            changes[name] = _day(value, line + offset)
        elif name == "by":
            changes["verified_by"] = str(value or "").strip()
        else:
            raise _Unreadable(line + offset, f"`{name}` is not a field of an entry.")
    return replace(entry, **changes)


def _day(value: object, line: int) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise _Unreadable(line, f"{str(value)[:40]!r} is not a date such as 2026-11-23.") from None
