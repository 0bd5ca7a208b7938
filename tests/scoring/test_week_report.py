"""The report of a week: exactly the agreed JSON, and numbers that a naive count gives too."""

import json
import logging
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from statsmodels.stats.proportion import proportion_confint

from behaviours.models import Behaviour, Norm
from incidents.actions import withdraw_contact
from incidents.judging import Entry
from incidents.models import Incident, Observation, Origin
from scoring.models import TallyState
from tests.builders import NOW, log_contact, make_behaviour, make_department, make_norm, make_team
from tests.conftest import many

KEYS = [
    "team", "week", "contacts", "score_points", "fully_in_order", "critical_in_order", "norms",
]  # fmt: skip
NORM_KEYS = [
    "code", "norm_id", "observed", "met", "happened", "met_share", "low", "high",
    "not_applicable", "not_observed", "score_points",
]  # fmt: skip


def report(team: str, week: str = "2026-W47") -> dict:
    out = StringIO()
    call_command("week_report", team=team, week=week, json=True, stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture
def team():
    return make_team("Balie", slug="balie")


@pytest.mark.django_db
def test_a_week_without_contacts_has_null_where_nothing_can_be_divided(team):
    found = report("balie", "2021-W01")
    assert list(found) == KEYS
    assert found == {
        "team": "balie",
        "week": "2021-W01",
        "contacts": 0,
        "score_points": None,
        "fully_in_order": [0, 0],
        "critical_in_order": [0, 0],
        "norms": [],
    }


@pytest.mark.django_db
def test_the_report_of_a_week_with_a_measured_norm_a_critical_one_and_an_extra(team):
    quick = make_behaviour(code="TEL-01")
    note = make_behaviour(code="TBN-01", kind=Behaviour.Kind.DO)
    tip = make_behaviour(code="VRP-02", kind=Behaviour.Kind.EXTRA)
    norms = {
        "TEL-01": make_norm(quick, weight=2),
        "TBN-01": make_norm(note, weight=3, critical=True),
        "VRP-02": make_norm(tip),
    }
    log_contact(team, {quick: 23, note: 0, tip: 1})
    log_contact(team, {quick: 18, note: Entry.not_applicable(), tip: 0})
    log_contact(team, {quick: 20, note: Entry.not_observed(), tip: Entry.not_observed()})
    found = report("balie")
    assert list(found) == KEYS
    assert [list(row) for row in found["norms"]] == [NORM_KEYS] * 3
    assert found == {
        "team": "balie",
        "week": "2026-W47",
        "contacts": 3,
        # 2 x (0.925 + 1 + 1) of 2 x 3 + 3.
        "score_points": 65.0,
        "fully_in_order": [2, 3],
        "critical_in_order": [0, 1],
        "norms": [
            {
                "code": "TBN-01", "norm_id": norms["TBN-01"].pk,
                "observed": 1, "met": 0, "happened": 0,
                "met_share": 0.0, "low": 0.0, "high": 0.7935,
                "not_applicable": 1, "not_observed": 1, "score_points": 0.0,
            },
            {
                "code": "TEL-01", "norm_id": norms["TEL-01"].pk,
                "observed": 3, "met": 2, "happened": 0,
                "met_share": 0.6667, "low": 0.2077, "high": 0.9385,
                "not_applicable": 0, "not_observed": 0, "score_points": 97.5,
            },
            {
                "code": "VRP-02", "norm_id": norms["VRP-02"].pk,
                "observed": 2, "met": 0, "happened": 1,
                "met_share": None, "low": None, "high": None,
                "not_applicable": 0, "not_observed": 1, "score_points": None,
            },
        ],
    }  # fmt: skip


@pytest.mark.django_db
def test_a_norm_nobody_could_judge_has_null_and_not_0(team):
    quick = make_behaviour()
    make_norm(quick)
    log_contact(team, {quick: Entry.not_applicable()})
    row = report("balie")["norms"][0]
    assert [row[key] for key in ("met_share", "low", "high", "score_points")] == [None] * 4
    assert (row["observed"], row["not_applicable"]) == (0, 1)


@pytest.mark.django_db
def test_standard_output_holds_nothing_but_the_json(team, capsys):
    """Also when storing fails, which is logged."""
    quick = make_behaviour()
    make_norm(quick)
    log_contact(team, {quick: 10})
    logging.getLogger("scoring.recount").warning("a warning")
    call_command("week_report", "--team=balie", "--week=2026-W47", "--json")
    captured = capsys.readouterr()
    assert json.loads(captured.out)["contacts"] == 1
    assert len(captured.out.splitlines()) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("slug", "week", "message"),
    [
        ("elders", "2026-W47", "There is no team with the short name “elders”."),
        ("balie", "2021-W53", "“2021-W53” is not a week such as 2021-W01."),
        ("balie", "47", "“47” is not a week such as 2021-W01."),
        ("afdeling", "2026-W47", "“afdeling” holds no contacts itself: name one of its teams."),
    ],
)
def test_a_team_or_week_that_is_none_is_refused_in_words(team, slug, week, message):
    make_department(slug="afdeling")
    with translation.override("en"), pytest.raises(CommandError) as refused:
        report(slug, week)
    assert str(refused.value) == message


