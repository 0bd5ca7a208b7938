"""What the week page says: sentences, numbers, and the honesty of small numbers."""

import re
from html import unescape

import pytest
import time_machine

from behaviours.models import Behaviour
from incidents.judging import Entry
from tests.builders import NOW, log_contact, make_norm, make_root
from tests.dashboards.office import ADDRESS, WEEK, as_reader, log_week, make_balie, norm_of, reader

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def team():
    return make_balie()


def words(team, kind: str = "team_lead", address: str = ADDRESS) -> str:
    """The text of the page's main part, white space as one blank."""
    html = as_reader(reader(team, kind)).get(address).text.partition("<main")[2]
    text = unescape(re.sub(r"<[^>]+>", " ", html)).replace("\N{NO-BREAK SPACE}", " ")
    return re.sub(r"\s+", " ", text)


def test_a_norm_is_a_sentence_first_and_then_its_numbers(team):
    behaviour, _ = norm_of()
    log_week(team, behaviour, 12, 15)
    log_week(team, behaviour, 13, 15, week=WEEK - 1)
    text = words(team)
    assert (
        "Answer within 20 seconds 12 of 15 within 20 seconds, perhaps less than last week"
        " limit 20 seconds, 0 points from 60 seconds · target 80% · weight 2"
        " 80% 55-93% indicative 15 3 not met 0% \N{MINUS SIGN}7 may be chance" in text
    )


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        ((12, 15), (12, 15), "about as last week"),
        ((18, 20), (5, 20), "more than last week"),
        ((5, 20), (18, 20), "less than last week"),
        ((12, 20), (9, 20), "perhaps more than last week"),
        ((12, 20), (3, 4), "too few to hold against last week"),
        ((12, 20), (0, 0), "not seen last week"),
    ],
)
def test_the_change_is_only_a_difference_when_it_is_one(team, now, before, said):
    behaviour, _ = norm_of()
    log_week(team, behaviour, *now)
    log_week(team, behaviour, *before, week=WEEK - 1)
    assert f"{now[0]} of {now[1]} within 20 seconds, {said}" in words(team)


def test_a_new_norm_is_not_held_against_the_old_one(team):
    behaviour, _ = norm_of()
    log_week(team, behaviour, 12, 15, week=WEEK - 1)
    make_norm(behaviour, make_root(), starts_on=WEEK.monday, threshold=10, share_target="0.8")
    log_week(team, behaviour, 12, 15)
    text = words(team)
    assert "under a new norm, so not held against last week" in text
    html = as_reader(reader(team, "team_lead")).get(ADDRESS).text
    assert "New norm from week 47." in html
    assert html.count("spark-gap") == 1


def test_an_older_week_speaks_of_the_week_before(team):
    behaviour, _ = norm_of()
    for back in (1, 2):
        log_week(team, behaviour, 12, 15, week=WEEK - back)
    text = words(team, address=f"/teams/balie/weeks/{WEEK - 1}/")
    assert "about as the week before" in text
    assert "last week" not in text


def test_under_five_there_are_only_counts(team):
    behaviour, _ = norm_of()
    log_week(team, behaviour, 3, 4)
    text = words(team)
    assert "3 of 4 within 20 seconds" in text
    # Neither a share nor a mean score, and no verdict either.
    assert re.findall(r"75%|\d-\d+%|indicative", text) == []
    assert "too few to give one" in text
    assert "too few seen" in text


@pytest.mark.parametrize(("of", "indicative"), [(5, True), (19, True), (20, False)])
def test_from_five_a_share_is_indicative_and_from_twenty_it_is_full(team, of, indicative):
    behaviour, _ = norm_of()
    log_week(team, behaviour, of, of)
    row = words(team).partition("Standing")[2]
    assert "100%" in row
    assert ("indicative" in row) is indicative


@pytest.mark.parametrize(
    ("met", "of", "standing"),
    [
        (5, 20, "status-below"),
        (15, 20, "status-around"),
        (60, 60, "status-above"),
        (0, 4, "status-few"),
    ],
)
def test_colour_waits_until_the_whole_interval_lies_on_one_side(team, met, of, standing):
    behaviour, _ = norm_of()
    log_week(team, behaviour, met, of)
    html = as_reader(reader(team, "team_lead")).get(ADDRESS).text
    assert re.findall(r"status status-\w+", html) == [f"status {standing}"]


def test_without_a_target_there_is_no_standing_and_no_line(team):
    behaviour, _ = norm_of(share_target=None)
    log_week(team, behaviour, 5, 20)
    html = as_reader(reader(team, "team_lead")).get(ADDRESS).text
    assert re.findall(r"status status-\w+", html) == ["status status-none"]
    assert "spark-target" not in html


def test_what_lies_below_its_target_with_certainty_comes_first_widest_gap_on_top(team):
    for code, met in (("TEL-01", 10), ("TEL-02", 4), ("TEL-03", 16)):
        behaviour, _ = norm_of(code, title=f"Norm {code}")
        log_week(team, behaviour, met, 20)
    text = words(team)
    first = text.partition("This needs attention first")[2].partition("Mean score")[0]
    assert list(dict.fromkeys(re.findall(r"Norm TEL-\d+: met \d+ of 20 times", first))) == [
        "Norm TEL-02: met 4 of 20 times",
        "Norm TEL-01: met 10 of 20 times",
    ]
    assert "20% (margin 8-42%), the target is 80%. Not seen last week." in first


