"""The norm of the week and the guideline: who sets them, which holds, what the database refuses."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from behaviours.actions import set_focus, set_guideline
from behaviours.models import Behaviour, Focus, Guideline
from behaviours.queries import focus_of, guideline_of
from people.models import Team
from periods.week import Week
from tests.behaviours.pages import client_of, text, today
from tests.builders import NOW, TODAY, make_behaviour, make_norm, make_team

pytestmark = pytest.mark.django_db

WEEK = Week.of(TODAY)
PAGE = "/teams/klantenservice/focus/"
GUIDELINE = "/teams/klantenservice/guideline/"


@pytest.fixture
def behaviour(team: Team) -> Behaviour:
    return make_norm(make_behaviour("TEL-01", title="Snel opnemen"), team).behaviour


@pytest.fixture
def lead(team: Team) -> Client:
    return client_of(team, "team_lead")


def focus(team: Team, behaviour: Behaviour, week: Week = WEEK, weeks: int = 1) -> Focus:
    return set_focus(team=team, behaviour=behaviour, week=week, weeks=weeks, by=None, at=NOW)


class TestWhichHolds:
    def test_from_its_monday_to_the_sunday_before_its_end(self, team, behaviour):
        row = focus(team, behaviour, weeks=2)
        days = [WEEK.monday, (WEEK + 1).sunday]
        assert [focus_of(team, day) for day in days] == [row, row]
        beside = [WEEK.monday - timedelta(days=1), (WEEK + 2).monday]
        assert [focus_of(team, day) for day in beside] == [None, None]
        assert row.last_day == (WEEK + 1).sunday

    def test_the_one_that_was_set_later(self, team, behaviour):
        focus(team, behaviour, weeks=4)
        later = focus(team, make_behaviour(), week=WEEK + 1)
        assert focus_of(team, TODAY).behaviour == behaviour
        assert focus_of(team, (WEEK + 1).monday) == later
        assert focus_of(team, (WEEK + 2).monday).behaviour == behaviour

    def test_of_no_other_team(self, team, behaviour):
        focus(make_team(), behaviour)
        set_guideline(team=make_team(), contacts_a_day=3, today=TODAY, by=None)
        assert (focus_of(team, TODAY), guideline_of(team, TODAY)) == (None, None)

    def test_a_guideline_holds_until_the_next_one(self, team):
        for days, contacts in ((0, 3), (7, 5), (7, 4)):
            day = TODAY + timedelta(days=days)
            set_guideline(team=team, contacts_a_day=contacts, today=day, by=None)
        found = [guideline_of(team, TODAY + timedelta(days=days)) for days in (-1, 0, 6, 7)]
        assert found == [None, 3, 3, 4]


class TestRefused:
    def test_a_focus_that_ends_before_it_starts(self, team, behaviour):
        fields: dict[str, Any] = {"team": team, "behaviour": behaviour, "set_at": NOW}
        assert Focus.objects.create(starts_on=TODAY, ends_on=(WEEK + 1).monday, **fields).pk
        with pytest.raises(IntegrityError, match="focus_ends_after"), transaction.atomic():
            Focus.objects.create(starts_on=TODAY, ends_on=TODAY, **fields)

    @pytest.mark.parametrize(
        ("contacts", "is_taken"), [(0, False), (1, True), (20, True), (21, False)]
    )
    def test_a_guideline_outside_1_to_20(self, team, contacts, is_taken):
        fields: dict[str, Any] = {"team": team, "starts_on": TODAY, "contacts_a_day": contacts}
        if is_taken:
            assert Guideline.objects.create(**fields).pk
            return
        with pytest.raises(IntegrityError, match="guideline_is_1_to_20"), transaction.atomic():
            Guideline.objects.create(**fields)

    def test_two_guidelines_from_one_day(self, team):
        fields: dict[str, Any] = {"team": team, "starts_on": TODAY, "contacts_a_day": 3}
        assert Guideline.objects.create(**fields).pk
        with pytest.raises(IntegrityError), transaction.atomic():
            Guideline.objects.create(**fields)


class TestPage:
    def test_a_lead_sets_the_norm_of_the_week(self, lead, team, behaviour):
        data = {"behaviour": str(behaviour.pk), "start": "1", "weeks": "2"}
        response = lead.post(PAGE, data, follow=True)
        row = Focus.objects.get()
        week = Week.of(today())
        assert (row.team, row.behaviour) == (team, behaviour)
        assert (row.starts_on, row.ends_on) == ((week + 1).monday, (week + 3).monday)
        assert "De norm van de week is bewaard" in text(response)
        assert "Voor deze week is er geen gekozen." in text(response)
        lead.post(PAGE, data | {"start": "0"})
        assert "Nu: Snel opnemen, tot en met" in text(lead.get(PAGE))

    @pytest.mark.parametrize(
        ("field", "value"), [("behaviour", "x"), ("start", "2"), ("weeks", "5"), ("weeks", "")]
    )
    def test_what_cannot_be_is_refused_at_its_field(self, lead, behaviour, field, value):
        data = {"behaviour": str(behaviour.pk), "start": "0", "weeks": "1"} | {field: value}
        response = lead.post(PAGE, data)
        assert list(response.context["form"].errors) == [field]
        assert Focus.objects.count() == 0

    def test_only_norms_in_force_for_the_team_are_offered(self, lead, behaviour):
        make_norm(make_behaviour("TEL-02", title="Van een ander"), make_team())
        make_behaviour("TEL-03", title="Zonder norm")
        page = text(lead.get(PAGE))
        assert ("Snel opnemen" in page, "Van een ander" in page, "Zonder norm" in page) == (
            True,
            False,
            False,
        )

    def test_without_norms_there_is_nothing_to_choose(self, lead):
        assert "Voor dit team geldt nog geen norm." in text(lead.get(PAGE))
        assert lead.post(PAGE, {"behaviour": "1"}).status_code == 200

    def test_a_lead_sets_the_guideline_and_reads_it_back(self, lead, team, behaviour):
        response = lead.post(GUIDELINE, {"contacts_a_day": "4"}, follow=True)
        assert "De richtlijn is bewaard." in text(response)
        assert 'value="4"' in text(response)
        for wrong in ("0", "21", "", "veel"):
            assert lead.post(GUIDELINE, {"contacts_a_day": wrong}).status_code == 200
        assert Guideline.objects.get().contacts_a_day == 4

    def test_a_node_that_notes_no_contacts_has_none(self, team):
        above = client_of(team.parent, "team_lead")
        assert above.get("/teams/publiekszaken/focus/").status_code == 404
        assert above.get(PAGE).status_code == 200

    def test_the_list_of_norms_leads_there_for_who_leads(self, lead, team, behaviour):
        assert PAGE in text(lead.get("/behaviours/"))
        assert PAGE not in text(client_of(team, "employee").get("/behaviours/"))

    @pytest.mark.parametrize("count", [1, 3])
    def test_as_many_statements_however_many_norms(
        self, lead, team, count, django_assert_num_queries
    ):
        for _ in range(count):
            behaviour = make_norm(make_behaviour(), team).behaviour
            focus(team, behaviour)
        # Session, user, roles, the team upwards; norms, guideline, focus.
        with django_assert_num_queries(7):
            lead.get(PAGE)
