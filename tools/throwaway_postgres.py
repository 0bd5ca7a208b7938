"""A PostgreSQL server that lives as long as one command: `throwaway_postgres.py COMMAND...`.

The command finds its address in DATABASE_URL. Nothing is synced to disk: it is for tests only.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OLDEST_VERSION = 15
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=100"


def server_binaries() -> Path | None:
    """The folder with initdb and pg_ctl of the newest server here; None without one from 15 on."""
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    by_version = {int(path.parts[-3]): path for path in debian if path.parts[-3].isdigit()}
    newest = max(by_version, default=0)
    if newest >= OLDEST_VERSION:
        return by_version[newest].parent
    elsewhere = shutil.which("initdb")
    return Path(elsewhere).resolve().parent if elsewhere else None


def as_server(*command: str | Path) -> None:
    """Run a server program; PostgreSQL refuses root, so root becomes the user postgres."""
    switch = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--init-groups"]
    prefix = switch if os.geteuid() == 0 else []
    done = subprocess.run([*prefix, *command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    done.check_returncode()


def free_port() -> int:
    """A loopback port that nobody listens on at this moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def throwaway_postgres() -> Iterator[str]:
    """Start a server in a temporary folder, give its DATABASE_URL, and leave nothing behind."""
    binaries = server_binaries()
    if binaries is None:
        raise FileNotFoundError("no PostgreSQL server programs on this machine")
    folder = Path(tempfile.mkdtemp(prefix="klantgedrag-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    data, port = folder / "data", free_port()
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} {FAST}"
    how = ("--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
    pg_ctl = (binaries / "pg_ctl", "-D", data, "-s", "-w")
    try:
        as_server(binaries / "initdb", "-D", data, "-U", "klantgedrag", *how)
        as_server(*pg_ctl, "-l", folder / "log", "-o", options, "start")
        yield f"postgres://klantgedrag@127.0.0.1:{port}/postgres"
    finally:
        if (data / "postmaster.pid").exists():
            as_server(*pg_ctl, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """Run the given command beside a server; its exit code is ours."""
    with throwaway_postgres() as url:
        return subprocess.run(sys.argv[1:], env=os.environ | {"DATABASE_URL": url}).returncode


if __name__ == "__main__":
    sys.exit(main())
