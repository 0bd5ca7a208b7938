"""The list of contacts and one contact, read by whom it is open to."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.judging import Entry
from incidents.models import Incident
from tests.builders import (
    NOW,
    give_role,
    log_contact,
    make_behaviour,
    make_norm,
    make_person,
    make_team,
)
from tests.incidents.site import LIST, correct, page, rows, secret_contact, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday_morning():
    with time_machine.travel(NOW + timedelta(hours=3), tick=False):
        yield


class TestList:
    def test_everyone_sees_what_is_about_them_and_what_they_noted(self, client, team):
        me = signed_in(client, make_person(team))
        about, noted = log_contact(team, employee=me), log_contact(team, logged_by=me)
        log_contact(team)
        assert rows(client) == [noted.pk, about.pk]

    @pytest.mark.parametrize("kind", ["manager", "works_council", "administrator", "observer"])
    def test_who_leads_nothing_sees_no_rows_of_others(self, client, team, kind):
        secret_contact(team)
        signed_in(client, make_person(team, kind))
        assert rows(client) == []

    @pytest.mark.parametrize("count", [0, 1, 3, 50, 51, 1_000])
    def test_shows_fifty_a_page(self, client, team, count):
        me = signed_in(client, make_person(team))
        sample = log_contact(team, employee=me)
        Incident.objects.bulk_create(
            Incident(
                **{
                    name: getattr(sample, name)
                    for name in ("team", "channel", "occurred_at", "local_date", "week", "origin")
                },
                logged_at=NOW,
                employee=me,
            )
            for _ in range(count - 1)
        )
        if not count:
            sample.observations.all().delete()
            Incident.objects.filter(pk=sample.pk).delete()
        assert len(rows(client)) == min(count, 50)
        assert ("No contacts yet" in page(client, LIST)) is (count == 0)
        last = (count + 49) // 50
        assert len(rows(client, "?page=9999")) == (count - 50 * (last - 1) if count else 0)

    @pytest.mark.parametrize("count", [1, 3])
    def test_six_queries_however_many_rows(self, client, team, count):
        me = signed_in(client, make_person(team))
        for _ in range(count):
            log_contact(make_team(), employee=me)
        with CaptureQueriesContext(connection) as captured:
            assert len(rows(client)) == count
        assert len(captured) == 6

    def test_the_newest_come_first_and_every_column_sorts(self, client, team):
        me = signed_in(client, make_person(team))
        answer = make_behaviour()
        make_norm(answer)
        old = log_contact(
            make_team("Zuid"), {answer: 60}, employee=me, occurred_at=NOW - timedelta(days=1)
        )
        new = log_contact(make_team("Aanvragen"), {answer: 5}, employee=me, channel="chat")
        assert rows(client) == [new.pk, old.pk]
        for sort, expected in {
            "moment": [old, new],
            "-moment": [new, old],
            "team": [new, old],
            "-team": [old, new],
            "channel": [new, old],
            "score": [old, new],
            "-score": [new, old],
        }.items():
            assert rows(client, f"?sort={sort}") == [row.pk for row in expected], sort

    def test_filters_narrow_and_stand_in_the_address(self, client, team):
        lead = signed_in(client, make_person(team, "team_lead"))
        other = make_team(slug="tweede")
        give_role(lead, other, "team_lead")
        answer, thanks, extra = (
            make_behaviour(kind=kind) for kind in ("time_limit", "do", "extra")
        )
        timed, critical = make_norm(answer), make_norm(thanks, critical=True)
        make_norm(extra)
        good = log_contact(team, {answer: 5, thanks: 1, extra: 1})
        bad = log_contact(
            team, {answer: 60, thanks: 0, extra: 0}, channel="desk", origin="observed"
        )
        unseen = log_contact(team, {answer: Entry.not_observed(), thanks: Entry.not_applicable()})
        elsewhere = log_contact(other, occurred_at=NOW - timedelta(days=7))
        gone = log_contact(team)
        Incident.objects.filter(pk=gone.pk).update(withdrawn_at=NOW, withdrawn_reason="dubbel")
        for query, expected in {
            "": [unseen, bad, good, elsewhere],
            "?team=tweede": [elsewhere],
            "?week=2026-W46": [elsewhere],
            "?channel=desk": [bad],
            "?origin=observed": [bad],
            f"?norm={timed.pk}": [unseen, bad, good],
            f"?norm={timed.pk}&result=met": [good],
            f"?norm={timed.pk}&result=not_met": [bad],
            f"?norm={timed.pk}&result=judged": [bad, good],
            f"?norm={timed.pk}&result=not_observed": [unseen],
            f"?norm={critical.pk}&result=not_applicable": [unseen],
            f"?norm={critical.pk}&result=not_observed": [],
            "?result=happened": [good],
            "?whole=in_order": [good],
            "?whole=not_in_order": [bad],
            "?whole=judged": [bad, good],
            "?critical=in_order": [good],
            "?critical=not_in_order": [bad],
            "?critical=judged": [bad, good],
            "?withdrawn=yes": [gone],
            "?norm=9223372036854775807": [],
        }.items():
            assert rows(client, query) == [row.pk for row in expected], query

    @pytest.mark.parametrize(
        ("query", "says"),
        [
            ("?week=2021-W53", "This is not a week"),
            ("?week=gisteren", "This is not a week"),
            ("?channel=fax", "Select a valid choice"),
            ("?norm=x", "Enter a whole number"),
            (f"?norm={'9' * 40}", "less than or equal to"),
            ("?result=%27;drop", "Select a valid choice"),
        ],
    )
    def test_a_filter_that_cannot_be_says_so_and_shows_nothing(self, client, team, query, says):
        me = signed_in(client, make_person(team))
        log_contact(team, employee=me)
        assert says in page(client, LIST + query)
        assert rows(client, query) == []

    @pytest.mark.parametrize(
        "query", ["?page=x", "?page=-1", "?page=0", "?sort=employee", "?sort="]
    )
    def test_odd_pages_and_orders_show_the_list(self, client, team, query):
        me = signed_in(client, make_person(team))
        incident = log_contact(team, employee=me)
        assert rows(client, query) == [incident.pk]

    def test_a_team_out_of_scope_is_404(self, client, team):
        make_team(slug="elders")
        signed_in(client, make_person(team))
        for slug in ("elders", "nergens"):
            page(client, f"{LIST}?team={slug}", 404)

    def test_an_employee_is_told_that_the_figure_counts_more_than_these_rows(self, client, team):
        signed_in(client, make_person(team))
        said = "the figure of the team counts everybody"
        assert said in page(client, f"{LIST}?team={team.slug}")
        assert said not in page(client, LIST)


class TestDetail:
    def test_every_value_has_its_unit_its_verdict_and_the_contact_its_score(self, client, team):
        me = signed_in(client, make_person(team))
        kinds = ["time_limit", "count_limit", "do", "dont", "rating", "extra", "count_minimum"]
        made = {kind: make_behaviour(kind=kind) for kind in kinds}
        for kind, behaviour in made.items():
            make_norm(behaviour, sentence=f"norm {kind}")
        answered = make_behaviour()
        make_norm(answered, sentence="norm beantwoord")
        entries = {
            made["time_limit"]: 40,
            made["count_limit"]: 2,
            made["do"]: 1,
            made["dont"]: 1,
            made["rating"]: 4,
            made["extra"]: 1,
            made["count_minimum"]: Entry.not_observed(),
            answered: Entry(answer=True),
        }
        incident = log_contact(team, entries, employee=me)
        context = client.get(f"{LIST}{incident.pk}/").context
        shown = {
            row["title"].removeprefix("norm "): (row["value"], row["verdict"], row["score"])
            for row in context["rows"]
        }
        assert shown == {
            "time_limit": ("40 seconds", "not met", "50.0"),
            "count_limit": ("2 times", "not met", "50.0"),
            "do": ("yes", "met", "100.0"),
            "dont": ("did happen", "not met", "0.0"),
            "rating": ("4 of 5: vier", "met", "75.0"),
            "extra": ("yes", "–", "–"),
            "count_minimum": ("not seen", "–", "–"),
            "beantwoord": ("within the norm", "met", "100.0"),
        }
        assert context["score"] == "62.5"

    @pytest.mark.parametrize("count", [1, 3])
    def test_eight_queries_however_long_it_is(self, client, team, count):
        me = signed_in(client, make_person(team))
        behaviours = [make_behaviour() for _ in range(count)]
        for behaviour in behaviours:
            make_norm(behaviour)
        incident = log_contact(team, dict.fromkeys(behaviours, 5), employee=me, logged_by=me)
        for number in range(count):
            correct(client, incident, subject=f"tekst {number}")
        with CaptureQueriesContext(connection) as captured:
            page(client, f"{LIST}{incident.pk}/")
        assert len(captured) == 8

    def test_the_history_tells_what_it_said_before_the_latest_first(self, client, team):
        me = signed_in(client, make_person(team))
        answer = make_behaviour(kind="count_limit")
        make_norm(answer, sentence="eens doorverbinden")
        incident = log_contact(team, {answer: 3}, employee=me, logged_by=me, subject="eerst")
        correct(client, incident, subject="daarna")
        correct(client, incident, **{f"v{answer.pk}": "1"})
        history = client.get(f"{LIST}{incident.pk}/").context["history"]
        assert [change.before for change in history] == [
            [("eens doorverbinden", "3 times"), ("Score", "0.0")],
            [("Subject", "eerst")],
        ]
