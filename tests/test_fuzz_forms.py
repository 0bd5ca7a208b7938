"""Every address takes whatever is posted to it: an answer, never a failure, and nothing by halves.

Where test_odd_forms, if it is there, sends the forms of pages, this sends to every address what no
page would: names of columns that nobody may set, other kinds of bodies, broken ones, other methods.
"""

import json
from collections import Counter
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.apps import apps
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from tests.addresses import FOUND, contents
from tests.builders import NOW
from tests.conftest import many
from tests.test_walk import OPENED, POSTED, expected
from tests.world import World

pytestmark = pytest.mark.django_db

#: What may be answered: taken, led on, refused; 500 and 503 never.
ANSWERS = {200, 302, 400, 403, 404, 405, 409, 413, 429}
#: Sent by each address; the campaign over forms is the long one.
EACH = many(1, soak=20)

COLUMNS = sorted(
    {field.name for model in apps.get_models() for field in model._meta.get_fields()}
    | {"on", "at", "norms", "csrfmiddlewaretoken", "next", "team_id", "b1", "v1", "_export", ""}
)
ODD = [
    "", "\0", "on", "1", "-1", "9" * 40, "1e999", "NaN", "²", "٣", "\ud83d", "x" * 20_000,
    "2026-11-16", "0001-01-01", "24:00", "null", "[]", "{}", "true", "06-12345678", "\u202e",
    "00000000-0000-0000-0000-000000000000", "a\r\nb: c", "../../etc", "<script>",
]  # fmt: skip
TEXTS = st.text(max_size=40) | st.integers().map(str) | st.sampled_from(ODD)
FIELDS = st.dictionaries(st.sampled_from(COLUMNS), st.lists(TEXTS, max_size=3), max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)

Body = tuple[str, bytes]


def encoded(fields: dict[str, list[str]]) -> Body:
    body = urlencode(fields, doseq=True, errors="surrogatepass")
    return "application/x-www-form-urlencoded", body.encode()


def in_parts(fields: dict[str, list[str]]) -> Body:
    """As a form with files; every other field is one."""
    lines = []
    for number, (name, values) in enumerate(fields.items()):
        file = '; filename="../a\\0.csv"' if number % 2 else ""
        head = f'--x\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'
        lines += [head + value + "\r\n" for value in values]
    return "multipart/form-data; boundary=x", "".join([*lines, "--x--\r\n"]).encode(
        errors="surrogatepass"
    )


BODIES: st.SearchStrategy[Body] = st.one_of(
    FIELDS.map(encoded),
    FIELDS.map(in_parts),
    FIELDS.map(in_parts).map(lambda body: (body[0], body[1][: len(body[1]) // 2])),
    VALUES.map(lambda value: ("application/json", json.dumps(value).encode())),
    st.tuples(
        st.sampled_from(
            ["text/plain", "", "application/x-www-form-urlencoded; charset=nonsense", "multipart/x"]
        ),
        st.binary(max_size=60),
    ),
)
METHODS = st.sampled_from(
    [*["POST"] * 6, "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "HEAD", "É"]
)


#: What is made is shown by the page that answers, this once.
SHOWN_ONCE = {"first_pin"}


def who_may(name: str, world: World) -> list[Client]:
    """Everyone who gets in there, by a look or by a post."""
    lines = [expected(OPENED[name]), expected(POSTED.get(name, OPENED[name]))]
    return [
        client
        for persona, client in world.clients()
        if any(line[persona] in {200, 302} for line in lines) and persona != "stranger"
    ]


def test_whatever_is_posted_to_any_address_is_answered_and_changes_all_or_nothing(subtests, caplog):
    caplog.set_level("CRITICAL", "django")
    did: Counter[str] = Counter()
    with time_machine.travel(NOW, tick=False):
        world = World()
        before = contents()
        for name in sorted(FOUND):
            clients = who_may(name, world) or [Client()]
            with subtests.test(address=name):
                send_many(world.address(name), clients, None if name in SHOWN_ONCE else before, did)
    assert did["sent"] >= EACH * len(FOUND)
    assert did["refused"] > did["sent"] / 4


def send_many(address: str, clients: list[Client], before: Any | None, did: Counter[str]) -> None:
    @settings(max_examples=EACH, suppress_health_check=list(HealthCheck))
    @given(client=st.sampled_from(clients), method=METHODS, body=BODIES)
    def each(client: Client, method: str, body: Body) -> None:
        note(f"{method} {address} {body[0]}")
        cache.clear()
        with transaction.atomic():
            answer = client.generic(method, address, body[1], content_type=body[0])
            assert answer.status_code in ANSWERS
            did["sent"] += 1
            if answer.status_code != 302:
                did["refused"] += 1
            if answer.status_code != 302 and before is not None:
                assert without_log_ins(contents()) == without_log_ins(before)
            connection.check_constraints()
            transaction.set_rollback(True)

    each()


def without_log_ins(found: dict[str, list]) -> dict[str, list]:
    """When somebody logged in last is written on the way."""
    return {name: rows for name, rows in found.items() if name != "User"}
