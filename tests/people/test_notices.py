"""Telling people something: in their own language, once each, until they have seen it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.translation import gettext_lazy as _

from people.models import Notice
from people.notices import put_away, tell
from tests.builders import NOW, make_person, make_team, make_user

pytestmark = pytest.mark.django_db


def told(*users, text="Er is iets", at=NOW):
    tell(users=users, text=text, url="/contacts/", at=at)


def test_each_is_told_once_in_the_own_language():
    dutch, english = make_user(language="nl"), make_user(language="en")
    told(dutch, english, dutch, text=_("Contacts"))
    assert [notice.text for notice in Notice.objects.order_by("user_id")] == [
        "Contacten",
        "Contacts",
    ]


def test_the_newest_stands_first_until_it_was_seen():
    user = make_user()
    told(user, text="eerst")
    told(user, text="later", at=NOW + timedelta(hours=1))
    assert [notice.text for notice in Notice.objects.unseen()] == ["later", "eerst"]
    put_away(notice=Notice.objects.unseen()[0], at=NOW)
    assert [notice.text for notice in Notice.objects.unseen()] == ["eerst"]


@pytest.mark.parametrize("url", ["//elders.example/", "https://elders.example/", ""])
def test_a_notice_leads_to_a_page_of_this_site(url: str):
    told(make_user())
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.update(url=url)


def test_it_stands_on_the_start_page_of_whom_it_is_for_and_goes_when_seen():
    team = make_team()
    user, other = make_person(team, language="nl"), make_person(team, language="nl")
    told(user, text="Je kreeg een compliment")
    pages = {}
    for person in (user, other):
        client = Client()
        client.force_login(person)
        pages[person] = client
    assert "Je kreeg een compliment" in pages[user].get("/").text
    assert "Je kreeg een compliment" not in pages[other].get("/").text
    address = f"/notices/{Notice.objects.get().pk}/seen/"
    assert pages[other].post(address).status_code == 404
    assert "Je kreeg een compliment" in pages[user].get("/").text
    assert pages[user].post(address, follow=True).text.count("Je kreeg een compliment") == 0