@pytest.mark.django_db
def test_the_table_shows_the_same_figures(team):
    quick = make_behaviour(code="TEL-01")
    make_norm(quick)
    for seconds in (10, 20, 30):
        log_contact(team, {quick: seconds})
    out = StringIO()
    with translation.override("en"):
        call_command("week_report", team="balie", week="2026-W47", stdout=out)
    assert out.getvalue().splitlines() == [
        "Balie, 2026-W47",
        "Contacts: 3",
        "Mean score (0-100): 91.6667",
        "Fully in order: 2 of 3",
        "Critical in order: 0 of 0",
        "",
        "norm    seen  met  happened  share met     low    high  n/a  not seen    score",
        "TEL-01     3    2         0     0.6667  0.2077  0.9385    0         0  91.6667",
    ]


@pytest.mark.django_db
def test_the_table_of_an_empty_week_is_readable(team):
    out = StringIO()
    with translation.override("en"):
        call_command("week_report", team="balie", week="2026-W47", stdout=out)
    assert out.getvalue().splitlines()[2] == "Mean score (0-100): –"


CODES = {"TEL-01": "time_limit", "TEL-02": "count_limit", "TBN-01": "do", "VRP-02": "extra"}
VALUES = {
    "TEL-01": st.integers(0, 90),
    "TEL-02": st.integers(0, 4),
    "TBN-01": st.integers(0, 1),
    "VRP-02": st.integers(0, 1),
}


def entries(code):
    without = st.sampled_from([Entry.not_applicable(), Entry.not_observed()])
    return st.one_of(VALUES[code].map(lambda value: Entry(value=value)), without)


CONTACTS = st.lists(
    st.tuples(
        st.fixed_dictionaries({}, optional={code: entries(code) for code in CODES}),
        st.sampled_from([each for each in Origin if each != Origin.ROUND]),
        st.integers(0, 7),
        st.booleans(),
    ),
    max_size=12,
)


class AnyWeek(TestCase):
    """For any contacts the report says what counting them one by one says."""

    @settings(max_examples=many(20, soak=500))
    @given(contacts=CONTACTS, weights=st.tuples(*[st.integers(1, 5)] * 4))
    def test_the_report_equals_a_naive_count(self, contacts, weights):
        team = make_team(slug="balie")
        behaviours = {}
        for (code, kind), weight in zip(CODES.items(), weights, strict=True):
            behaviours[code] = make_behaviour(code=code, kind=kind)
            make_norm(behaviours[code], weight=weight, critical=code == "TBN-01")
        for seen, origin, days, withdrawn in contacts:
            contact = log_contact(
                team,
                {behaviours[code]: entry for code, entry in seen.items()},
                origin=origin,
                occurred_at=NOW - timedelta(days=days),
            )
            if withdrawn:
                withdraw_contact(incident=contact, version=1, by=None, at=NOW, reason="dubbel")
        for week in ("2026-W46", "2026-W47"):
            assert report("balie", week) == naive_report("balie", week)
        read = Incident.objects.values("week").distinct().count()
        assert TallyState.objects.count() == read


def naive_report(slug: str, week: str) -> dict:
    """The same report, read contact by contact."""
    year, number = week.split("-W")
    contacts = [
        row
        for row in Incident.objects.filter(team__slug=slug).exclude(origin="customer")
        if row.withdrawn_at is None and row.local_date.isocalendar()[:2] == (int(year), int(number))
    ]
    fully = [row.fully_in_order for row in contacts if row.fully_in_order is not None]
    critical = [row.critical_in_order for row in contacts if row.critical_in_order is not None]
    seen = [row for contact in contacts for row in contact.observations.select_related("norm")]
    scored = [(row.norm.weight, row.score) for row in seen if row.norm and row.score is not None]
    norms = Norm.objects.filter(pk__in={row.norm_id for row in seen})
    return {
        "team": slug,
        "week": week,
        "contacts": len(contacts),
        "score_points": divided(sum(w * s for w, s in scored), sum(w for w, _ in scored), 100),
        "fully_in_order": [sum(fully), len(fully)],
        "critical_in_order": [sum(critical), len(critical)],
        "norms": [
            naive_norm(norm, [row for row in seen if row.norm_id == norm.pk])
            for norm in norms.select_related("behaviour").order_by("behaviour__code")
        ],
    }


def naive_norm(norm: Norm, rows: list[Observation]) -> dict:
    extra = norm.behaviour.code == "VRP-02"
    seen = [row for row in rows if row.state == "seen"]
    met, scores = sum(row.met is True for row in seen), [row.score or 0 for row in seen]
    low, high = proportion_confint(met, len(seen), method="wilson") if seen else (0, 0)
    none = extra or not seen
    return {
        "code": norm.behaviour.code,
        "norm_id": norm.pk,
        "observed": len(seen),
        "met": met,
        "happened": sum(row.value for row in seen) if extra else 0,
        "met_share": None if none else divided(met * 10_000, len(seen), 1),
        "low": None if none else pytest.approx(low, abs=1e-4),
        "high": None if none else pytest.approx(high, abs=1e-4),
        "not_applicable": sum(row.state == "not_applicable" for row in rows),
        "not_observed": sum(row.state == "not_observed" for row in rows),
        "score_points": None if none else divided(sum(scores), len(seen), 100),
    }


def divided(ten_thousandths: int, by: int, scale: int) -> float | None:
    """The quotient with four decimals, half up; None of nothing."""
    if not by:
        return None
    exact = Fraction(ten_thousandths * scale, by * 10_000)
    long = Decimal(exact.numerator) / Decimal(exact.denominator)
    return float(long.quantize(Decimal("0.0001"), ROUND_HALF_UP))
