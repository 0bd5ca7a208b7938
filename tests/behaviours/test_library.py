"""The starter library: sound as a whole, and loaded once."""

from collections import Counter
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from behaviours.library import library, load_items, sectors
from behaviours.measures import MeasureKind
from behaviours.models import Behaviour, Channel, Norm
from behaviours.queries import norms_in_force
from periods.local_time import local_date
from tests.builders import NOW, TODAY, make_behaviour, make_root, make_team

RATINGS = [code for code, item in library().items() if item.fields["kind"] == MeasureKind.RATING]


def load_library(*options: str) -> str:
    out = StringIO()
    with translation.override("en"):
        call_command("load_library", *options, stdout=out)
    return out.getvalue()


def test_it_holds_the_whole_table():
    groups = Counter(code.split("-")[0] for code in library())
    assert groups == {
        "TEL": 5, "TBN": 2, "TBL": 1, "AFS": 1, "MAIL": 1, "REC": 2, "OMG": 2,
        "BEJ": 7, "VRP": 3, "KLT": 2, "LEI": 4,
    }  # fmt: skip
    assert "TBN-03" not in library()


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("TEL-01", "Telefoon binnen 20 seconden opnemen"),
        ("BEJ-07", "Opkijken, groeten, samenvatten"),
        ("VRP-01", "Een stap vooruitdenken"),
        ("VRP-02", "Ongevraagd iets extra's doen"),
        ("MAIL-01", "Antwoord of bericht binnen 2 werkdagen"),
        ("LEI-02", "Een belemmering binnen 5 werkdagen beantwoorden"),
        ("LEI-03", "Elk kwartaal een dagdeel meedraaien aan balie of telefoon"),
        ("LEI-04", "Het overleg met een praktijkvoorbeeld beginnen"),
    ],
)
def test_titles_say_what_can_be_seen(code: str, title: str):
    assert library()[code].fields["title"] == title


@pytest.mark.parametrize(
    ("code", "kind", "numbers", "weight", "critical"),
    [
        ("TEL-01", "time_limit", (20, 60), 2, False),
        ("TEL-02", "count_limit", (1, 3), 2, False),
        ("TEL-05", "rating", (4, None), 1, False),
        ("TBN-01", "do", (None, None), 3, True),
        ("TBN-02", "do", (None, None), 1, False),
        ("BEJ-01", "dont", (None, None), 2, False),
        ("BEJ-02", "do", (None, None), 2, False),
        ("BEJ-04", "time_limit", (5, 20), 2, False),
        ("BEJ-05", "do", (None, None), 3, True),
        ("BEJ-07", "rating", (4, None), 2, False),
        ("VRP-01", "rating", (3, None), 1, False),
        ("VRP-02", "extra", (None, None), 1, False),
        ("VRP-03", "time_limit", (180, 600), 2, False),
        ("LEI-01", "count_minimum", (4, None), 2, False),
    ],
)
def test_norms_are_those_of_the_table(code, kind, numbers, weight, critical):
    item = library()[code]
    assert item.fields["kind"] == kind
    assert (item.terms.threshold, item.terms.zero_point) == numbers
    assert (item.terms.weight, item.terms.critical) == (weight, critical)


def test_the_callback_note_is_one_norm():
    assert library()["TBN-01"].terms.sentence == (
        "We bieden een terugbelnotitie aan, zodat de klant niet zelf hoeft terug te bellen"
    )


def test_ringing_is_never_timed_by_who_answers_alone_and_gum_never_logged_by_who_chews():
    assert library()["TEL-01"].fields["seen_by"] == ["self", "observer", "system"]
    assert "self" not in library()["BEJ-06"].fields["seen_by"]


def test_what_talks_about_colleagues_is_never_measured():
    assert library()["KLT-01"].terms is None


def test_an_extra_has_no_target():
    extras = [item for item in library().values() if item.fields["kind"] == MeasureKind.EXTRA]
    assert [item.terms.share_target for item in extras] == [None]


def test_every_judged_norm_has_a_target_for_its_share():
    shares = {
        item.terms.share_target
        for item in library().values()
        if item.terms and item.fields["kind"] != MeasureKind.EXTRA
    }
    assert None not in shares
    assert min(shares) >= Decimal("0.7")


