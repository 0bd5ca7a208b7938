"""A new version of a norm: prefilled, published for one node, refused at the field."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from behaviours.models import Norm
from people.models import Team
from tests.behaviours.pages import (
    NORM_ADD,
    client_of,
    new_version,
    next_monday,
    text,
    today,
)
from tests.builders import TERMS, make_behaviour, make_norm, make_root

pytestmark = pytest.mark.django_db


def errors(response) -> dict[str, list[str]]:
    assert response.status_code == 200
    return {name: list(each) for name, each in response.context["form"].errors.items()}


def test_a_new_version_is_prefilled_with_what_is_in_force(manager: Client, team: Team):
    behaviour = make_behaviour("TEL-01")
    make_norm(behaviour, sentence="Voor iedereen", share_target=Decimal("0.9"), weight=3)
    make_norm(behaviour, team, sentence="Voor het team", threshold=45, zero_point=90)
    page = text(manager.get(f"{NORM_ADD}?team=klantenservice"))
    assert "Geldt vandaag voor Klantenservice" in page
    assert 'value="Voor het team"' in page
    assert 'value="45"' in page
    assert f'value="{next_monday().isoformat()}"' in page
    page = text(manager.get(f"{NORM_ADD}?team=publiekszaken"))
    assert 'value="Voor iedereen"' in page
    assert 'value="90"' in page
    assert '<option value="3" selected' in page


def test_a_rating_is_prefilled_with_its_own_number_of_points(manager: Client):
    make_norm(make_behaviour("TEL-01", kind="rating"), anchors=["een", "twee", "drie"], threshold=2)
    page = text(manager.get(NORM_ADD))
    assert "rating-anchor_3" in page
    assert "rating-anchor_4" not in page


def test_a_new_version_is_published_for_the_chosen_node(manager: Client, team: Team):
    make_norm(make_behaviour("TEL-01"))
    response = manager.post(f"{NORM_ADD}?team=klantenservice", new_version(share_percent="75"))
    assert response.headers["Location"] == "/behaviours/TEL-01/"
    norm = Norm.objects.get(team=team)
    assert (norm.starts_on, norm.sentence) == (next_monday(), "Binnen 30 seconden")
    assert (norm.threshold, norm.zero_point, norm.weight) == (30, None, 2)
    assert (norm.share_target, norm.reason) == (Decimal("0.75"), "De wachtrij is langer")
    assert "De norm is gepubliceerd." in text(manager.get(response.headers["Location"]))


@pytest.mark.parametrize("outcome", ["not_applicable", "retired", "inherit"])
def test_an_end_needs_no_terms_and_keeps_none(manager: Client, team: Team, outcome: str):
    make_norm(make_behaviour("TEL-01"))
    asked = new_version(outcome=outcome) | {"sentence": "", "time_limit-threshold": "no number"}
    assert manager.post(NORM_ADD, asked).status_code == 302
    norm = Norm.objects.get(team=team.parent)
    assert (norm.outcome, norm.sentence, norm.threshold) == (outcome, "", None)


def test_the_root_has_nothing_above_it_to_follow():
    make_norm(make_behaviour("TEL-01"))
    manager = client_of(make_root())
    assert 'value="inherit"' not in text(manager.get(f"{NORM_ADD}?team=gemeente"))
    found = errors(manager.post(f"{NORM_ADD}?team=gemeente", new_version(outcome="inherit")))
    assert list(found) == ["outcome"]


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"reason": " "}, "reason", "Vul dit nog in."),
        ({"sentence": ""}, "sentence", "Vul dit nog in."),
        ({"time_limit-threshold": ""}, "time_limit-threshold", "Vul dit in"),
        (
            {"time_limit-zero_point": "29"},
            "time_limit-zero_point",
            "kan niet lager zijn dan de grens",
        ),
        ({"starts_on": ""}, "starts_on", "Vul dit nog in."),
        ({"starts_on": "2026-13-01"}, "starts_on", "geldige datum"),
    ],
)
def test_a_mistake_in_a_version_is_named_at_its_field(manager, changes, field, message):
    make_norm(make_behaviour("TEL-01"))
    found = errors(manager.post(NORM_ADD, new_version() | changes))
    assert list(found) == [field]
    assert message in found[field][0]
    assert Norm.objects.count() == 1


@pytest.mark.parametrize(
    ("starts_on", "message"),
    [
        (lambda: today(), "begint later dan vandaag"),
        (lambda: today() - timedelta(days=7), "begint later dan vandaag"),
        (lambda: next_monday() + timedelta(days=1), "op een maandag"),
        (lambda: next_monday() + timedelta(days=7), "begint hier al een versie"),
    ],
)
def test_a_start_that_cannot_be_is_explained_in_dutch(manager: Client, team, starts_on, message):
    behaviour = make_behaviour("TEL-01")
    make_norm(behaviour)
    make_norm(behaviour, team.parent, starts_on=next_monday() + timedelta(days=7))
    found = errors(manager.post(NORM_ADD, new_version(starts_on=starts_on().isoformat())))
    assert list(found) == ["starts_on"]
    assert message in found["starts_on"][0]
    assert Norm.objects.count() == 2


def test_the_first_norm_of_a_behaviour_starts_on_any_day(manager: Client):
    make_behaviour("TEL-01")
    assert manager.post(NORM_ADD, new_version(starts_on="2020-12-30")).status_code == 302
    assert Norm.objects.get().starts_on == date(2020, 12, 30)


def test_what_never_began_cannot_end(manager: Client):
    make_behaviour("TEL-01")
    found = errors(manager.post(NORM_ADD, new_version(outcome="retired")))
    assert found == {"outcome": ["Er is nog geen norm die kan eindigen. Begin met een norm."]}


@pytest.mark.parametrize("kind", TERMS)
def test_a_version_of_every_kind_is_prefilled_so_that_it_can_be_sent_as_it_is(manager, kind: str):
    make_norm(make_behaviour("TEL-01", kind=kind))
    form = manager.get(NORM_ADD).context["form"]
    filled = {field.name: field.value() for field in form}
    given = {name: value for name, value in filled.items() if value not in (None, False)}
    assert manager.post(NORM_ADD, given | {"reason": "Bevestigd"}).status_code == 302
    first, second = Norm.objects.order_by("starts_on")
    assert {name: getattr(second, name) for name in TERMS[kind]} == TERMS[kind]
    assert second.sentence == first.sentence
