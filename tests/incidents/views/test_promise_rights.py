"""Who may do what about a promise, and what it tells nobody."""

import re

import pytest
from django.core import mail
from django.utils import timezone

from tests.builders import log_contact, make_person, make_team
from tests.incidents.promises.making import NOTE
from tests.incidents.site import page, signed_in
from tests.incidents.views.test_promises import posted, running

pytestmark = pytest.mark.django_db


def test_a_lead_does_not_learn_from_a_promise_whose_contact_it_was(client, team, employee):
    contact = log_contact(team, employee=employee, logged_by=employee)
    made = running(team, made_by=employee, incident=contact)
    link, moment = f'href="/contacts/{contact.pk}/"', timezone.localtime(made.made_at)
    assert link in page(client, f"/promises/{made.pk}/")
    signed_in(client, make_person(team, "team_lead"))
    text = page(client, f"/promises/{made.pk}/")
    assert link not in text
    assert f"{moment:%H:%M}" not in text


def test_whose_role_has_ended_opens_and_does_nothing(client, team):
    left = signed_in(client, make_person(team))
    left.roles.update(ends_on=timezone.localdate())
    made = running(team, made_by=left, note=NOTE)
    assert client.get(f"/promises/{made.pk}/").status_code == 403
    for act in ("settle", "attempt", "take-over", "new-time", "hand-over"):
        assert client.post(f"/promises/{made.pk}/{act}/", {"how": "kept"}).status_code == 403
    made.refresh_from_db()
    assert made.version == 1


def test_only_who_keeps_made_or_was_promised_it_says_that_it_was_kept(client, team, employee):
    keeping = make_team("Planning")
    made = running(keeping, promised_by=team, made_by=make_person(team))
    settle = f"/promises/{made.pk}/settle/"
    assert 'value="kept"' not in page(client, f"/promises/{made.pk}/")
    assert client.post(settle, {"how": "kept"}).status_code == 403
    assert client.post(f"/promises/{made.pk}/attempt/").status_code == 403
    assert client.post(settle, {"how": "came"}).status_code == 302
    made.refresh_from_db()
    assert made.outcome == "cancelled"


def test_between_departments_nothing_is_tried_and_no_customer_gets_in_touch(client, team, employee):
    made = running(team, kind="internal", promised_to=make_team("Inkoop"), made_by=employee)
    assert client.post(f"/promises/{made.pk}/attempt/", {"voicemail": "1"}).status_code == 403
    client.post(f"/promises/{made.pk}/settle/", {"how": "came"})
    made.refresh_from_db()
    assert (made.is_running, made.first_attempt_at) == (True, None)


def test_a_note_that_is_sent_twice_is_mailed_once_and_its_link_works(client, team, employee):
    form = posted(team, owner_email="jan@example.nl")
    for _ in range(2):
        client.post("/promises/new/", form)
    (sent,) = mail.outbox
    link = re.search(r"/p/[^/]+/", sent.body)
    assert link is not None
    assert client.get(link[0]).status_code == 200
