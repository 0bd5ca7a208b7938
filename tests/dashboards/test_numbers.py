"""Figures as text: decimal signs, half up, and never a false all or nothing."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils.translation import override

from dashboards.numbers import numbers, week_label
from periods.week import Week
from scoring.statistics import Interval


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


@pytest.mark.parametrize(
    ("n", "of", "written"),
    [
        (12, 15, "80%"),
        (1, 8, "13%"),  # 12.5 goes up
        (0, 20, "0%"),
        (20, 20, "100%"),
        (99_999, 100_000, ">\N{NO-BREAK SPACE}99%"),
        (1, 100_000, "<\N{NO-BREAK SPACE}1%"),
    ],
)
def test_a_share_is_a_whole_percentage_and_only_all_is_a_hundred(n: int, of: int, written: str):
    assert numbers().percent(n, of) == written


def test_points_carry_one_decimal_half_up():
    assert numbers().points(Fraction(6625, 100)) == "66.3"


def test_dutch_writes_a_comma_and_points_between_thousands():
    with override("nl"):
        assert (numbers().points(Fraction(6625, 100)), numbers().count(100_000)) == (
            "66,3",
            "100.000",
        )


def test_thousands_stand_apart():
    assert [numbers().count(n) for n in (7, 999, 1_000, 100_000)] == [
        "7",
        "999",
        "1,000",
        "100,000",
    ]


@pytest.mark.parametrize(
    ("target", "written"), [("0.8000", "80%"), ("0.8250", "82.5%"), ("1.0000", "100%")]
)
def test_a_target_has_as_many_decimals_as_it_needs(target: str, written: str):
    assert numbers().target(Decimal(target)) == written


def test_an_interval_is_two_whole_percentages():
    assert numbers().interval(Interval(0.5481, 0.9295)) == "55-93%"


@pytest.mark.parametrize(
    ("difference", "written"),
    [(Fraction(1, 8), "+13"), (Fraction(-1, 8), "\N{MINUS SIGN}13"), (Fraction(1, 1000), "0")],
)
def test_a_change_carries_its_sign(difference: Fraction, written: str):
    assert numbers().change(difference) == written


@pytest.mark.parametrize(
    ("week", "written"),
    [
        ("2026-W47", "week 47 (16-22 Nov)"),
        ("2026-W49", "week 49 (30 Nov-6 Dec)"),
        ("2026-W53", "week 53 (28 Dec-3 Jan)"),
    ],
)
def test_a_week_names_its_days(week: str, written: str):
    assert week_label(Week.parse(week)) == written


def test_a_week_of_another_year_carries_that_year():
    running = Week.of(date(2026, 11, 16))
    assert week_label(Week.parse("2021-W01"), running) == "week 1 (4-10 Jan 2021)"
    assert week_label(Week.parse("2026-W46"), running) == "week 46 (9-15 Nov)"
