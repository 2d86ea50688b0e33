"""Documents on disk: team and plan files in YAML, read into plain values and written back."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from bot.domain.errors import WrongInput

MOST_BYTES = 5 * 2**20


def read_document(path: Path) -> Any:
    """The YAML document in a file, or `WrongInput` naming the file and, where there is one, the line."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise WrongInput(f"{path}: cannot be read ({error.strerror})") from None
    if len(raw) > MOST_BYTES:
        raise WrongInput(f"{path}: has {len(raw):,} bytes; a plan has at most {MOST_BYTES:,}")
    try:
        text = raw.decode("utf-8-sig")
        if "&" in text and "*" in text:
            _refuse_aliases(path, text)
        return yaml.safe_load(text)
    except UnicodeDecodeError:
        raise WrongInput(f"{path}: is not text in UTF-8") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise WrongInput(f"{path}{where}: is not YAML ({getattr(error, 'problem', 'it cannot be parsed')})") from None
    except (RecursionError, ValueError):
        raise WrongInput(f"{path}: is nested too deeply or holds a value that is none") from None


def write_document(path: Path, document: Mapping[str, Any]) -> None:
    """Write a document as YAML, in the order given."""
    text = yaml.safe_dump(dict(document), allow_unicode=True, sort_keys=False, width=110)
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise WrongInput(f"{path}: cannot be written ({error.strerror})") from None


def _refuse_aliases(path: Path, text: str) -> None:
    # An alias of an alias of an alias unfolds into more than any memory holds.
    for event in yaml.parse(text):
        if isinstance(event, yaml.AliasEvent):
            line = event.start_mark.line + 1 if event.start_mark else 0
            raise WrongInput(f"{path}, line {line}: uses a YAML alias (*{event.anchor}); write the value out")