def test_three_stand_at_the_top_and_the_rest_is_behind_one_line(team):
    for number in range(5):
        behaviour, _ = norm_of(f"TEL-0{number}")
        log_week(team, behaviour, 0, 8)
    first, line, rest = words(team).partition("2 more things to look at")
    assert line
    named = [len(set(re.findall(r"met 0 of 8 times", part))) for part in (first, rest)]
    assert named == [1, 1]
    html = as_reader(reader(team, "manager")).get(ADDRESS).text
    assert html.count('class="finding"') == 5


def test_a_calm_week_says_so(team):
    behaviour, _ = norm_of()
    log_week(team, behaviour, 20, 20)
    assert "Nothing stands out" in words(team)


def test_the_strip_holds_the_mean_the_contacts_in_order_and_their_origin(team):
    behaviour, _ = norm_of(critical=True)
    log_week(team, behaviour, 12, 15)
    log_week(team, behaviour, 5, 5, origin="observed")
    log_week(team, behaviour, 5, 10, week=WEEK - 1)
    text = words(team)
    assert "Mean score 85.0 of 100 20 observations, 20 contacts margin 64-95 last week 50.0" in text
    assert "Fully in order 17 of 20 contacts 85% (margin 64-95%) last week 50%" in text
    assert "Critical in order 17 of 20 contacts" in text
    assert "Contacts 20 5 observed 15 logged by oneself" in text


def test_an_extra_is_told_as_it_happened_and_has_no_standing(team):
    behaviour, _ = norm_of("VRP-02", kind=Behaviour.Kind.EXTRA, share_target=None)
    log_week(team, behaviour, 3, 20)
    text = words(team)
    assert "happened 3 of 20 times" in text
    assert "counts only when it happens" in text
    assert "not met" not in text
    assert "no target" not in text
    html = as_reader(reader(team, "team_lead")).get(ADDRESS).text
    assert (html.count('data-label="Happened"'), html.count('data-label="Met"')) == (1, 0)


def test_the_share_not_applicable_stands_beside_its_counts(team):
    behaviour, _ = norm_of()
    log_week(team, behaviour, 15, 15)
    for _ in range(5):
        log_contact(team, {behaviour: Entry.not_applicable()})
    assert "25% 5 of 20" in words(team)


def test_the_rule_for_contacts_nobody_answered_stands_beside_the_time_limit(team):
    behaviour, _ = norm_of()
    log_week(team, behaviour, 5, 5)
    for _ in range(2):
        log_contact(team, {behaviour: 60}, answered=False, not_answered_rule="by_wait")
    assert (
        "2 contacts were not answered: not met where the customer waited past the limit,"
        " else left out." in words(team)
    )


def test_a_week_without_contacts_says_what_will_be_here(team):
    assert "No contacts yet this week." in words(team)
    assert "Log the first contact" in words(team, "employee")
    assert "Log the first contact" not in words(team, "works_council")
    assert "No contacts in this week." in words(team, address=f"/teams/balie/weeks/{WEEK - 5}/")


def test_titles_are_escaped(team):
    behaviour, _ = norm_of(title="<script>alert(1)</script>")
    log_week(team, behaviour, 5, 20)
    html = as_reader(reader(team, "team_lead")).get(ADDRESS).text
    assert "<script>alert(1)" not in html
    # The sentence, its link and three taps with the way to a line; the row of the norm.
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 7


@pytest.mark.parametrize(
    ("kind", "terms", "said"),
    [
        ("time_limit", {"threshold": 180, "zero_point": 600}, "within 3 minutes"),
        ("time_limit", {"threshold": 90, "zero_point": 90}, "within 90 seconds"),
        ("count_limit", {"threshold": 1}, "at most 1 time"),
        ("count_minimum", {"threshold": 4}, "at least 4 times"),
        ("do", {}, "done"),
        ("dont", {}, "avoided"),
        ("rating", {"threshold": 4}, "with a 4 or higher"),
    ],
)
def test_each_kind_says_what_met_means(team, kind, terms, said):
    behaviour, _ = norm_of(kind=kind, **terms)
    log_contact(team, {behaviour: 1})
    assert f"of 1 {said}, not seen last week" in words(team)


@pytest.mark.parametrize(
    ("kind", "terms", "said"),
    [
        (
            "time_limit",
            {"threshold": 180, "zero_point": 600},
            "3 minutes, 0 points from 10 minutes",
        ),
        ("count_limit", {"threshold": 1, "zero_point": 3}, "1 time, 0 points from 3 times"),
        ("count_minimum", {"threshold": 4}, "4 times"),
        ("rating", {"threshold": 4}, "4 points"),
    ],
)
def test_every_limit_has_its_unit(team, kind, terms, said):
    behaviour, _ = norm_of(kind=kind, **terms)
    log_contact(team, {behaviour: 1})
    assert f"limit {said} · target 80%" in words(team)
