"""The list, one contact and what a reader may not see of it; correcting and withdrawing."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from incidents.judging import Entry
from incidents.models import Incident, TeamWeek
from people.models import Team, User
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

pytestmark = pytest.mark.django_db
LIST = "/contacts/"
SECRETS = ("Nadia Naam", "Olaf Oog", "Iets heel geheims", "10:17", "11:17")


@pytest.fixture(autouse=True)
def _monday_morning():
    with time_machine.travel(NOW + timedelta(hours=3), tick=False):
        yield


@pytest.fixture
def team() -> Team:
    return make_team("Balie")


def signed_in(client: Client, user: User, language: str = "en") -> User:
    user.language = language
    user.save()
    client.force_login(user)
    return user


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def rows(client: Client, query: str = "") -> list[int]:
    """The keys of the contacts listed, in order."""
    return [int(key) for key in re.findall(r'href="/contacts/(\d+)/"', page(client, LIST + query))]


def secret_contact(team: Team, **fields: Any) -> Incident:
    """A contact with everything that a lead may not know."""
    fields = {
        "employee": make_person(team, name="Nadia Naam"),
        "logged_by": make_person(team, "observer", name="Olaf Oog"),
        "private_note": "Iets heel geheims",
        "occurred_at": NOW.replace(hour=9, minute=17),
        "subject": "paspoort",
        "origin": "observed",
    } | fields
    return log_contact(team, fields.pop("entries", None), **fields)


def correct(client: Client, incident: Incident, **fields: Any) -> Any:
    """Open the correction as it is, change these fields, and post it."""
    address = f"/contacts/{incident.pk}/correct/"
    form = client.get(address).context["form"]
    shown = {field.html_name: field.value() for field in form}
    shown = {name: "" if value is None else value for name, value in shown.items()}
    shown["at"] = shown["at"].strftime("%H:%M")
    return client.post(address, shown | fields)


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


class TestWhatALeadDoesNotSee:
    @pytest.fixture
    def contact(self, team) -> Incident:
        return secret_contact(team)

    def test_the_author_sees_everything(self, client, contact):
        """The control: the secrets are there to be leaked."""
        signed_in(client, contact.logged_by)
        shown = page(client, f"{LIST}{contact.pk}/")
        assert [secret for secret in SECRETS if secret in shown] == list(SECRETS[:4])
        assert "10:17" in page(client, LIST)

    @pytest.mark.parametrize("language", ["nl", "en"])
    def test_no_name_no_note_and_no_time_on_list_or_page(self, client, team, contact, language):
        signed_in(client, make_person(team, "team_lead"), language)
        for address in (LIST, f"{LIST}{contact.pk}/"):
            shown = page(client, address)
            assert "paspoort" in shown
            assert [secret for secret in SECRETS if secret in shown] == []

    def test_the_day_and_the_part_of_it(self, client, team, contact):
        signed_in(client, make_person(team, "team_lead"))
        for address in (LIST, f"{LIST}{contact.pk}/"):
            assert "Mon 16 Nov 2026, morning" in page(client, address)

    def test_nor_in_the_history(self, client, team, contact):
        signed_in(client, contact.logged_by)
        response = correct(client, contact, subject="rijbewijs", private_note="Nog iets geheims")
        assert response.status_code == 302
        open_history = page(client, f"{LIST}{contact.pk}/")
        assert "Iets heel geheims" in open_history
        signed_in(client, make_person(team, "team_lead"))
        shown = page(client, f"{LIST}{contact.pk}/")
        assert "paspoort" in shown
        assert "rijbewijs" in shown
        hidden = (*SECRETS, "Nog iets geheims", "14:00")
        assert [secret for secret in hidden if secret in shown] == []

    @pytest.mark.parametrize(
        "query",
        ["employee={e}", "logged_by={a}", "sort=employee", "sort=logged_by", "sort=-occurred_at"],
    )
    def test_there_is_no_filter_or_order_by_person_or_time(self, client, team, contact, query):
        other = secret_contact(team, occurred_at=NOW.replace(hour=7))
        signed_in(client, make_person(team, "team_lead"))
        asked = query.format(e=contact.employee_id, a=contact.logged_by_id)
        assert rows(client, f"?{asked}") == rows(client) == [other.pk, contact.pk]

    def test_one_day_is_not_ordered_by_the_time_of_its_contacts(self, client, team):
        late = secret_contact(team, occurred_at=NOW)
        early = secret_contact(team, occurred_at=NOW - timedelta(hours=3))
        signed_in(client, make_person(team, "team_lead"))
        assert rows(client, "?sort=-moment") == [early.pk, late.pk]

    def test_a_lead_reads_the_own_contact_in_full(self, client, team):
        lead = signed_in(client, make_person(team, "team_lead"))
        own = log_contact(team, logged_by=lead, private_note="van mij")
        assert "van mij" in page(client, f"{LIST}{own.pk}/")

    @pytest.mark.parametrize("kind", ["employee", "observer", "manager", "works_council"])
    def test_for_all_others_the_contact_is_not_there(self, client, team, contact, kind):
        signed_in(client, make_person(team, kind))
        for part in ("", "correct/", "withdraw/"):
            page(client, f"{LIST}{contact.pk}/{part}", 404)

    def test_nor_for_the_lead_of_another_team(self, client, contact):
        signed_in(client, make_person(make_team(), "team_lead"))
        page(client, f"{LIST}{contact.pk}/", 404)

    def test_a_number_no_database_holds_is_404(self, client, team):
        signed_in(client, make_person(team))
        page(client, f"{LIST}{'9' * 30}/", 404)


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
            "do": ("yes", "met", "100"),
            "dont": ("did happen", "not met", "0.0"),
            "rating": ("4 of 5: vier", "met", "75.0"),
            "extra": ("yes", "–", "–"),
            "count_minimum": ("not seen", "–", "–"),
            "beantwoord": ("within the norm", "met", "100"),
        }
        assert context["score"] == "62.5"

    @pytest.mark.parametrize("count", [1, 3])
    def test_seven_queries_however_long_it_is(self, client, team, count):
        me = signed_in(client, make_person(team))
        behaviours = [make_behaviour() for _ in range(count)]
        for behaviour in behaviours:
            make_norm(behaviour)
        incident = log_contact(team, dict.fromkeys(behaviours, 5), employee=me, logged_by=me)
        for number in range(count):
            correct(client, incident, subject=f"tekst {number}")
        with CaptureQueriesContext(connection) as captured:
            page(client, f"{LIST}{incident.pk}/")
        assert len(captured) == 7

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
