"""The app manifest that ships with the bot: what Slack is told the app can do."""

from pathlib import Path
from typing import Any

import yaml

MANIFEST = Path(__file__).parent.parent / "manifest.yml"


def read_manifest() -> dict[str, Any]:
    """The manifest as a document."""
    document: dict[str, Any] = yaml.safe_load(MANIFEST.read_text("utf-8"))
    return document