@pytest.mark.parametrize("code", RATINGS)
def test_every_point_of_a_rating_has_its_own_anchor(code: str):
    terms = library()[code].terms
    anchors = terms.anchors if terms else ()
    assert len(anchors) == 5
    assert len(set(anchors)) == 5
    assert all(20 < len(anchor) <= 120 for anchor in anchors)


def test_there_are_ratings_to_look_at():
    assert len(RATINGS) == 7


@pytest.mark.parametrize("sector", ["gemeente", "installatiebedrijf", "zorg", "winkel"])
def test_a_sector_starts_with_three_to_five_that_can_be_logged_at_once(sector: str):
    codes = sectors()[sector]
    assert 3 <= len(codes) <= 5
    assert len(set(codes)) == len(codes)
    assert all(library()[code].loads_with_a_norm for code in codes)


def test_there_are_no_other_sectors():
    assert len(sectors()) == 4


@pytest.mark.django_db
def test_the_whole_library_can_be_recorded_and_published():
    items = library().values()
    loaded = load_items(items=items, team=make_root(), starts_on=TODAY, at=NOW, today=TODAY)
    assert len(loaded.with_norm) == Norm.objects.count() == 24
    assert loaded.without_norm == [
        "KLT-01", "LEI-01", "LEI-02", "LEI-03", "LEI-04", "MAIL-01",
    ]  # fmt: skip
    assert Behaviour.objects.count() == 30
    used = {channel for row in Behaviour.objects.all() for channel in row.channels}
    assert used == set(Channel.values)


@pytest.mark.django_db
def test_every_norm_that_waits_could_be_published_too():
    items = [item for item in library().values() if item.needs and item.terms]
    assert len(items) == 5
    free = [type(item)(item.code, item.fields, item.terms, needs="") for item in items]
    loaded = load_items(items=free, team=make_root(), starts_on=TODAY, at=NOW, today=TODAY)
    assert len(loaded.with_norm) == 5


@pytest.mark.django_db
def test_the_command_loads_the_set_of_a_sector_for_the_organisation_from_today():
    root = make_root()
    said = load_library("--sector", "winkel")
    assert said == "Loaded with a norm (5): BEJ-01, BEJ-04, VRP-02, VRP-03, KLT-02\n"
    norms = Norm.objects.select_related("behaviour").order_by("behaviour__code")
    assert [norm.behaviour.code for norm in norms] == sorted(sectors()["winkel"])
    assert {norm.team for norm in norms} == {root}
    assert {norm.starts_on for norm in norms} == {local_date(norms[0].published_at)}


@pytest.mark.django_db
def test_the_command_loads_for_a_team_from_a_day():
    team, other = make_team(slug="balie"), make_team()
    load_library("--sector", "gemeente", "--team", "balie", "--starts-on", "2020-12-28")
    assert len(norms_in_force(team, date(2020, 12, 28))) == 5
    assert norms_in_force(team, date(2020, 12, 27)) == []
    assert norms_in_force(other, date(2020, 12, 28)) == []


@pytest.mark.django_db
def test_a_code_that_exists_is_left_alone_and_said_to_be():
    make_root()
    own = make_behaviour("TEL-01", title="Onze eigen regel", kind="do")
    load_library("--sector", "gemeente")
    assert load_library("--sector", "gemeente") == (
        "There already, left alone (5): TEL-01, TEL-02, TBN-01, BEJ-02, BEJ-07\n"
    )
    own.refresh_from_db()
    assert (own.title, own.kind, own.norms.count()) == ("Onze eigen regel", "do", 0)
    assert Norm.objects.count() == 4


@pytest.mark.django_db
def test_the_command_loads_everything_when_asked():
    make_root()
    said = load_library("--all")
    assert "Loaded with a norm (24): " in said
    assert "Loaded without a norm (6): KLT-01, " in said


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([], "Give --all, or --sector"),
        (["--sector", "horeca"], "invalid choice"),
        (["--sector", "zorg", "--team", "niemand"], "There is no team “niemand”."),
        (["--sector", "zorg", "--starts-on", "23-11-2026"], "not a date such as 2026-11-23"),
    ],
)
def test_the_command_refuses_in_plain_words(options: list[str], message: str):
    make_root()
    with pytest.raises(CommandError, match=message):
        load_library(*options)
    assert not Behaviour.objects.exists()


@pytest.mark.django_db
def test_the_command_needs_an_organisation():
    with pytest.raises(CommandError, match="no organisation yet"):
        load_library("--all")
