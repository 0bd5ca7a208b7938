"""The made-up municipality: who is in it, what was planted, and that it comes out the same."""

from collections.abc import Iterator
from datetime import date
from io import StringIO

import pytest
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from behaviours.models import Norm
from behaviours.queries import norms_in_force
from demo.organisation import PASSWORD, PIN, PIN_TEAM
from incidents.models import Incident, Latecomer, Observation, TeamWeek
from incidents.rounds import standings
from people.access import individual_view, named_contacts
from people.models import Role, Team, User
from people.queries import small_weeks, station_people
from periods.week import Week, weeks_ending
from scoring.ceiling import Reach
from scoring.chart_queries import excluded_weeks, reaches_of, seen_differently, signals_of
from scoring.charts import Rule, chart_weeks
from scoring.models import TallyState
from scoring.queries import team_figures

TODAY = date(2026, 11, 22)
THIS_WEEK = Week.of(TODAY)
TWENTY_WEEKS = weeks_ending(THIS_WEEK, 20)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The demo, loaded once for this module and taken away again."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", today=TODAY, stdout=StringIO())
        # Once here: else every test has all of it checked again at its end.
        connection.check_constraints()
        yield
        transaction.set_rollback(True)


def shares(slug: str, code: str) -> list[tuple[int, int]]:
    """Met and observed of a behaviour, week by week."""
    figures = team_figures(team=Team.objects.get(slug=slug), weeks=TWENTY_WEEKS)
    return [
        (row.met, row.observed)
        for week in figures.values()
        for row in week.norms
        if row.norm.code == code
    ]


def pooled(rows: list[tuple[int, int]]) -> float:
    return sum(met for met, _ in rows) / sum(observed for _, observed in rows)


def test_three_departments_eight_teams_and_about_sixty_people_in_every_role(demo):
    kinds = Team.objects.values_list("kind", flat=True)
    assert sorted(kinds) == ["department"] * 3 + ["organisation"] + ["team"] * 8
    assert 55 <= User.objects.filter(is_active=True).count() <= 70
    assert set(Role.objects.values_list("kind", flat=True)) == set(Role.Kind.values)


def test_contacts_fill_twenty_weeks_up_to_today(demo):
    days = Incident.objects.values_list("local_date", flat=True)
    assert {Week.of(day) for day in days} == set(TWENTY_WEEKS)
    assert max(days) <= TODAY
    assert Incident.objects.count() > 4_000


def test_every_observation_is_judged_by_a_norm_in_force(demo):
    assert Observation.objects.filter(norm__isnull=True).count() == 0


def test_one_team_slips_on_answering(demo):
    rows = shares("kcc-telefoon", "TEL-01")
    assert pooled(rows[:-6]) - pooled(rows[-3:]) > 0.2


def test_everybody_says_u_with_ease(demo):
    assert pooled(shares("publieksbalie", "BEJ-03")) > 0.95
    team = Team.objects.get(slug="publieksbalie")
    figures = team_figures(team=team, weeks=chart_weeks(THIS_WEEK))
    found = reaches_of(figures, week=THIS_WEEK)
    assert [(each.figures.norm.code, each.reach) for each in found] == [("BEJ-03", Reach.EASE)]


def test_people_and_observers_of_one_team_do_not_see_the_same(demo):
    team = Team.objects.get(slug="publieksbalie")
    figures = team_figures(team=team, weeks=chart_weeks(THIS_WEEK))
    asked = {
        row.norm.code
        for row in figures[THIS_WEEK].norms
        if seen_differently(team=team, norm_id=row.norm.pk, weeks=TWENTY_WEEKS[-13:])
    }
    assert asked == {"TBN-01"}


def signals_by_week(team: Team) -> list[tuple[Week, str, Rule]]:
    """Every signal as the page of its own week gives it, over the twenty weeks."""
    weeks = chart_weeks(THIS_WEEK)
    figures = team_figures(team=team, weeks=weeks)
    small = small_weeks(team=team, weeks=weeks)
    excluded = excluded_weeks(team=team, weeks=weeks)
    return [
        (week, found.figures.norm.code, signal.rule)
        for week in TWENTY_WEEKS
        for found in signals_of(
            {at: each for at, each in figures.items() if at <= week},
            week=week,
            small=small,
            excluded=excluded,
        )
        for signal in found.signals
    ]


