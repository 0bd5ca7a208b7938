"""The page behind the link in a mail: opening changes nothing, settling ends it."""

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from incidents.models import Promise
from incidents.promises.actions import Keeper, take_over
from incidents.promises.mail import mail_link
from tests.builders import make_user
from tests.incidents.promises.making import HOUR, NOTE, promise

pytestmark = pytest.mark.django_db
TOKEN = "a-token-of-this-test"
LINK = f"/p/{TOKEN}/"


@pytest.fixture
def note() -> Promise:
    now = timezone.now()
    keeper = Keeper(email="jan@example.nl", token=TOKEN)
    return promise(due_at=now + HOUR, at=now - HOUR, keeper=keeper, note=NOTE)


def test_the_link_shows_the_note_to_somebody_who_is_not_logged_in(client, note):
    response = client.get(LINK)
    assert response.status_code == 200
    assert NOTE.name in response.text
    assert NOTE.number in response.text
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_opening_it_settles_and_consumes_nothing(client, note):
    before = Promise.objects.values().get()
    for method in (client.get, client.head, client.get):
        assert method(LINK).status_code == 200
    assert Promise.objects.values().get() == before


def test_a_mail_program_that_asks_for_options_settles_nothing_either(client, note):
    for method in (client.options, client.put, client.delete, client.patch):
        assert method(LINK).status_code == 405
    assert Promise.objects.get().is_running


def test_only_a_post_settles_and_then_the_link_is_gone(note):
    # Without a token against forgery: the address itself is the secret.
    client = Client(enforce_csrf_checks=True)
    response = client.post(LINK, {"how": "kept"})
    assert response.status_code == 200
    made = Promise.objects.get()
    assert (made.outcome, made.sealed) == ("kept", "")
    for again in (client.get(LINK), client.post(LINK, {"how": "came"})):
        assert again.status_code == 410
        assert NOTE.name not in again.text
        assert again.headers["Referrer-Policy"] == "no-referrer"
    assert made.changes.get().changed_by is None


@pytest.mark.parametrize(("how", "counts"), [("tried", False), ("voicemail", True)])
def test_an_attempt_keeps_the_link(client, note, how, counts):
    assert client.post(LINK, {"how": how}).status_code == 302
    made = Promise.objects.get()
    assert (made.is_running, made.attempt_counts) == (True, counts)
    assert client.get(LINK).status_code == 200


def test_a_post_without_an_answer_changes_nothing(client, note):
    before = Promise.objects.values().get()
    assert client.post(LINK).status_code == 302
    assert Promise.objects.values().get() == before


def test_another_token_opens_nothing(client, note):
    assert client.get("/p/another/").status_code == 404
    assert client.post("/p/another/", {"how": "kept"}).status_code == 404
    assert client.get(f"/p/{note.link_digest}/").status_code == 404


def test_somebody_else_who_keeps_it_ends_the_link(client, note):
    take_over(promise=note, at=timezone.now(), by=make_user())
    assert client.get(LINK).status_code == 404


def test_the_mail_holds_the_link_and_nothing_personal(note):
    assert mail_link(note, token=TOKEN, site="https://site")
    (sent,) = mail.outbox
    assert f"https://site{LINK}" in sent.body
    whole = sent.subject + sent.body
    assert [part for part in (NOTE.name, NOTE.number, note.subject) if part in whole] == []
