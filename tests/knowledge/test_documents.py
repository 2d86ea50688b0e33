"""The documents about entries say what the program does."""

from pathlib import Path

from storage.knowledge_files import read_entries

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "knowledge-entries.md"


def test_the_example_file_in_the_reference_can_be_read() -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    example = text.split("```markdown\n", 1)[1].split("```", 1)[0]
    found = read_entries(example, file="example.md")
    assert found.broken == ()
    assert [entry.id for entry in found.entries] == ["ours.labels"]
    assert len(found.entries[0].asks) == 3


def test_the_error_in_the_reference_is_the_one_that_is_given() -> None:
    broken = read_entries(
        "---\nsource: S\n---\n\n\n\n\n\n## Bad {#bad}\nreview: someday\nText.\n", file="team.md"
    ).broken
    assert broken[0].sentence() in REFERENCE.read_text(encoding="utf-8")
