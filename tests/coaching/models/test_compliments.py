"""Every constraint on compliments: a row it takes, and the nearest row it refuses."""

from datetime import timedelta
from uuid import uuid4

import pytest

from coaching.models import Compliment
from tests.builders import NOW, log_contact, make_person
from tests.coaching.office import make_balie
from tests.people.test_models import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def row():
    """The fields of a compliment from one employee to another."""
    team = make_balie()
    return {
        "to": make_person(team),
        "from_user": make_person(team),
        "team": team,
        "given_at": NOW,
    }


def test_nobody_compliments_oneself(row):
    Compliment.objects.create(**row)
    assert refused(
        "compliment_to_another", Compliment.objects.create, **row | {"to": row["from_user"]}
    )


def test_one_page_gives_each_colleague_one_compliment(row):
    key = uuid4()
    Compliment.objects.create(**row, submission_key=key)
    Compliment.objects.create(**row, submission_key=uuid4())
    other = row | {"to": make_person(row["team"])}
    Compliment.objects.create(**other, submission_key=key)
    assert refused("compliment_given_once", Compliment.objects.create, **row, submission_key=key)


def test_a_contact_gives_one_compliment_from_one_to_another(row):
    contact, other = (log_contact(row["team"], employee=row["to"]) for _ in range(2))
    Compliment.objects.create(**row, incident=contact)
    Compliment.objects.create(**row, incident=other)
    assert refused("compliment_once_a_contact", Compliment.objects.create, **row, incident=contact)


def test_it_is_fresh_for_a_quarter_of_an_hour(row):
    compliment = Compliment(**row)
    assert compliment.is_fresh(NOW + timedelta(minutes=15))
    assert not compliment.is_fresh(NOW + timedelta(minutes=15, seconds=1))
