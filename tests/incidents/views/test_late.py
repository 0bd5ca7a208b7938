"""After closing the person a contact is about puts it right through the site; nobody else does."""

from datetime import timedelta

import pytest
import time_machine

from incidents.models import Incident, TeamWeek, WeekClosing
from tests.builders import NOW, log_contact, make_behaviour, make_norm, make_person, make_team
from tests.incidents.site import LIST, correct, page, rows, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday_morning():
    with time_machine.travel(NOW + timedelta(hours=3), tick=False):
        yield


@pytest.fixture
def me(client, team):
    return signed_in(client, make_person(team, name="Eva Eigen", language="en"))


@pytest.fixture
def about_me(team, me):
    """A contact about me that somebody else noted, in a week that was closed since."""
    answer = make_behaviour(kind="count_limit")
    make_norm(answer, sentence="eens doorverbinden")
    incident = log_contact(team, {answer: 2}, employee=me, logged_by=make_person(team, "observer"))
    TeamWeek.objects.update(closed_at=NOW, closed_revision=1)
    return incident


def test_the_person_it_is_about_corrects_what_another_noted(client, about_me):
    shown = page(client, f"{LIST}{about_me.pk}/")
    assert f"{about_me.pk}/correct/" in shown
    assert "?contact=" not in shown
    assert "so you can still put it right" in page(client, f"{LIST}{about_me.pk}/correct/")
    response = correct(client, about_me, subject="rechtgezet")
    assert response.status_code == 302
    shown = page(client, f"{LIST}{about_me.pk}/")
    assert "the figures of that week stay as they were" in shown
    assert "after the week was closed" in shown
    about_me.refresh_from_db()
    assert (about_me.subject, about_me.after_closing) == ("rechtgezet", True)


def test_and_withdraws_it(client, about_me):
    address = f"{LIST}{about_me.pk}/withdraw/"
    assert "no figure any more" not in page(client, address)
    response = client.post(address, {"version": "1", "reason": "Dit was ik niet"}, follow=True)
    assert "Withdrawn, after closing: the figures of that week" in response.content.decode()
    assert "Withdrawn after its week was closed" in page(client, f"{LIST}{about_me.pk}/")
    assert rows(client) == []
    assert rows(client, "?late=yes") == [about_me.pk]


def test_of_an_open_week_only_the_author_does(client, about_me):
    TeamWeek.objects.update(closed_at=None, closed_revision=None)
    assert "/correct/" not in page(client, f"{LIST}{about_me.pk}/")
    for part in ("correct", "withdraw"):
        assert client.get(f"{LIST}{about_me.pk}/{part}/").status_code == 403
        assert client.post(f"{LIST}{about_me.pk}/{part}/", {}).status_code == 403


def test_the_author_and_the_lead_are_refused_as_before(client, team, about_me):
    signed_in(client, about_me.logged_by)
    response = correct(client, about_me, subject="te laat")
    assert response.status_code == 409
    signed_in(client, make_person(team, "team_lead"))
    assert client.get(f"{LIST}{about_me.pk}/correct/").status_code == 403
    about_me.refresh_from_db()
    assert (about_me.subject, about_me.version) == ("", 1)


def test_once_withdrawn_it_is_not_put_right_again(client, about_me):
    Incident.objects.update(withdrawn_at=NOW, withdrawn_reason="dubbel")
    assert "/correct/" not in page(client, f"{LIST}{about_me.pk}/")
    assert client.get(f"{LIST}{about_me.pk}/correct/").status_code == 403


def test_the_list_narrows_to_what_came_in_after_the_closing_that_holds_now(client, team, me):
    early = log_contact(team, employee=me, logged_by=me)
    TeamWeek.objects.update(closed_at=NOW, closed_revision=1)
    late = log_contact(team, employee=me, logged_by=me)
    log_contact(make_team(), employee=me, logged_by=me)
    assert rows(client, "?late=yes") == [late.pk]
    assert early.pk in rows(client)
    TeamWeek.objects.filter(team=team).update(closed_revision=2)
    assert rows(client, "?late=yes") == []
    assert not WeekClosing.objects.exists()
