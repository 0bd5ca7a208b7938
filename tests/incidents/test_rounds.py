"""Rounds: what is looked at, what stands open, and what a round counts for."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils.translation import override

from behaviours.models import Behaviour, Channel
from incidents.actions import withdraw_contact
from incidents.judging import Entry, NewContact
from incidents.locations import add_location, change_location, end_location
from incidents.models import Incident, Location, Origin
from incidents.queries import LOGGED_BY, offered_norms
from incidents.rounds import checklist, last_rounds, round_norms, standings
from people.access import Scope
from people.models import Team
from periods.week import Week
from scoring.queries import team_figures
from scoring.report import week_report
from tests.builders import (
    NOW,
    TODAY,
    log_contact,
    log_round,
    make_behaviour,
    make_department,
    make_location,
    make_norm,
    make_person,
    make_team,
    make_user,
)
from tests.scoring.naive import naive_contact_sums, naive_norm_sums, up_to_date_equals_naive

pytestmark = pytest.mark.django_db


def point(code: str = "", kind: str = "do", **fields) -> Behaviour:
    """A behaviour with a norm that a round sees."""
    behaviour = make_behaviour(code, kind, seen_by=["round"], **fields)
    make_norm(behaviour)
    return behaviour


def norms(*behaviours: Behaviour) -> dict:
    return {each.pk: each.norms.get() for each in behaviours}


def open_codes(location: Location, *behaviours: Behaviour) -> list[str]:
    (standing,) = standings([location], norms(*behaviours))
    return [each.norm.behaviour.code for each in standing.open_points]


def days_ago(days: int):
    return NOW - timedelta(days=days)


class TestChecklist:
    def test_is_every_norm_a_round_can_see_by_code(self, team: Team):
        second, first = point("B-2"), point("A-1")
        unseen = make_behaviour("A-0", "do", seen_by=["self", "observer", "system"])
        make_norm(unseen)
        found = checklist(make_location(team), norms(second, first, unseen).values())
        assert [norm.behaviour for norm in found] == [first, second]

    def test_is_what_the_location_chose_of_them(self, team: Team):
        one, other = point("A-1"), point("A-2")
        location = make_location(team, behaviours=[other])
        assert [each.behaviour for each in checklist(location, norms(one, other).values())] == [
            other
        ]

    def test_never_holds_a_promise(self):
        promise = point(kind="promise")
        assert round_norms(norms(promise).values()) == []


@pytest.mark.parametrize("channel", Channel.values)
@pytest.mark.parametrize("origin", [*LOGGED_BY, Origin.SYSTEM])
def test_a_norm_of_rounds_is_on_no_form_of_a_contact_and_the_other_way_round(channel, origin):
    of_rounds, of_contacts = point("A-1"), make_behaviour("A-2", "do")
    make_norm(of_contacts)
    held = norms(of_rounds, of_contacts).values()
    offered = offered_norms(held, channel=channel, origin=origin)
    assert [norm.behaviour for norm in offered] == [of_contacts]
    assert [norm.behaviour for norm in round_norms(held)] == [of_rounds]


@pytest.mark.parametrize(
    ("channel", "word"),
    [
        ("phone", "telefoon"),
        ("desk", "balie"),
        ("visit", "bezoek"),
        ("email", "e-mail"),
        ("chat", "chat"),
        ("shop_floor", "werkvloer"),
    ],
)
def test_every_channel_can_be_noted_and_has_a_dutch_word(team: Team, channel: str, word: str):
    with override("nl"):
        assert str(log_contact(team, channel=channel)) == f"{word} {TODAY}"
    assert len(Channel) == 6


class TestOpenPoints:
    def test_are_what_was_not_met_when_it_was_last_judged(self, team: Team):
        missed, mended, never, kept = (point(f"A-{number}") for number in range(4))
        location = make_location(team)
        log_round(location, {missed: 1, mended: 0, kept: 1}, occurred_at=days_ago(2))
        log_round(location, {missed: 0, mended: 1, kept: 1}, occurred_at=days_ago(1))
        assert open_codes(location, missed, mended, never, kept) == ["A-0"]

    def test_stay_open_while_nobody_could_see(self, team: Team):
        missed = point("A-1")
        location = make_location(team)
        log_round(location, {missed: Entry(value=0, needed="Een lamp")}, occurred_at=days_ago(2))
        log_round(location, {missed: Entry.not_applicable()}, occurred_at=days_ago(1))
        (standing,) = standings([location], norms(missed))
        assert [each.row.needed for each in standing.open_points] == ["Een lamp"]

    def test_say_when_it_was_last_in_order(self, team: Team):
        missed = point("A-1")
        location = make_location(team)
        for days, value in ((9, 1), (7, 1), (3, 0), (1, 0)):
            log_round(location, {missed: value}, occurred_at=days_ago(days))
        (standing,) = standings([location], norms(missed))
        (found,) = standing.open_points
        assert found.last_met_on == TODAY - timedelta(days=7)
        assert found.row.local_date == TODAY - timedelta(days=1)

    def test_are_those_of_the_round_before_when_a_round_is_withdrawn(self, team: Team):
        behaviour = point("A-1")
        location = make_location(team)
        log_round(location, {behaviour: 0}, occurred_at=days_ago(2))
        mended = log_round(location, {behaviour: 1}, occurred_at=days_ago(1))
        assert open_codes(location, behaviour) == []
        withdraw_contact(incident=mended, version=1, by=None, at=NOW, reason="verkeerde plek")
        assert open_codes(location, behaviour) == ["A-1"]

    def test_are_of_their_own_location(self, team: Team):
        behaviour = point("A-1")
        one, other = make_location(team), make_location(team)
        log_round(one, {behaviour: 0})
        log_round(other, {behaviour: 1})
        found = standings([one, other], norms(behaviour))
        assert [len(each.open_points) for each in found] == [1, 0]

    def test_leave_out_what_is_not_looked_at_any_more(self, team: Team):
        left, kept = point("A-1"), point("A-2")
        location = make_location(team)
        log_round(location, {left: 0, kept: 1})
        change_location(location=location, name="Balie", look_at="", behaviours=[kept])
        assert open_codes(Location.objects.get(), left, kept) == []

    @pytest.mark.parametrize("count", [1, 3])
    def test_take_four_queries_for_any_number(self, team, count, django_assert_num_queries):
        behaviour = point()
        for _ in range(count):
            log_round(make_location(team, behaviours=[behaviour]), {behaviour: 0})
        held = norms(behaviour)
        with django_assert_num_queries(4):
            rows = list(team.locations.prefetch_related("behaviours"))
            assert sum(len(each.open_points) for each in standings(rows, held)) == count


def test_the_last_round_is_the_latest_that_counts(team: Team):
    location = make_location(team)
    behaviour = point()
    first = log_round(location, {behaviour: 1}, occurred_at=days_ago(3))
    last = log_round(location, {behaviour: 1}, occurred_at=days_ago(1))
    assert last_rounds([location]) == {location.pk: last}
    withdraw_contact(incident=last, version=1, by=None, at=NOW, reason="dubbel")
    assert last_rounds([location]) == {location.pk: first}


class TestFigures:
    @pytest.fixture
    def week(self, team: Team):
        of_rounds, of_both = point("A-1"), make_behaviour("A-2", "do", seen_by=["self", "round"])
        make_norm(of_both)
        log_contact(team, {of_both: 1})
        log_round(make_location(team), {of_rounds: 0, of_both: 0})
        return team_figures(team=team, weeks=[Week.of(TODAY)])[Week.of(TODAY)]

    def test_a_round_counts_for_its_norms(self, week):
        assert [(row.met, row.observed) for row in week.norms] == [(0, 1), (1, 2)]

    def test_a_round_is_no_contact(self, week):
        assert (week.contacts, week.contacts_by_origin) == (1, {"self": 1})
        assert (week.fully_in_order.n, week.fully_in_order.of) == (1, 1)

    def test_the_report_says_the_same(self, week, team: Team):
        report = week_report(team, week)
        assert (report["contacts"], report["fully_in_order"]) == (1, [1, 1])
        assert [(row["met"], row["observed"]) for row in report["norms"]] == [(0, 1), (1, 2)]

    def test_counting_one_by_one_and_verifying_say_the_same(self, week):
        assert {key[-1] for key in naive_norm_sums()} == {"self", "round"}
        assert {key[-1] for key in naive_contact_sums()} == {"self"}
        assert up_to_date_equals_naive() == 4
        call_command("verify_tallies", stdout=StringIO())


class TestLocation:
    def test_has_an_address_of_its_own_that_stays(self, team: Team):
        location = make_location(team, "Receptie, hal")
        change_location(location=location, name="Ontvangst", look_at="", behaviours=[])
        assert (Location.objects.get().name, location.slug) == ("Ontvangst", "receptie-hal")
        assert make_location(team, "Receptie hal").slug == "receptie-hal-2"
        assert make_location(make_team(), "Receptie hal").slug == "receptie-hal"
        assert make_location(team, "接待").slug == "location"

    @pytest.mark.parametrize(("name", "code"), [(" \u200b ", "empty"), ("RECEPTIE", "name_taken")])
    def test_is_refused_without_a_name_of_its_own(self, team: Team, name: str, code: str):
        make_location(team, "Receptie")
        other = make_location(team, "Magazijn")
        for refused in (
            lambda: add_location(team=team, name=name),
            lambda: change_location(location=other, name=name, look_at="", behaviours=[]),
        ):
            with pytest.raises(ValidationError) as refusal:
                refused()
            assert refusal.value.code == code

    def test_belongs_to_a_team(self):
        with pytest.raises(ValidationError) as refusal:
            add_location(team=make_department(), name="Hal")
        assert refusal.value.code == "not_a_team"

    def test_ends_once(self, team: Team):
        location = make_location(team)
        end_location(location=location, on=TODAY)
        assert not Location.objects.get().is_in_use(TODAY)
        assert list(Location.objects.in_use(TODAY - timedelta(days=1))) == [location]
        with pytest.raises(ValidationError):
            end_location(location=location, on=TODAY)

    @pytest.mark.parametrize(
        ("kind", "sees"),
        [
            ("employee", True),
            ("observer", True),
            ("team_lead", True),
            ("manager", True),
            ("works_council", False),
            ("administrator", False),
        ],
    )
    def test_is_seen_by_who_does_rounds_or_keeps_it(self, team: Team, kind: str, sees: bool):
        make_location(team)
        scope = Scope(make_person(team, kind), TODAY)
        assert Location.objects.visible_to(scope).exists() is sees


class TestNewRound:
    @pytest.mark.parametrize(
        "fields",
        [
            {"origin": Origin.ROUND},
            {"origin": Origin.ROUND, "channel": "desk"},
            {"origin": Origin.SELF},
        ],
    )
    def test_has_a_location_and_a_contact_a_channel(self, team: Team, fields):
        with pytest.raises(ValueError, match="A round has a location"):
            NewContact(team=team, occurred_at=NOW, entries={}, **fields)

    def test_has_a_location_of_its_team(self, team: Team):
        with pytest.raises(ValueError, match="is not a location of"):
            log_contact(
                team, {}, channel="", origin=Origin.ROUND, location=make_location(make_team())
            )

    def test_sent_twice_is_one(self, team: Team):
        location, author = make_location(team), make_user()
        key = "6f9619ff-8b86-d011-b42d-00cf4fc964ff"
        one, other = (log_round(location, logged_by=author, submission_key=key) for _ in range(2))
        assert one == other == Incident.objects.get()