def test_the_team_that_slips_is_found_and_the_quiet_ones_give_no_false_alarm(demo):
    teams = Team.objects.filter(kind=Team.Kind.TEAM)
    found = {team.slug: signals_by_week(team) for team in teams}
    slips = [signal for signal in found["kcc-telefoon"] if signal[1] == "TEL-01"]
    assert {week for week, _code, _rule in slips} == {THIS_WEEK - 1, THIS_WEEK}
    assert {rule for week, _code, rule in slips if week == THIS_WEEK} == {
        Rule.LIMITS,
        Rule.TWO_OF_THREE,
        Rule.SLIPPING,
    }
    # One of some 400 weeks of a norm that are held against a basis is a false alarm.
    others = [signal for signals in found.values() for signal in signals if signal not in slips]
    assert others == [(THIS_WEEK, "TEL-02", Rule.TWO_OF_THREE)]


def test_one_team_is_small_in_every_week(demo):
    small = {
        team.slug
        for team in Team.objects.filter(kind=Team.Kind.TEAM)
        if small_weeks(team=team, weeks=TWENTY_WEEKS)
    }
    assert small == {"milieustraat"}


def test_one_norm_was_sharpened_in_the_fourth_week(demo):
    norms = Norm.objects.filter(behaviour__code="TEL-01").order_by("starts_on")
    assert [(norm.threshold, norm.starts_on) for norm in norms] == [
        (30, TWENTY_WEEKS[0].monday),
        (20, TWENTY_WEEKS[3].monday),
    ]


def test_contacts_may_carry_names_and_nobody_opens_one_persons_figures(demo):
    assert named_contacts(TODAY)
    assert not individual_view(TODAY)


def test_each_role_and_the_lead_of_the_desk_can_log_in_with_the_printed_password(demo, client):
    printed = StringIO()
    call_command("load_demo", logins=True, stdout=printed)
    *lines, pin_line = printed.getvalue().splitlines()
    log_ins = [line.split()[0] for line in lines]
    assert len(log_ins) == len(Role.Kind) + 1
    for log_in in log_ins:
        assert client.login(username=log_in, password=PASSWORD), log_in
        client.logout()

    assert "Publieksbalie" in pin_line
    assert pin_line.endswith(PIN)


def test_everybody_of_one_team_has_the_printed_pin(demo):
    team = Team.objects.get(slug=PIN_TEAM)
    people = station_people(team, TODAY).select_related("pin")
    assert len(people) == 8
    assert all(check_password(PIN, person.pin.encoded) for person in people)
    assert not any(person.pin.is_first for person in people)


def test_a_database_with_data_is_refused(demo):
    with pytest.raises(CommandError):
        call_command("load_demo", today=TODAY, stdout=StringIO())


def test_a_database_with_data_is_left_alone_when_asked(demo):
    before = Incident.objects.count()
    call_command("load_demo", if_empty=True, today=TODAY, stdout=StringIO())
    assert Incident.objects.count() == before > 0


def test_two_locations_have_rounds_and_one_open_point(demo):
    team = Team.objects.get(slug="publieksbalie")
    norms = {norm.behaviour_id: norm for norm in norms_in_force(team, TODAY)}
    found = standings(list(team.locations.order_by("name")), norms)
    assert [each.location.name for each in found] == ["Receptie", "Wachtruimte"]
    assert all(each.last_round for each in found)
    assert [point.norm.behaviour.code for each in found for point in each.open_points] == ["REC-01"]


def test_weeks_that_are_over_for_long_enough_are_closed_and_frozen(demo):
    closed = TeamWeek.objects.filter(closed_at__isnull=False)
    assert set(closed.values_list("week", flat=True)) >= {week.monday for week in TWENTY_WEEKS[:-2]}
    assert not closed.filter(week__gte=TWENTY_WEEKS[-2].monday).exists()
    assert closed.count() == TallyState.objects.filter(frozen=True).count()
    assert {bool(row.closed_by) for row in closed} == {True, False}
    late = Latecomer.objects.current().values_list("kind", flat=True)
    assert sorted(late) == ["changed", "recorded", "recorded"]
