"""Whatever is sent by whichever form of the site, it is taken or refused, and never a failure.

The forms are found on the pages themselves, by everyone who sees them, so a new form is in it.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.html import Element, parse_html
from django.urls import resolve
from hypothesis import given, note, settings
from hypothesis import strategies as st

from tests.addresses import FOUND, contents
from tests.builders import NOW, TERMS, make_behaviour, make_norm
from tests.conftest import campaigns, many
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.hypothesis]

#: Raise this with every form that comes: a campaign over few forms proves little.
AT_LEAST = 40
SENT = many(40, soak=20_000)
ANSWERS = {200, 302, 400, 403, 404, 405, 409, 429}

#: What is typed into a field of this type, or that asks for this keyboard, by who means well.
MEANT = {
    "number": ("0", "1", "3", "20", "60"),
    "numeric": ("0", "1", "3", "20", "60"),
    "date": ("2026-11-16", "2026-11-23", "2026-11-09", ""),
    "time": ("10:30", "02:30"),
    "email": ("nieuw@example.org", "user1@example.org"),
    "password": ("klantgedrag-demo", "klantgedrag-demo", "een heel lang wachtwoord"),
    "text": ("Balie", "medewerker", "3", "ZIN-01"),
}
ODD = st.one_of(
    st.text(max_size=20),
    st.binary(max_size=6),
    st.integers().map(str),
    st.dates().map(str),
    st.times().map(lambda moment: moment.isoformat()[:5]),
    st.sampled_from(
        ["", "\0", "-1", "3.5", "1:05", "1e9", "9" * 30, "x" * 5_000, "٣", "²", "\r\n"]
    ),
    st.sampled_from(["2026-10-25", "2026-03-29", "0001-01-01", "9999-12-31", "02:30", "24:00"]),
    st.sampled_from(["//example.org", "javascript:1", "../..", "a,b", ",", "{{ 1 }}", "%s", "<b>"]),
)
EXTRA = ["id", "pk", "slug", "kind", "team", "user", "role", "next", "which_hour", "page", "é", ""]


LOGS_OUT = "account_reset_password_from_key"


@dataclass
class Form:
    """One form: where it leads, what it offers for each of its fields, and whose pages have it."""

    method: str
    address: str
    offers: dict[str, list[str]]
    #: Ticks, choices and buttons, which are often left as they are.
    choices: set[str]
    clients: list[Client] = field(default_factory=list)


def elements(element: Element | str) -> Iterator[tuple[Element, dict[str, str]]]:
    if isinstance(element, Element):
        yield element, {name: value or "" for name, value in element.attributes}
        for child in element.children:
            yield from elements(child)


def offers(form: Element) -> tuple[dict[str, list[str]], set[str]]:
    """By field what it can be set to or what would be typed; and which fields are choices."""
    found: dict[str, list[str]] = {}
    choices, name = set(), ""
    for element, has in elements(form):
        kind = has.get("type", "text")
        if element.name in {"input", "textarea", "select", "button"} and has.get("name"):
            name = has["name"]
            if kind in {"checkbox", "radio", "submit"}:
                choices.add(name)
            if kind in {"checkbox", "radio", "submit", "hidden"}:
                found.setdefault(name, []).append(has.get("value", "on"))
            elif element.name != "select":
                found[name] = [*MEANT.get(has.get("inputmode", kind), MEANT["text"])]
        elif element.name == "option":
            found.setdefault(name, []).append(has.get("value", ""))
    return found, choices


def forms_of(world: World) -> dict[str, Form]:
    """Every form that anybody sees on any page, by its method and the name of where it leads."""
    found: dict[str, Form] = {}
    log_form = f"/contacts/new/?team={world.team.slug}&channel=phone&for="
    for persona, client in world.clients():
        # A link to a new password logs out who opens it.
        names = [name for name in FOUND if name != LOGS_OUT or persona == "stranger"]
        for page in [*map(world.address, names), f"{log_form}self", f"{log_form}observed"]:
            answer = client.get(page, follow=True)
            address = answer.request["PATH_INFO"] + "?" + answer.request["QUERY_STRING"]
            for element, has in elements(parse_html(answer.content.decode())):
                if element.name == "form":
                    to, method = has.get("action") or address, has.get("method", "get")
                    key = f"{method} {resolve(urlsplit(to).path).url_name} {urlsplit(to).query}"
                    form = found.setdefault(key, Form(method, to, *offers(element)))
                    form.offers |= offers(element)[0]
                    form.clients.append(client)
    return found


def filled_in(form: Form, names: list[str]) -> st.SearchStrategy[list[tuple[str, Any]]]:
    """The form as somebody would fill it in, but for up to three fields."""
    fields = {
        name: st.sampled_from(values).map(lambda each: [each])
        for name, values in form.offers.items()
    }
    choices = {name: fields.pop(name) for name in form.choices}
    meant = st.fixed_dictionaries(fields, optional=choices)
    named = st.sampled_from(list(form.offers) or EXTRA) | st.sampled_from(names)
    odd = st.dictionaries(named, st.lists(ODD, max_size=2), max_size=3)
    return st.builds(
        lambda meant, odd: [(name, each) for name, all_ in (meant | odd).items() for each in all_],
        meant,
        odd,
    )


def send(client: Client, form: Form, pairs: list[tuple[str, Any]]) -> Any:
    """Send it as a browser does, with the same cookies every time."""
    body, cookies = urlencode(pairs), {key: each.value for key, each in client.cookies.items()}
    path = urlsplit(form.address)
    try:
        if form.method == "get":
            return client.get(f"{path.path}?{body}")
        kind = "application/x-www-form-urlencoded"
        return client.generic("POST", f"{path.path}?{path.query}", body, content_type=kind)
    finally:
        client.cookies = SimpleCookie(cookies)


def wide_world() -> World:
    """A world with a norm of every kind, and with somebody who can log in."""
    world = World()
    employee = world.people["employee"]
    assert employee is not None
    employee.login_name = "medewerker"
    employee.set_password("klantgedrag-demo")
    employee.save()
    for kind in TERMS:
        make_norm(make_behaviour(kind=kind))
    return world


def test_no_form_makes_the_site_fail(subtests, caplog):
    caplog.set_level("CRITICAL", "django.request")  # a line for each refusal would be millions
    with time_machine.travel(NOW, tick=False):
        forms = forms_of(wide_world())
        assert len(forms) >= AT_LEAST
        names = sorted({name for form in forms.values() for name in form.offers} | set(EXTRA))
        before = contents()
        did: Counter[str] = Counter()
        for key, form in forms.items():
            with subtests.test(form=key):
                send_many(form, names, before, did)
    campaigns["odd forms"] = f"{len(forms)} forms, {dict(did)}"
    assert did["sent"] >= SENT
    assert did["refused"] > SENT / 10
    assert did["led on"] > SENT / 10


def send_many(form: Form, names: list[str], before: dict[str, list], did: Counter[str]) -> None:
    """This form's share of the campaign; everything is undone each time."""

    @settings(max_examples=SENT // AT_LEAST + 1)
    @given(client=st.sampled_from(form.clients), pairs=filled_in(form, names))
    def each(client: Client, pairs: list[tuple[str, Any]]) -> None:
        note(form.address)
        cache.clear()
        mail.outbox.clear()
        with transaction.atomic():
            answer = send(client, form, pairs)
            assert answer.status_code in ANSWERS
            if answer.status_code == 200 and answer.context and errors(answer.context):
                assert contents() == before
                did["refused"] += 1
            did["led on"] += answer.status_code == 302
            did["sent"] += 1
            connection.check_constraints()
            transaction.set_rollback(True)

    each()


def errors(context: Any) -> Any:
    return getattr(context.get("form"), "errors", None)
