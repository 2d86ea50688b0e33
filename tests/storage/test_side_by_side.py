"""While a newer version migrates and works, older ones still run: a migration only adds what they can do without."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect

from storage.database import MIGRATIONS, Database

Columns = dict[str, dict[str, Any]]


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def _steps() -> list[str]:
    return [one.revision for one in reversed(list(ScriptDirectory.from_config(_config()).walk_revisions()))]


def _tables(engine: Engine) -> dict[str, Columns]:
    found = inspect(engine)
    return {
        table: {column["name"]: dict(column) for column in found.get_columns(table)}
        for table in found.get_table_names()
        if table != "alembic_version"
    }


def _unique(engine: Engine, table: str) -> set[tuple[str, ...]]:
    found = inspect(engine)
    keys = [one["column_names"] for one in found.get_unique_constraints(table)]
    keys += [one["column_names"] for one in found.get_indexes(table) if one["unique"]]
    return {tuple(str(name) for name in key) for key in keys}


@pytest.fixture
def growing(tmp_path: Path) -> Iterator[tuple[Engine, Config]]:
    """A database to migrate step by step."""
    engine = create_engine(f"sqlite:///{tmp_path / 'growing.db'}")
    yield engine, _config()
    engine.dispose()


def test_each_migration_only_adds_what_an_older_version_can_do_without(growing: tuple[Engine, Config]) -> None:
    """Nothing goes or changes its type; a new column has a default; no old row becomes impossible to write."""
    engine, config = growing
    before: dict[str, Columns] = {}
    unique: dict[str, set[tuple[str, ...]]] = {}
    for step in _steps():
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, step)
            connection.commit()
        after = _tables(engine)
        for table, columns in before.items():
            assert table in after, f"{step} takes {table} away"
            for name, column in columns.items():
                assert name in after[table], f"{step} takes {table}.{name} away"
                assert str(after[table][name]["type"]) == str(column["type"]), f"{step} changes {table}.{name}"
                assert after[table][name]["nullable"] or not column["nullable"], f"{step} wants {table}.{name}"
            for name in after[table].keys() - columns.keys():
                new = after[table][name]
                assert new["nullable"] or new["default"] is not None, f"{step} wants {table}.{name}, without a default"
            assert _unique(engine, table) <= unique[table], f"{step} forbids doubles in {table}"
        before = after
        unique = {table: _unique(engine, table) for table in after}


def test_an_older_version_starts_again_on_a_newer_schema(database: Database) -> None:
    """Killed in the middle of an upgrade, it comes back: what it does not know is left alone."""
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999_of_tomorrow'")
    database.migrate()
    assert database.schema_version()[0] == "9999_of_tomorrow"
