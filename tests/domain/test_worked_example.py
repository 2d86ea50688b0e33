"""The worked example a manager reads is what the ledger computes, line by line; so are the shipped weights."""

from datetime import date
from pathlib import Path

from bot.domain.likelihood import Report, assess
from bot.domain.statuses import Status
from bot.domain.weights import SHIPPED

PAGE = Path(__file__).parents[2] / "docs/explanation/how-a-likelihood-moves.md"

TOLD = [
    Report(
        "2 November",
        date(2026, 11, 2),
        Status.MOVING,
        experiments=2,
        confidence=0.8,
        expected=date(2026, 12, 11),
    ),
    Report("9 November", date(2026, 11, 9), Status.STALLED, experiments=3),
    Report(
        "16 November",
        date(2026, 11, 16),
        Status.STALLED,
        experiments=1,
        blocked=True,
        confidence=0.6,
        expected=date(2027, 1, 8),
    ),
]


def minus(number: str) -> str:
    """A number as it is printed, with a true minus sign."""
    return number.replace("-", "−")


def test_the_worked_example_is_what_the_ledger_says() -> None:
    """Every line of the page's ledger, the number it adds up to, and its range."""
    known = assess(
        0.6,
        TOLD,
        today=date(2026, 11, 23),
        started=date(2026, 10, 26),
        deadline=date(2026, 12, 18),
        planned_experiments=10,
    )
    page = PAGE.read_text("utf-8")
    for line in known.lines:
        row = f"| {line.reply or 'the plan'} | {line.reason} | {line.weight:+.2f} | {line.points:+.1f} |"
        assert minus(row) in page
    total = sum(line.weight for line in known.lines)
    assert minus(f"| | **together** | {total:+.2f} | **{known.value * 100:.1f}** |") in page
    assert f"between {known.low:.0%} and {known.high:.0%}" in page


def test_the_page_shows_every_weight_as_it_ships() -> None:
    """A refit that forgets the page fails here."""
    page = PAGE.read_text("utf-8")
    for name in SHIPPED.names:
        assert minus(f"| {name} | {SHIPPED.weight(name):+.3f} |") in page
