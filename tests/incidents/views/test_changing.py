"""Correcting and withdrawing a contact through the site."""

from datetime import timedelta

import pytest
import time_machine

from incidents.judging import Entry
from incidents.models import Incident, TeamWeek
from people.models import User
from tests.builders import (
    NOW,
    TODAY,
    give_role,
    log_contact,
    make_behaviour,
    make_norm,
    make_person,
    make_team,
)
from tests.incidents.site import LIST, correct, correction, opened, page, rows, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday_morning():
    with time_machine.travel(NOW + timedelta(hours=3), tick=False):
        yield


class TestCorrecting:
    @pytest.fixture
    def me(self, client, team) -> User:
        return signed_in(client, make_person(team, name="Eva Eigen"))

    @pytest.fixture
    def answer(self):
        behaviour = make_behaviour(kind="count_limit")
        make_norm(behaviour, sentence="eens doorverbinden")
        return behaviour

    def test_the_form_shows_what_the_contact_says(self, client, team, me, answer):
        incident = log_contact(team, {answer: 2}, logged_by=me, subject="eerst")
        shown = page(client, f"{LIST}{incident.pk}/correct/")
        assert f'name="v{answer.pk}" value="2"' in shown
        assert 'value="eerst"' in shown
        assert 'value="11:00"' in shown

    def test_an_unchanged_form_changes_nothing_but_the_version(self, client, team, me, answer):
        moment = NOW.replace(second=37)
        incident = log_contact(team, {answer: 2}, logged_by=me, occurred_at=moment)
        assert correct(client, incident).status_code == 302
        incident.refresh_from_db()
        assert (incident.version, incident.occurred_at) == (2, moment)
        assert incident.observations.get().value == 2

    def test_what_said_something_cannot_come_to_say_nothing(self, client, team, me, answer):
        incident = log_contact(team, {answer: 2}, logged_by=me)
        fields = {f"v{answer.pk}": "", f"b{answer.pk}": "not_observed"}
        response = correct(client, incident, **fields)
        assert response.context["form"].is_untouched
        assert incident.observations.get().value == 2

    def test_what_never_said_anything_may_get_a_subject(self, client, team, me, answer):
        incident = log_contact(team, {answer: Entry.not_observed()}, logged_by=me)
        assert correct(client, incident, subject="paspoort").status_code == 302
        incident.refresh_from_db()
        assert incident.subject == "paspoort"

    @pytest.mark.parametrize("part", ["correct", "withdraw"])
    def test_only_the_author_may(self, client, team, me, part):
        about_me = log_contact(team, employee=me, logged_by=make_person(team))
        page(client, f"{LIST}{about_me.pk}/{part}/", 403)
        assert client.post(f"{LIST}{about_me.pk}/{part}/", {}).status_code == 403
        signed_in(client, make_person(team, "team_lead"))
        page(client, f"{LIST}{about_me.pk}/{part}/", 403)

    def test_a_stale_form_shows_both_texts_and_loses_nothing(self, client, team, me, answer):
        incident = log_contact(team, {answer: 2}, logged_by=me, subject="eerst")
        correct(client, incident, subject="uit het andere venster")
        response = correct(
            client, incident, version="1", subject="wat ik typte", **{f"v{answer.pk}": "7"}
        )
        shown = response.content.decode()
        assert response.status_code == 409
        assert ("Subject", "uit het andere venster") in response.context["said_now"]
        assert 'value="wat ik typte"' in shown
        assert f'name="v{answer.pk}" value="7"' in shown
        assert 'name="version" value="2"' in shown
        incident.refresh_from_db()
        assert (incident.subject, incident.version) == ("uit het andere venster", 2)
        correct(client, incident, version="2", subject="wat ik typte")
        incident.refresh_from_db()
        assert incident.subject == "wat ik typte"

    def test_a_contact_withdrawn_in_the_meantime_keeps_what_was_typed(
        self, client, team, me, answer
    ):
        incident = log_contact(team, {answer: 2}, logged_by=me)
        form = opened(client, incident)
        client.post(f"{LIST}{incident.pk}/withdraw/", {"version": "1", "reason": "dubbel"})
        response = client.post(correction(incident), form | {"subject": "wat ik typte"})
        assert response.status_code == 409
        assert 'value="wat ik typte"' in response.content.decode()
        assert response.context["form"].non_field_errors()
        incident.refresh_from_db()
        assert incident.subject == ""

    def test_another_date_shows_the_norms_of_that_date_first(self, client, team, me, answer):
        newer = make_norm(answer, sentence="niet doorverbinden", threshold=0, starts_on=TODAY)
        incident = log_contact(team, {answer: 1}, logged_by=me, occurred_at=NOW - timedelta(days=1))
        response = correct(client, incident, on="2026-11-16")
        assert response.status_code == 200
        assert "niet doorverbinden" in response.content.decode()
        assert incident.observations.get().norm.sentence == "eens doorverbinden"
        correct(client, incident, on="2026-11-16", norms=str(newer.pk))
        assert incident.observations.get().norm == newer

    def test_a_value_without_a_norm_in_the_new_team_is_named_at_its_field(
        self, client, team, me, answer
    ):
        other = make_team(slug="tweede")
        give_role(me, other, "employee")
        make_norm(answer, team=other, outcome="not_applicable")
        make_norm(make_behaviour(kind="do"), team=other, sentence="van de tweede")
        incident = log_contact(team, {answer: 2}, logged_by=me)
        keys = ",".join(str(norm.pk) for norm in answer.norms.filter(outcome="norm"))
        response = correct(client, incident, team="tweede", norms=keys)
        assert list(response.context["form"].errors) == [f"v{answer.pk}"]
        incident.refresh_from_db()
        assert (incident.team, incident.version) == (team, 1)

    def test_a_team_out_of_reach_is_refused(self, client, team, me, answer):
        make_team(slug="elders")
        incident = log_contact(team, {answer: 2}, logged_by=me)
        response = correct(client, incident, team="elders")
        assert list(response.context["form"].errors) == ["team"]

    def test_in_a_closed_week_the_author_reads_why_not(self, client, team, me, answer):
        incident = log_contact(team, {answer: 2}, logged_by=me)
        TeamWeek.objects.update(closed_at=NOW, closed_revision=1)
        response = correct(client, incident, subject="te laat")
        assert response.status_code == 409
        assert "This week is closed" in response.content.decode()
        assert 'value="te laat"' in response.content.decode()
        incident.refresh_from_db()
        assert (incident.version, incident.subject) == (1, "")

    def test_extra_fields_change_nothing(self, client, team, me, answer):
        incident = log_contact(team, {answer: 2}, logged_by=me, employee=me)
        other = make_person(team)
        correct(client, incident, employee=str(other.pk), origin="system", score="1", week="x")
        incident.refresh_from_db()
        assert (incident.employee, incident.origin, incident.score) == (me, "self", 5_000)


