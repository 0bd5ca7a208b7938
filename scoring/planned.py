"""Statements that PostgreSQL plans once a session, for those that cost less to run than to plan.

psycopg2 has them planned again every time they are asked. Other databases run them as they are.
"""

import re
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection

#: What is executed for each statement that a session has planned.
_planned: WeakKeyDictionary[Any, dict[str, str]] = WeakKeyDictionary()


def planned(statement: str) -> str:
    """What to execute, with the same parameters, for a statement with `%s` for each of them.

    What a parameter is has to follow from where it stands, or be said with a CAST.
    """
    if connection.vendor != "postgresql":
        return statement
    connection.ensure_connection()
    found = _planned.setdefault(connection.connection, {})
    if statement not in found:
        name, place = f"planned_{len(found)}", count(1)
        numbered = re.sub("%s", lambda _: f"${next(place)}", statement)
        # Not through Django's cursor: it is no query of the page, and comes once a session.
        with connection.connection.cursor() as session:
            session.execute(f"PREPARE {name} AS {numbered}")
        found[statement] = f"EXECUTE {name} ({', '.join(['%s'] * (next(place) - 1))})"
    return found[statement]
