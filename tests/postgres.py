"""A throw-away PostgreSQL from the programs this machine has: one server for a test run, one database for a test."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from storage.database import Database

MISSING = "PostgreSQL's programs are missing; install the package postgresql (on Debian: apt-get install postgresql)"
TEMPLATE = "barometer_template"
START_SECONDS = 30


def programs() -> Path | None:
    """The folder of `initdb` and `postgres`, the newest if there are several; None when there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    return Path(on_path).resolve().parent if on_path else None


class Server:
    """A running server; `database` makes an empty one at the newest schema, `drop` takes it away."""

    def __init__(self, folder: Path, bin_folder: Path) -> None:
        self._folder = folder
        self._bin = bin_folder
        self._made = 0
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Serve on a socket in the server's own folder, and on no port of the machine."""
        log = (self._folder / "log").open("ab")
        # What is lost in a power cut does not matter here; that makes it fast.
        options = ["-c", "fsync=off", "-c", "listen_addresses=", "-c", f"unix_socket_directories={self._folder}"]
        arguments = [str(self._bin / "postgres"), "-D", str(self._folder / "data"), *options]
        self._process = subprocess.Popen(arguments, stdout=log, stderr=log, **_as_server())
        log.close()
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                psycopg.connect(self.address("postgres"), connect_timeout=2).close()
            except psycopg.OperationalError:
                if time.monotonic() > deadline or self._process.poll() is not None:
                    raise
                time.sleep(0.05)
            else:
                return

    def stop(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """Stop serving; the default is what a failing machine looks like."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(timeout=30)
            self._process = None

    def restart(self) -> None:
        """Fail, and be back a moment later."""
        self.stop()
        self.start()

    def database(self) -> str:
        """The URL of a fresh database at the newest schema."""
        if self._made == 0:
            self._do(f"CREATE DATABASE {TEMPLATE}")
            template = Database(self.address(TEMPLATE))
            template.migrate()
            template.close()
        self._made += 1
        name = f"test_{self._made}"
        self._do(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        return self.address(name)

    def drop(self, url: str) -> None:
        """Forget a database, whoever is still connected to it."""
        name = url.rpartition("?")[0].rpartition("/")[2]
        self._do(f"DROP DATABASE {name} WITH (FORCE)")

    def address(self, name: str) -> str:
        """How a database of this server is reached."""
        return f"postgresql://{_user()}@/{name}?host={self._folder}"

    def _do(self, statement: str) -> None:
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def serving() -> Iterator[Server]:
    """A server of its own for as long as the block lasts; needs `programs()`."""
    found = programs()
    assert found is not None, MISSING
    # Not pytest's folder: the server may be another user, and a socket's path must be short.
    folder = Path(tempfile.mkdtemp(prefix="barometer-pg-"))
    try:
        if os.getuid() == 0:
            shutil.chown(folder, _user())
        arguments = [str(found / "initdb"), "-D", str(folder / "data"), "-U", _user(), "-A", "trust", "-N"]
        subprocess.run([*arguments, "-E", "UTF8", "--locale=C"], check=True, stdout=subprocess.DEVNULL, **_as_server())
        server = Server(folder, found)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _user() -> str:
    # PostgreSQL refuses to be run by root; its package brings a user for it.
    return "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name


def _as_server() -> dict[str, object]:
    if os.getuid() != 0:
        return {"cwd": "/"}
    user = pwd.getpwnam(_user())
    return {"cwd": "/", "user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
