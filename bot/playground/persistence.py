"""The playground's state on disk: one snapshot, written whole and then put in place, so that a crash tears nothing."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.playground.workspace import Workspace


@dataclass(frozen=True)
class Saved:
    """A state as it was kept."""

    workspace: dict[str, Any]
    contents: dict[str, bytes]
    offset_seconds: float


class Store:
    """Keeps the newest snapshot in a folder, and the contents of files beside it."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "playground.json"
        self._files = folder / "files"
        self._files.mkdir(parents=True, exist_ok=True)
        self._last = ""

    def load(self) -> Saved | None:
        """What was kept last, or None the first time."""
        if not self._path.exists():
            return None
        document = json.loads(self._path.read_text("utf-8"))
        contents = {path.name: path.read_bytes() for path in self._files.iterdir() if path.suffix != ".part"}
        return Saved(document["workspace"], contents, float(document["offset_seconds"]))

    def save(self, workspace: Workspace, offset_seconds: float) -> None:
        """Keep the state as it is now."""
        for file in workspace.files.values():
            if file.complete and not (self._files / file.id).exists():
                _put(self._files / file.id, file.content)
        state = workspace.snapshot()
        text = json.dumps({"workspace": state, "offset_seconds": offset_seconds})
        if text != self._last:
            _put(self._path, text.encode("utf-8"))
            self._last = text


def _put(path: Path, content: bytes) -> None:
    part = path.with_name(f"{path.name}.part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
