"""Giving a compliment, saying more, and taking it back."""

from datetime import timedelta
from uuid import uuid4

import pytest

from coaching.actions.compliments import (
    NoLongerFresh,
    say_what_went_well,
    take_back_compliment,
)
from coaching.models import Compliment
from people.models import Notice
from tests.builders import NOW, log_contact, make_behaviour, make_person
from tests.coaching.office import give, make_balie

pytestmark = pytest.mark.django_db
MUCH_LATER = NOW + timedelta(minutes=16)


@pytest.fixture
def team():
    return make_balie()


@pytest.fixture
def eva(team):
    return make_person(team, name="Eva")


@pytest.fixture
def olaf(team):
    return make_person(team, name="Olaf")


def test_the_colleague_is_told_at_once_and_nobody_else(team, eva, olaf):
    given = give(eva, olaf, team)
    assert (given.text, str(given)) == ("", "Goed gedaan")
    told = Notice.objects.get()
    assert (told.user, told.text) == (eva, "Olaf geeft je een compliment.")
    assert (told.url, told.made_at) == (f"/compliments/{given.pk}/", NOW)


def test_the_same_page_sent_twice_gives_one(team, eva, olaf):
    key = uuid4()
    assert give(eva, olaf, team, submission_key=key) == give(eva, olaf, team, submission_key=key)
    assert (Compliment.objects.count(), Notice.objects.count()) == (1, 1)


def test_the_same_contact_twice_gives_one_and_another_contact_another(team, eva, olaf):
    contact, other = (log_contact(team, employee=eva, logged_by=olaf) for _ in range(2))
    assert give(eva, olaf, team, incident=contact) == give(eva, olaf, team, incident=contact)
    give(eva, olaf, team, incident=other)
    assert Compliment.objects.count() == 2


def test_a_key_used_for_another_contact_gives_back_the_first(team, eva, olaf):
    contact, key = log_contact(team, employee=eva, logged_by=olaf), uuid4()
    first = give(eva, olaf, team, submission_key=key)
    assert give(eva, olaf, team, submission_key=key, incident=contact) == first


def test_a_line_goes_with_it_while_it_is_fresh(team, eva, olaf):
    given, behaviour = give(eva, olaf, team), make_behaviour()
    say_what_went_well(compliment=given, text=" Rustig gebleven ", behaviour=behaviour, at=NOW)
    given.refresh_from_db()
    assert (given.text, given.behaviour) == ("Rustig gebleven", behaviour)
    with pytest.raises(NoLongerFresh):
        say_what_went_well(compliment=given, text="Later", behaviour=None, at=MUCH_LATER)
    given.refresh_from_db()
    assert given.text == "Rustig gebleven"


def test_taken_back_it_is_gone_and_nobody_is_told(team, eva, olaf):
    kept, given = give(eva, olaf, team), give(eva, olaf, team)
    take_back_compliment(compliment=given, at=NOW)
    assert Compliment.objects.get() == kept
    assert Notice.objects.get().url == f"/compliments/{kept.pk}/"
    with pytest.raises(NoLongerFresh):
        take_back_compliment(compliment=given, at=NOW)


def test_after_a_while_it_stays(team, eva, olaf):
    given = give(eva, olaf, team)
    with pytest.raises(NoLongerFresh):
        take_back_compliment(compliment=given, at=MUCH_LATER)
    assert (Compliment.objects.count(), Notice.objects.count()) == (1, 1)


def test_it_outlives_the_contact_it_was_about(team, eva, olaf):
    contact = log_contact(team, employee=eva, logged_by=olaf)
    given = give(eva, olaf, team, incident=contact)
    contact.observations.all().delete()
    contact.delete()
    given.refresh_from_db()
    assert given.incident is None
