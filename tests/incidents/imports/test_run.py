"""What goes in, what is refused and why, and that nothing goes in twice."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from incidents.imports import run
from incidents.imports.run import NormsLacking
from incidents.models import ImportRun, Incident, IncidentChange, Observation, TeamWeek
from people.models import Team
from tests.builders import make_behaviour, make_norm, make_team
from tests.incidents.imports.calls import (
    MAPPING,
    import_text,
    make_answer,
    make_phone_team,
)

pytestmark = pytest.mark.django_db

HEADER = "Id,When,Wait\n"
GOOD = "1,2026-11-02 09:00,18\n"
ANSWERED = """
[not_answered]
column = "Answered"
is = ["N"]
rule = "{rule}"
"""


@pytest.fixture
def team() -> Team:
    return make_phone_team()


def rules(rule: str) -> str:
    """MAPPING with a choice for what nobody answered."""
    return MAPPING + 'when_not_answered = "rule"\n' + ANSWERED.format(rule=rule)


def contact(key: str = "1") -> Incident:
    return Incident.objects.get(row_key=key)


def observation(key: str = "1") -> Observation:
    return Observation.objects.get(incident__row_key=key)


def test_a_row_becomes_a_judged_contact_of_origin_system(team: Team, tmp_path: Path):
    report = import_text(tmp_path, HEADER + "1,2026-11-02 09:00,30\n")
    stored = contact()
    assert report.counts.added == 1
    assert (stored.team, stored.origin, stored.channel) == (team, "system", "phone")
    assert stored.occurred_at == datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
    seen = observation()
    assert (seen.value, seen.met, seen.score, seen.state) == (30, False, 7500, "seen")
    assert TeamWeek.objects.get().revision == 1


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2,2026-03-29 02:30,18", "bestaat niet|does not exist"),
        ("2,2026-10-25 02:30,18", "twee keer|happens twice"),
        ("2,2027-01-04 09:00,18", "toekomst|future"),
        ("2,1899-01-04 09:00,18", "terug|far back"),
        ("2,02-11-2026 09:00,18", "%Y"),
        ("2,,18", "%Y"),
        ("2,2026-11-02 09:00,-5", "minder dan 0|less than nothing"),
        ("2,2026-11-02 09:00,3.5", "geheel|whole"),
        ("2,2026-11-02 09:00,3e2", "geheel|whole"),
        ("2,2026-11-02 09:00,99999999999", "groot|large"),
        ("2,2026-11-02 09:00,=1+1", "geheel|whole"),
        ("2,2026-11-02 09:00,1\0", "NUL"),
        ("2,2026-11-02 09:00", "2"),
        ("2,2026-11-02 09:00,18,extra", "4"),
        (",2026-11-02 09:00,18", "verwijzing|reference"),
        ('2,"2026-11-02" 09:00,18', "aanhalingsteken|quotation"),
    ],
)
def test_a_bad_row_says_why_and_the_others_go_in(team: Team, tmp_path: Path, row: str, reason: str):
    rejects = tmp_path / "rejects.csv"
    report = import_text(tmp_path, f"{HEADER}{GOOD}{row}\n3,2026-11-02 10:00,9\n", rejects=rejects)
    assert (report.counts.added, report.counts.rejected) == (2, 1)
    assert report.errors[0].split()[1].strip(":,") == "3"
    assert any(part in report.errors[0] for part in reason.split("|"))
    assert set(Incident.objects.values_list("row_key", flat=True)) == {"1", "3"}
    assert rejects.read_text().count("\n") == 2


def test_an_unclosed_quotation_mark_loses_no_earlier_row(team: Team, tmp_path: Path):
    report = import_text(tmp_path, HEADER + GOOD + '2,"2026-11-02 09:00,18\n3,x,y\n')
    assert (report.counts.added, report.counts.rejected) == (1, 1)


def test_a_line_without_an_end_is_one_rejected_row(team: Team, tmp_path: Path):
    huge = "2," + "," * 3_000_000 + "\n"
    report = import_text(tmp_path, HEADER + GOOD + huge + "3,2026-11-02 10:00,9\n")
    assert (report.counts.added, report.counts.rejected) == (2, 1)


def test_rejected_rows_come_back_untouched_and_can_be_imported(team: Team, tmp_path: Path):
    rejects = tmp_path / "rejects.csv"
    import_text(tmp_path, HEADER + GOOD + "=2,2027-01-04 09:00,18\n", rejects=rejects)
    lines = rejects.read_text().splitlines()
    assert lines[0].startswith("Id,When,Wait,")
    assert lines[1].startswith("=2,2027-01-04 09:00,18,")
    mended = rejects.read_text().replace("2027", "2026")
    assert import_text(tmp_path, mended).counts.added == 1
    assert Incident.objects.filter(row_key="=2").exists()


def test_the_same_file_twice_adds_nothing(team: Team, tmp_path: Path):
    text = HEADER + GOOD + "2,2026-11-02 09:00,18\n"
    import_text(tmp_path, text)
    again = import_text(tmp_path, text + "3,2026-11-09 09:00,18\n")
    assert (again.counts.added, again.counts.known) == (1, 2)
    assert [run.rows_added for run in ImportRun.objects.order_by("pk")] == [2, 1]


def test_without_a_reference_content_and_repeat_are_the_key(team: Team, tmp_path: Path):
    mapping = MAPPING.replace('columns = ["Id"]', "content = true")
    text = HEADER + GOOD * 3
    assert import_text(tmp_path, text, mapping).counts.added == 3
    again = import_text(tmp_path, text + GOOD, mapping)
    assert (again.counts.added, again.counts.known) == (1, 3)


def test_one_reference_for_two_contacts_is_refused_and_a_repeated_row_is_known(
    team: Team, tmp_path: Path
):
    report = import_text(tmp_path, HEADER + GOOD + GOOD + "1,2026-11-02 09:00,19\n")
    counts = report.counts
    assert (counts.added, counts.known, counts.rejected) == (1, 1, 1)
    assert observation().value == 18


def test_other_content_is_reported_and_taken_only_when_asked(team: Team, tmp_path: Path):
    import_text(tmp_path, HEADER + GOOD)
    changed = HEADER + "1,2026-11-02 09:00,40\n"
    report = import_text(tmp_path, changed)
    assert (report.counts.different, report.different_rows) == (1, [2])
    assert observation().value == 18
    assert import_text(tmp_path, changed, correct=True).counts.corrected == 1
    assert (observation().value, contact().version) == (40, 2)
    change = IncidentChange.objects.get()
    assert (change.changed_by, change.before["observations"][0]["value"]) == (None, 18)
    assert import_text(tmp_path, changed, correct=True).counts.known == 1


def test_a_withdrawn_contact_is_not_corrected(team: Team, tmp_path: Path):
    import_text(tmp_path, HEADER + GOOD)
    Incident.objects.update(withdrawn_at=datetime(2026, 11, 3, tzinfo=UTC), withdrawn_reason="test")
    report = import_text(tmp_path, HEADER + "1,2026-11-02 09:00,40\n", correct=True)
    assert (report.counts.corrected, report.counts.rejected) == (0, 1)
    assert ImportRun.objects.order_by("-pk")[0].rows_rejected == 1


def test_a_dry_run_says_the_same_and_stores_nothing(team: Team, tmp_path: Path):
    text = HEADER + GOOD + "2,2027-01-04 09:00,18\n"
    report = import_text(tmp_path, text, dry_run=True)
    assert (report.counts.added, report.counts.rejected) == (1, 1)
    assert (Incident.objects.count(), ImportRun.objects.count()) == (0, 0)


def test_without_a_norm_on_its_day_the_file_is_refused_or_stored_unjudged(tmp_path: Path):
    team = make_team(slug="team")
    make_norm(make_behaviour("ANSWER"), team, starts_on=date(2026, 11, 9))
    text = HEADER + GOOD + "2,2026-11-10 09:00,18\n"
    with pytest.raises(NormsLacking) as refused:
        import_text(tmp_path, text)
    (lacking,) = refused.value.report.lacking.values()
    day = date(2026, 11, 2)
    assert (lacking.code, lacking.first, lacking.last, lacking.rows) == ("ANSWER", day, day, 1)
    assert Incident.objects.count() == 0
    report = import_text(tmp_path, text, 'without_norm = "store"\n' + MAPPING)
    assert (report.counts.added, len(report.lacking)) == (2, 1)
    unjudged = observation("1")
    assert (unjudged.value, unjudged.norm, unjudged.met, unjudged.score) == (18, None, None, None)
    assert observation("2").met is True


@pytest.mark.parametrize(
    ("rule", "wait", "expected"),
    [
        ("by_wait", "21", ("seen", False, 0)),
        ("by_wait", "20", ("not_applicable", None, None)),
        ("by_wait", "", ("not_applicable", None, None)),
        ("not_met", "5", ("seen", False, 0)),
        ("not_met", "", ("seen", False, 0)),
        ("not_applicable", "500", ("not_applicable", None, None)),
    ],
)
def test_what_nobody_answered_counts_by_the_chosen_rule(
    team: Team, tmp_path: Path, rule: str, wait: str, expected: tuple[object, ...]
):
    text = f"Id,When,Wait,Answered\n1,2026-11-02 09:00,{wait},N\n2,2026-11-02 09:00,9,Y\n"
    import_text(tmp_path, text, rules(rule))
    seen = observation("1")
    assert (seen.state, seen.met, seen.score) == expected
    assert (contact("1").answered, contact("1").not_answered_rule) == (False, rule)
    assert (contact("2").answered, contact("2").not_answered_rule) == (True, "")


@pytest.mark.parametrize(("choice", "hour"), [("first", 0), ("second", 1)])
def test_the_doubled_hour_is_a_choice(team: Team, tmp_path: Path, choice: str, hour: int):
    mapping = MAPPING.replace("[team]", f'doubled_hour = "{choice}"\n[team]')
    import_text(tmp_path, HEADER + "1,2026-10-25 02:30,18\n", mapping)
    assert contact().occurred_at == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)


def test_a_difference_of_moments_counts_the_hours_that_passed(team: Team, tmp_path: Path):
    make_answer(team, "TALK")
    mapping = (
        MAPPING
        + """
