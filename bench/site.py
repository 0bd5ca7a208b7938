"""The site in this process: its settings, its databases, and requests through its WSGI handler."""

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

EMPTY_PAGE = "/empty/"


@dataclass(frozen=True)
class Response:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes


def start(database_url: str) -> None:
    """Load the site on this database, as in production but over plain http.

    DEBUG is on while the settings are read, for static files as they lie, and off before any
    middleware is made: like Django's own test runner does.
    """
    os.environ.update(
        DJANGO_SETTINGS_MODULE="klantgedrag.settings",
        DATABASE_URL=database_url,
        SECRET_KEY="only-for-measuring-0123456789-abcdefghijklmnopqrst",  # noqa: S106
        DEBUG="true",
        ALLOWED_HOSTS="testserver",
        CACHE_URL="locmemcache://",
    )
    import django
    from django.conf import settings

    # Files are served by nobody here, so it is no loss that they were not collected.
    warnings.filterwarnings("ignore", "No directory at", UserWarning)
    settings.DEBUG = False
    settings.ROOT_URLCONF = "bench.empty_page"
    settings.WHITENOISE_USE_FINDERS = False
    # A connection that is renewed halfway would be measured too.
    settings.DATABASES["default"]["CONN_MAX_AGE"] = None
    django.setup()


_connections: dict[str, Any] = {}


@contextmanager
def on_database(name: str) -> Iterator[None]:
    """Let the whole site work on this database of the same server; connections stay open."""
    from django.db import connections

    before = connections["default"]
    if name not in _connections:
        _connections[name] = before.copy()
        _connections[name].settings_dict = before.settings_dict | {"NAME": name}
    connections["default"] = _connections[name]
    try:
        yield
    finally:
        connections["default"] = before


def close() -> None:
    """End every connection."""
    for each in _connections.values():
        each.close()
    _connections.clear()


def create_database(name: str, template: str) -> None:
    """A new database, as a copy of another one that nobody is connected to."""
    from django.db import connection

    if template in _connections:
        _connections[template].close()
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def address() -> str:
    """Where another process connects to the database we work on."""
    from django.db import connection

    given = connection.settings_dict
    return f"host={given['HOST']} port={given['PORT']} user={given['USER']} dbname={given['NAME']}"


def address_url() -> str:
    """The same as a DATABASE_URL."""
    from django.db import connection

    given = connection.settings_dict
    return f"postgres://{given['USER']}@{given['HOST']}:{given['PORT']}/{given['NAME']}"


class Browser:
    """Somebody logged in, who asks for pages."""

    def __init__(self, cookies: str) -> None:
        from django.core.wsgi import get_wsgi_application

        self.application = get_wsgi_application()
        self.cookies = cookies

    def get(self, path: str, **headers: str) -> Response:
        """Ask for a page; headers as WSGI writes them (HTTP_IF_NONE_MATCH)."""
        path, _, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, "SCRIPT_NAME": "",
            "SERVER_NAME": "testserver", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1", "HTTP_COOKIE": self.cookies, "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http", "wsgi.input": BytesIO(), "wsgi.errors": BytesIO(),
            "wsgi.multithread": False, "wsgi.multiprocess": True, "wsgi.run_once": False, **headers,
        }  # fmt: skip
        started: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], *problem: Any) -> Any:
            started.extend((status, headers))

        answer = self.application(environ, start)
        body = b"".join(answer)
        answer.close()
        return Response(int(started[0].split()[0]), dict(started[1]), body)
