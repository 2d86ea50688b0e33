"""The engine and the only way into it: one transaction at a time, SQLite by default, PostgreSQL by URL.

Knows nothing of what is stored. A session never outlives its transaction and is never held across a
network call.
"""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

READ_ONLY = "barometer_read_only"
MIGRATIONS = Path(__file__).parent / "migrations"

Tx = Session


class Database:
    """Hands out transactions. `transaction()` writes and commits on leaving; `snapshot()` only reads."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _sqlite(url) if url.startswith("sqlite") else _postgres(url)
        self._readers = self.engine.execution_options(**{READ_ONLY: True})
        # SQLite has one writer; waiting for it in line beats its own sleeping and trying again.
        self._writing: AbstractContextManager[object] = threading.Lock() if url.startswith("sqlite") else nullcontext()

    @contextmanager
    def transaction(self) -> Iterator[Tx]:
        """A transaction that sees the newest state and commits on leaving, or rolls back on an error."""
        with self._writing, Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Tx]:
        """A consistent look at the database that never waits for a writer and never writes."""
        with Session(self._readers, expire_on_commit=False) as session:
            yield session

    def migrate(self) -> None:
        """Bring the schema to the newest version; harmless when it is already there."""
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with self.engine.connect() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()

    def schema_version(self) -> tuple[str | None, str | None]:
        """The schema's version as it is, and the newest one this program knows."""
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        newest = ScriptDirectory.from_config(config).get_current_head()
        with self.engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision(), newest

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()


def upsert(tx: Tx, table: type[SQLModel]) -> Any:
    """An INSERT in the dialect at hand, which can step aside when the row is there already."""
    if tx.connection().dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


def _sqlite(url: str) -> Engine:
    path = make_url(url).database
    if not path or path == ":memory:":
        # Each thread would silently get an empty database of its own.
        raise ValueError("SQLite in memory cannot be shared between threads; name a file: sqlite:///barometer.db")
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": 30}, pool_size=20, max_overflow=20)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        # The driver's own BEGIN comes at the first write, too late to protect the read before it.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get(READ_ONLY, False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _postgres(url: str) -> Engine:
    return create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        pool_size=20,
        max_overflow=20,
        pool_pre_ping=True,
        connect_args={"options": "-c statement_timeout=30000 -c idle_in_transaction_session_timeout=60000"},
    )