[[behaviour]]
code = "TALK"
reads = "difference"
start = { column = "When", format = "%Y-%m-%d %H:%M" }
end = { column = "End", format = "%Y-%m-%d %H:%M" }
"""
    )
    text = "Id,When,Wait,End\n1,2026-10-25 01:30,18,2026-10-25 03:30\n"
    text += "2,2026-11-02 09:00,18,2026-11-02 08:59\n3,2026-11-02 09:00,18,\n"
    report = import_text(tmp_path, text, mapping)
    values = dict(
        Observation.objects.filter(behaviour__code="TALK").values_list("incident__row_key", "value")
    )
    assert values == {"1": 3 * 3600, "3": None}
    assert report.counts.rejected == 1


def test_words_stand_for_values_and_for_nothing_seen(team: Team, tmp_path: Path):
    make_norm(make_behaviour("SOLVED", "do"), team)
    mapping = (
        MAPPING
        + """
[[behaviour]]
code = "SOLVED"
reads = "words"
column = "Solved"
words = { ja = true, nee = false, "n.v.t." = "not_applicable" }
"""
    )
    rows = "".join(
        f"{n},2026-11-02 09:00,18,{word}\n"
        for n, word in enumerate(["Ja", "nee", "N.v.t.", "", "misschien"])
    )
    report = import_text(tmp_path, "Id,When,Wait,Solved\n" + rows, mapping)
    seen = Observation.objects.filter(behaviour__code="SOLVED").order_by("incident__row_key")
    assert list(seen.values_list("state", "value", "met")) == [
        ("seen", 1, True),
        ("seen", 0, False),
        ("not_applicable", None, None),
        ("not_observed", None, None),
    ]
    assert report.counts.rejected == 1


LEFT_OUT = """
[[leave_out]]
column = "Kind"
is = ["test"]
[[leave_out]]
column = "Wait"
missing = true
"""


def test_rows_are_left_out_by_condition(team: Team, tmp_path: Path):
    start = ",2026-11-02 09:00,"
    text = f"Id,When,Wait,Kind\n1{start}18,TEST\n2{start},x\n3{start}18,x\n"
    report = import_text(tmp_path, text, MAPPING + LEFT_OUT)
    assert (report.counts.left_out, report.counts.added) == (2, 1)


def test_a_row_left_out_or_refused_needs_no_norm_on_its_day(tmp_path: Path):
    make_norm(make_behaviour("ANSWER"), make_team(slug="team"), starts_on=date(2026, 11, 9))
    text = "Id,When,Wait,Kind\n1,2026-11-02 09:00,18,test\n2,2026-11-02 09:00,-1,x\n"
    report = import_text(tmp_path, text + "3,2026-11-10 09:00,18,x\n", MAPPING + LEFT_OUT)
    counts = report.counts
    assert (counts.left_out, counts.rejected, counts.added) == (1, 1, 1)
    assert report.lacking == {}


def test_chunks_add_up_and_touch_each_team_week(
    team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(run, "CHUNK_ROWS", 60)
    rows = [f"{n},2026-11-{2 + n % 14:02} 09:00,{n % 40}\n" for n in range(200)]
    report = import_text(tmp_path, HEADER + "".join(rows))
    ledger = ImportRun.objects.get()
    assert (report.counts.added, ledger.rows_added, ledger.rows_read) == (200, 200, 200)
    assert ledger.finished_at is not None
    assert Incident.objects.count() == Observation.objects.count() == 200
    assert sorted(TeamWeek.objects.values_list("revision", flat=True)) == [4, 4]


def test_a_subject_with_data_of_a_customer_is_refused(team: Team, tmp_path: Path):
    rows = "1,2026-11-09 10:00,3,bel 06-12345678\n2,2026-11-09 10:00,3,paspoort\n"
    about = MAPPING + '[subject]\ncolumn = "About"\n'
    report = import_text(tmp_path, f"Id,When,Wait,About\n{rows}", about)
    assert (report.counts.added, report.counts.rejected) == (1, 1)
    assert re.search("telefoonnummer|phone number", report.errors[0])
    assert Incident.objects.get().subject == "paspoort"


def test_a_case_number_is_stored_and_one_with_data_of_a_customer_is_refused(
    team: Team, tmp_path: Path
):
    """Nine digits may be a case, which a citizen service number has too."""
    cases = ("Z-2026/00417", "123456782", "06-12345678", "1" * 41)
    rows = "".join(f"{n},2026-11-09 10:00,3,{case}\n" for n, case in enumerate(cases))
    of_case = MAPPING + '[case_number]\ncolumn = "Case"\n'
    report = import_text(tmp_path, f"Id,When,Wait,Case\n{rows}", of_case)
    assert (report.counts.added, report.counts.rejected) == (2, 2)
    stored = Incident.objects.order_by("row_key").values_list("case_number", flat=True)
    assert list(stored) == ["Z-2026/00417", "123456782"]


def test_another_case_number_is_another_row(team: Team, tmp_path: Path):
    of_case = MAPPING + '[case_number]\ncolumn = "Case"\n'
    head = "Id,When,Wait,Case\n1,2026-11-09 10:00,3,"
    import_text(tmp_path, f"{head}A-1\n", of_case)
    assert import_text(tmp_path, f"{head}A-2\n", of_case).counts.different == 1
