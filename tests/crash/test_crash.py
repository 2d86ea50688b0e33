"""A short crash campaign: real processes killed with SIGKILL; nothing acknowledged is lost, nothing is doubled."""

from pathlib import Path

from tests.crash.campaign import campaign


def test_twelve_kills_lose_and_double_nothing(tmp_path: Path, database_url: str) -> None:
    """Bots die at random moments and at numbered steps while Slack has bad moments: counted by what people see."""
    figures = campaign(tmp_path, database_url, seed=1, lives=12)
    print(figures)  # noqa: T201  (shown when it fails)
    assert figures.acknowledged > 0
    assert figures.at_steps > 0
    assert figures.typed > 0
    assert figures.broken == 0
