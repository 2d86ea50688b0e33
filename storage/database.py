"""The engine and the only way into it: one transaction at a time, SQLite by default, PostgreSQL by URL.

Knows nothing of what is stored. A session never outlives its transaction and is never held across a
network call.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlmodel import Session, SQLModel

READ_ONLY = "barometer_read_only"
# Of errors, that is: SQLAlchemy would quote the values of the statement that failed, and errors end in logs.
WHAT_PEOPLE_WROTE_STAYS_OUT = True
MIGRATIONS = Path(__file__).parent / "migrations"

# One line for all who decide by what they have read, over all processes. The lock ends with its transaction, so it
# also works behind a pooler, and a process that dies leaves nothing locked. The number means nothing.
WAIT_IN_LINE = text("SELECT pg_advisory_xact_lock(7241958036)")

Tx = Session


class Database:
    """Hands out transactions. `transaction()` writes and commits on leaving; `snapshot()` only reads."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _sqlite(url) if url.startswith("sqlite") else _postgres(url)
        self._is_sqlite = url.startswith("sqlite")
        consistent = {} if self._is_sqlite else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        self._readers = self.engine.execution_options(**{READ_ONLY: True}, **consistent)
        # SQLite has one writer; waiting for it in line beats its own sleeping and trying again.
        self._shares: deque[_Share] = deque()
        self._sharing = threading.Lock()
        self._writing: AbstractContextManager[object] = _Line() if self._is_sqlite else nullcontext()

    @contextmanager
    def transaction(self) -> Iterator[Tx]:
        """A transaction that sees the newest state and commits on leaving, or rolls back on an error.

        What it reads stays true until it commits: nobody else, in whichever process, is in one at the same time.
        """
        with self.step() as session:
            if not self._is_sqlite:
                session.connection().execute(WAIT_IN_LINE)
            yield session

    @contextmanager
    def step(self) -> Iterator[Tx]:
        """A transaction of statements that are each right on their own; on PostgreSQL many at the same time.

        For claims and guarded updates. Whoever decides by what it has read uses `transaction`.
        """
        with self._writing, Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    def together(self, write: Callable[[Tx, Sequence[Any]], None], item: Any) -> None:
        """Write an item in one statement and one commit with those handed in at the same moment; then it is on disk.

        `write` stores many items at once. If it fails, it fails for all who came together.
        """
        mine = _Share(write, item)
        self._shares.append(mine)
        with self._sharing:
            if not mine.done:
                batch = [self._shares.popleft() for _ in range(len(self._shares))]
                try:
                    with self.transaction() as tx:
                        for writing in dict.fromkeys(share.write for share in batch):
                            writing(tx, [share.item for share in batch if share.write is writing])
                except BaseException as error:  # noqa: BLE001  (raised again by each who waits)
                    for share in batch:
                        share.error = error
                for share in batch:
                    share.done = True
        if mine.error is not None:
            raise mine.error

    @contextmanager
    def snapshot(self) -> Iterator[Tx]:
        """A consistent look at the database that never waits for a writer and never writes."""
        with Session(self._readers, expire_on_commit=False) as session:
            yield session

    def migrate(self) -> None:
        """Bring the schema to the newest version; harmless when it is already there.

        A newer version's schema is left as it is: migrations only add, so that older versions go on beside it.
        """
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with self.engine.connect() as connection:
            if not self._is_sqlite:
                # Replicas that start together migrate one after the other, and the second finds nothing to do.
                connection.execute(WAIT_IN_LINE)
            version = MigrationContext.configure(connection).get_current_revision()
            if version is not None and not self.knows_schema(version):
                return
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

    @staticmethod
    def knows_schema(version: str) -> bool:
        """Whether this program knows a version of the schema; one from the future it does not."""
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        return any(one.revision == version for one in ScriptDirectory.from_config(config).walk_revisions())

    @staticmethod
    def is_outage(error: Exception) -> bool:
        """Whether the database itself could not do its work: unreachable, full, locked or read-only."""
        return isinstance(error, OperationalError | InterfaceError)

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()


@dataclass
class _Share:
    write: Callable[[Tx, Sequence[Any]], None]
    item: Any
    error: BaseException | None = None
    done: bool = False


class _Line:
    """A lock that is had in the order of asking, so that long work never keeps short work from its turn."""

    def __init__(self) -> None:
        self._door = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._busy = False

    def __enter__(self) -> None:
        turn = threading.Lock()
        turn.acquire()
        with self._door:
            if not self._busy:
                self._busy = True
                return
            self._waiting.append(turn)
        turn.acquire()

    def __exit__(self, *_: object) -> None:
        with self._door:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._busy = False


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
    engine = create_engine(
        url, connect_args={"timeout": 30}, pool_size=20, max_overflow=20, hide_parameters=WHAT_PEOPLE_WROTE_STAYS_OUT
    )

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
        hide_parameters=WHAT_PEOPLE_WROTE_STAYS_OUT,
        connect_args={"options": "-c statement_timeout=30000 -c idle_in_transaction_session_timeout=60000"},
    )
