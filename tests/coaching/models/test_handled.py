"""What a lead handled, and what a loss costs: rows that are kept and rows that are refused."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from coaching.actions.attention import handle, set_loss_terms, take_back_handled
from coaching.models import Handled, LossTerms
from people.models import AppendOnly
from periods.week import Week
from tests.builders import NOW, TODAY, make_person, make_team

pytestmark = pytest.mark.django_db
WEEK = Week.of(TODAY)


def handled(team, lead, **fields) -> Handled:
    given: dict[str, Any] = {
        "week": WEEK,
        "key": "unseen:1",
        "said": "Iets",
        "outcome": "discussed",
        "line": "",
    }
    return handle(team=team, by=lead, at=NOW, **(given | fields))


def test_the_first_tap_on_a_thing_in_a_week_stands():
    team = make_team()
    lead = make_person(team, "team_lead")
    first = handled(team, lead, line="  Maandag in het overleg ")
    again = handled(team, lead, outcome="noise")
    assert (again, again.outcome, again.line) == (first, "discussed", "Maandag in het overleg")
    handled(team, lead, week=WEEK - 1)
    handled(make_team(), lead)
    assert Handled.objects.count() == 3
    take_back_handled(handled=first)
    assert handled(team, lead, outcome="noise").outcome == "noise"


@pytest.mark.parametrize("fields", [{"key": ""}, {"said": ""}, {"outcome": "ignored"}])
def test_a_row_that_says_nothing_or_something_unknown_is_refused(fields):
    team = make_team()
    with pytest.raises(IntegrityError), transaction.atomic():
        handled(team, make_person(team, "team_lead"), **fields)


@pytest.mark.parametrize(
    ("terms", "is_kept"),
    [
        ((0, 1, 1), True),
        ((5, 4, 1), False),
        ((0, 0, 1), False),
        ((1, 2, 0), False),
        ((1, 2, 51), False),
    ],
)
def test_a_loss_costs_a_range_over_years(terms, is_kept):
    low, high, years = terms
    person = make_person(make_team(), "manager")
    row = LossTerms(margin_low=low, margin_high=high, years=years, set_by=person, set_at=NOW)
    if is_kept:
        row.save()
        return
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_terms_are_added_and_never_changed():
    person = make_person(make_team(), "manager")
    terms = set_loss_terms(margin_low=100, margin_high=300, years=4, by=person, at=NOW)
    with pytest.raises(AppendOnly):
        terms.save()
