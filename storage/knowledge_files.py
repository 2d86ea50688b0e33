"""Entries on disk: Markdown with front matter, several passages a file, read into plain passages.

A file that cannot be read is named with its line; the others are still served.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bot.domain.knowledge import Passage

HEADING = re.compile(r"^## (?P<title>.+?) \{#(?P<id>[a-z0-9-]+)\}$")
FIELD = re.compile(r"^(?P<name>facts|asks|route|ask): (?P<value>.+)$")


@dataclass(frozen=True)
class Broken:
    """A file that cannot be served, and where it is wrong."""

    file: str
    line: int
    what: str


def read_entries(folder: Path) -> tuple[list[Passage], list[Broken]]:
    """Every passage of a folder's Markdown files, and the files that cannot be used."""
    passages: list[Passage] = []
    broken: list[Broken] = []
    for path in sorted(folder.glob("*.md")):
        found = _read(path)
        if isinstance(found, Broken):
            broken.append(found)
        else:
            passages += found
    return passages, broken


def _read(path: Path) -> list[Passage] | Broken:
    try:
        lines = path.read_text("utf-8").splitlines()
    except UnicodeDecodeError:
        return Broken(path.name, 1, "is not text in UTF-8")
    if not lines or lines[0] != "---" or "---" not in lines[1:]:
        return Broken(path.name, 1, "does not begin with front matter between two lines of ---")
    end = lines.index("---", 1)
    try:
        front = yaml.safe_load("\n".join(lines[1:end])) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return Broken(path.name, (mark.line if mark else 0) + 2, "has front matter that is not YAML")
    if not isinstance(front, dict) or "topic" not in front:
        return Broken(path.name, 2, "names no topic in its front matter")
    passages: list[Passage] = []
    for number, line in enumerate(lines[end + 1 :], start=end + 2):
        if line.startswith("## "):
            heading = HEADING.match(line)
            if heading is None:
                return Broken(path.name, number, "has a heading without an id such as {#quick-wins}")
            following = _until_heading(lines, number)
            passages.append(_passage(heading, lines[number:following], front))
    return passages


def _until_heading(lines: list[str], start: int) -> int:
    return next((place for place in range(start, len(lines)) if lines[place].startswith("## ")), len(lines))


def _passage(heading: re.Match[str], body: list[str], front: dict[str, Any]) -> Passage:
    fields: dict[str, str] = {}
    text: list[str] = []
    for line in body:
        field = FIELD.match(line)
        if field and not text:
            fields[field["name"]] = field["value"]
        elif line.strip():
            text.append(line.strip())
    return Passage(
        id=heading["id"],
        title=heading["title"],
        text=" ".join(text),
        topic=str(front["topic"]),
        facts=tuple(one.strip() for one in fields.get("facts", "").split(",") if one.strip()),
        asks=tuple(one.strip() for one in fields.get("asks", "").split("|") if one.strip()),
        source=str(front.get("source", "")),
        url=str(front.get("url", "")),
        ask=fields.get("ask", str(front.get("ask", ""))),
        route=fields.get("route", ""),
        verified=_day(front.get("verified")),
        review=_day(front.get("review")),
    )


def _day(value: Any) -> date | None:
    return value if isinstance(value, date) else None
