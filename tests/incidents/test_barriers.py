"""What was in the way of a miss: one tap, kept apart from every figure of the team."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import override

from incidents.actions import withdraw_contact
from incidents.barriers import add_barrier, change_barrier, misses, report_barrier
from incidents.judging import Entry
from incidents.models import Barrier, BarrierReport, Observation, TeamWeek
from periods.week import Week
from scoring.models import Tally
from scoring.queries import team_figures
from tests.builders import (
    NOW,
    TODAY,
    log_contact,
    log_miss,
    make_barrier,
    make_behaviour,
    make_norm,
    make_person,
    make_team,
)
from tests.incidents.writes import correct, revisions

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make_team("Balie")


@pytest.fixture
def behaviour():
    behaviour = make_behaviour()
    make_norm(behaviour)
    return behaviour


@pytest.fixture
def me(team):
    return make_person(team)


@pytest.fixture
def busy():
    return make_barrier("too_busy")


@pytest.fixture
def forgot():
    return make_barrier("not_thought_of", is_persons=True)


def tap(incident, behaviour, barrier, by, at=NOW):
    return report_barrier(incident=incident, behaviour=behaviour, barrier=barrier, by=by, at=at)


class TestList:
    def test_it_begins_with_twelve_four_of_them_the_persons_own(self):
        Barrier.objects.all().delete()
        import_module("incidents.migrations.0004_barrier_list").load(apps, None)
        codes = Barrier.objects.in_order().values_list("code", "is_persons")
        assert list(codes) == [
            ("norm_unknown", True),
            ("not_thought_of", True),
            ("too_busy", False),
            ("colleague", False),
            ("system", False),
            ("not_practised", True),
            ("not_allowed", False),
            ("customer", False),
            ("extra_work", False),
            ("elsewhere", True),
            ("always_so", False),
            ("other", False),
        ]

    def test_it_speaks_the_readers_language(self):
        barrier = make_barrier(words="te druk", words_en="too busy")
        with override("nl"):
            assert str(barrier) == "te druk"
        with override("en"):
            assert str(barrier) == "too busy"

    def test_one_more_stands_before_something_else(self):
        Barrier.objects.all().delete()
        make_barrier("other", rank=1)
        added = add_barrier(words="te  koud ", words_en="too cold", is_persons=False)
        assert (added.code, added.words) == ("too-cold", "te koud")
        assert [barrier.code for barrier in Barrier.objects.offered(TODAY)] == ["too-cold", "other"]

    @pytest.mark.parametrize(("words", "words_en"), [("", "cold"), ("koud", " "), ("TE KOUD", "x")])
    def test_empty_words_and_those_that_stand_are_refused(self, words, words_en):
        make_barrier("cold", words="te koud")
        with pytest.raises(ValidationError):
            add_barrier(words=words, words_en=words_en, is_persons=True)

    def test_one_that_ended_is_not_offered_from_that_day_on(self, busy):
        change_barrier(barrier=busy, words="druk", words_en="busy", is_persons=True, ended_on=TODAY)
        assert busy in Barrier.objects.offered(TODAY - timedelta(days=1))
        assert busy not in Barrier.objects.offered(TODAY)
        busy.refresh_from_db()
        assert (busy.words, busy.is_persons) == ("druk", True)

    @pytest.mark.parametrize("name", ["code", "words", "words_en"])
    def test_the_database_refuses_one_that_says_nothing(self, busy, name):
        with pytest.raises(IntegrityError, match="barrier_says_what"), transaction.atomic():
            Barrier.objects.filter(pk=busy.pk).update(**{name: ""})

    def test_a_code_stands_once(self, busy):
        with pytest.raises(IntegrityError), transaction.atomic():
            Barrier.objects.create(code=busy.code, words="x", words_en="x", is_persons=False)


class TestReport:
    def test_one_tap_says_what_was_in_the_way(self, team, behaviour, me, busy):
        incident = log_miss(team, me, behaviour)
        report = tap(incident, behaviour, busy, me)
        assert (report.barrier, report.reported_by, report.reported_at) == (busy, me, NOW)
        (miss,) = misses(incident, TODAY)
        assert (miss.tapped, miss.is_persons) == (busy, False)

    def test_another_tap_takes_its_place_and_the_same_one_takes_it_back(
        self, team, behaviour, me, busy, forgot
    ):
        incident = log_miss(team, me, behaviour, busy)
        tap(incident, behaviour, forgot, me)
        assert [report.barrier for report in BarrierReport.objects.all()] == [forgot]
        assert tap(incident, behaviour, forgot, me) is None
        assert not BarrierReport.objects.exists()

    def test_it_changes_no_figure_of_the_team(self, team, behaviour, me, busy):
        incident = log_miss(team, me, behaviour)
        week = Week.of(TODAY)
        figures = team_figures(team=team, weeks=[week])
        tallies, before = list(Tally.objects.values()), revisions()
        tap(incident, behaviour, busy, me)
        assert revisions() == before != {}
        assert team_figures(team=team, weeks=[week]) == figures
        assert list(Tally.objects.values()) == tallies != []

    def test_a_colleague_and_a_lead_say_nothing_about_a_contact_of_another(
        self, team, behaviour, me, busy
    ):
        incident = log_miss(team, me, behaviour)
        for other in (make_person(team), make_person(team, "team_lead")):
            with pytest.raises(ValidationError):
                tap(incident, behaviour, busy, other)

    def test_who_noted_it_may_say_it_until_whose_contact_it_is_did(
        self, team, behaviour, me, busy, forgot
    ):
        observer = make_person(team, "observer")
        incident = log_miss(team, me, behaviour, logged_by=observer, origin="observed")
        tap(incident, behaviour, forgot, observer)
        tap(incident, behaviour, busy, me)
        with pytest.raises(ValidationError, match="said already|al gezegd"):
            tap(incident, behaviour, forgot, observer)
        assert BarrierReport.objects.get().barrier == busy

    def test_what_was_met_has_nothing_in_its_way(self, team, behaviour, me, busy):
        incident = log_contact(team, {behaviour: 5}, employee=me, logged_by=me)
        with pytest.raises(ValidationError):
            tap(incident, behaviour, busy, me)
        assert misses(incident, TODAY) == []

    def test_a_withdrawn_contact_and_an_ended_barrier_are_refused(
        self, team, behaviour, me, busy, forgot
    ):
        incident = log_miss(team, me, behaviour, forgot)
        Barrier.objects.filter(pk=busy.pk).update(ended_on=date(2026, 11, 16))
        busy.refresh_from_db()
        with pytest.raises(ValidationError):
            tap(incident, behaviour, busy, me)
        withdraw_contact(incident=incident, version=1, by=me, at=NOW, reason="dubbel")
        assert misses(incident, TODAY) == []
        with pytest.raises(ValidationError):
            tap(incident, behaviour, forgot, me)

    def test_one_that_ended_keeps_its_button_where_it_was_tapped(
        self, team, behaviour, me, busy, forgot
    ):
        incident = log_miss(team, me, behaviour, busy)
        Barrier.objects.filter(pk=busy.pk).update(ended_on=TODAY)
        (miss,) = misses(incident, TODAY)
        assert miss.barriers[-1] == busy
        assert miss.barriers.count(busy) == 1

    def test_it_stands_while_the_contact_says_that_the_norm_was_missed(
        self, team, behaviour, me, busy
    ):
        incident = log_miss(team, me, behaviour, busy)
        standing = BarrierReport.objects.of_team(team).standing()
        assert standing.count() == 1
        correct(incident, {behaviour: Entry(value=5)}, by=me)
        assert (standing.count(), BarrierReport.objects.count()) == (0, 1)
        incident.refresh_from_db()
        correct(incident, {behaviour: Entry(value=90)}, by=me)
        assert standing.count() == 1

    def test_the_database_keeps_one_a_behaviour(self, team, behaviour, me, busy, forgot):
        incident = log_miss(team, me, behaviour, busy)
        fields = {"incident": incident, "barrier": forgot, "reported_by": me, "reported_at": NOW}
        BarrierReport.objects.create(behaviour=make_behaviour(), **fields)
        with pytest.raises(IntegrityError), transaction.atomic():
            BarrierReport.objects.create(behaviour=behaviour, **fields)


class TestOwnResults:
    def test_a_miss_by_what_is_not_the_persons_stays_out(self, team, behaviour, me, busy, forgot):
        kept_out = log_miss(team, me, behaviour, busy)
        mine = [log_miss(team, me, behaviour, forgot), log_miss(team, me, behaviour)]
        met = log_contact(team, {behaviour: 5}, employee=me, logged_by=me)
        own = Observation.objects.filter(incident__employee=me)
        found = own.as_the_persons().values_list("incident", flat=True)
        assert set(found) == {met.pk, *(row.pk for row in mine)}
        assert set(own.persons_own_misses().values_list("incident", flat=True)) == {
            row.pk for row in mine
        }
        assert kept_out.pk in own.filter(met=False).values_list("incident", flat=True)

    def test_only_that_norm_of_the_contact_stays_out(self, team, behaviour, me, busy):
        other = make_behaviour()
        make_norm(other)
        fields = {"employee": me, "logged_by": me}
        incident = log_contact(team, {behaviour: 90, other: 90}, **fields)
        tap(incident, behaviour, busy, me)
        (left,) = Observation.objects.persons_own_misses()
        assert left.behaviour == other

    def test_the_mark_of_today_decides(self, team, behaviour, me, busy):
        log_miss(team, me, behaviour, busy)
        assert not Observation.objects.persons_own_misses().exists()
        change_barrier(barrier=busy, words="druk", words_en="busy", is_persons=True, ended_on=None)
        assert Observation.objects.persons_own_misses().count() == 1

    def test_the_team_keeps_it(self, team, behaviour, me, busy):
        log_miss(team, me, behaviour, busy)
        (week,) = team_figures(team=team, weeks=[Week.of(TODAY)]).values()
        (row,) = week.norms
        assert (row.met, row.observed) == (0, 1)
        assert TeamWeek.objects.get().revision == 1