class TestWithdrawing:
    @pytest.fixture
    def contact(self, client, team) -> Incident:
        return log_contact(team, logged_by=signed_in(client, make_person(team)))

    def test_asks_for_a_reason(self, client, contact):
        address = f"{LIST}{contact.pk}/withdraw/"
        assert "no figure any more" in page(client, address)
        response = client.post(address, {"version": "1", "reason": " "})
        assert list(response.context["form"].errors) == ["reason"]
        assert Incident.objects.counting().count() == 1

    def test_leaves_the_list_and_says_why_on_its_page(self, client, contact):
        address = f"{LIST}{contact.pk}/withdraw/"
        response = client.post(address, {"version": "1", "reason": "twee keer genoteerd"})
        assert response.status_code == 302
        assert rows(client) == []
        assert rows(client, "?withdrawn=yes") == [contact.pk]
        assert "twee keer genoteerd" in page(client, f"{LIST}{contact.pk}/")
        page(client, address, 403)

    @pytest.mark.parametrize("version", ["x", "0", "", "9" * 30])
    def test_a_version_that_cannot_be_is_refused(self, client, contact, version):
        address = f"{LIST}{contact.pk}/withdraw/"
        response = client.post(address, {"version": version, "reason": "dubbel"})
        assert list(response.context["form"].errors) == ["version"]

    def test_a_stale_version_keeps_the_reason_and_says_so(self, client, contact):
        Incident.objects.update(version=3)
        address = f"{LIST}{contact.pk}/withdraw/"
        response = client.post(address, {"version": "1", "reason": "twee keer"})
        shown = response.content.decode()
        assert response.status_code == 409
        assert 'value="twee keer"' in shown
        assert 'name="version" value="3"' in shown
        assert Incident.objects.counting().count() == 1
