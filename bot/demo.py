"""`barometer demo`: the playground, an example team with a believable past, and the real bot, wired together."""

from pathlib import Path

EXAMPLE = Path(__file__).parent / "example" / "team.yaml"
WORKSPACE = Path(__file__).parent / "example" / "workspace.yaml"
MANIFEST = Path(__file__).parent.parent / "manifest.yml"
