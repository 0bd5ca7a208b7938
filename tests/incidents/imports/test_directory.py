"""Teams, employees and behaviours that a mapping names: known, made when asked, or refused."""

from datetime import date
from pathlib import Path

import pytest

from incidents.imports.errors import ImportRefused, MappingRefused
from incidents.models import Incident, Observation
from people.models import HeadCount, Role, Team, User
from tests.builders import allow, make_behaviour, make_department, make_norm, make_person, make_team
from tests.incidents.imports.calls import MAPPING, import_text, make_answer, make_phone_team

pytestmark = pytest.mark.django_db

HEADER = "Id,When,Wait\n"
GOOD = "1,2026-11-02 09:00,18\n"


@pytest.fixture
def team() -> Team:
    return make_phone_team()


def contact(key: str = "1") -> Incident:
    return Incident.objects.get(row_key=key)


def observation(key: str = "1") -> Observation:
    return Observation.objects.get(incident__row_key=key)


TEAMS = """
[team]
column = "Dept"
map = { CC1 = "team" }
"""


def test_teams_come_from_a_column_and_unknown_ones_are_refused(team: Team, tmp_path: Path):
    mapping = MAPPING.replace('[team]\nfixed = "team"\n', TEAMS)
    text = "Id,When,Wait,Dept\n1,2026-11-02 09:00,18,cc1\n2,2026-11-02 09:00,18,CC9\n"
    report = import_text(tmp_path, text, mapping)
    assert (contact().team, report.counts.rejected) == (team, 1)


def test_teams_are_made_when_asked_once_and_not_by_a_dry_run(tmp_path: Path):
    parent = make_department(slug="service")
    make_answer(parent)
    new = '[team]\ncolumn = "Dept"\ncreate = true\nparent = "service"\n'
    mapping = MAPPING.replace('[team]\nfixed = "team"\n', new)
    text = "Id,When,Wait,Dept\n1,2026-11-02 09:00,18,Balie\n2,2026-11-03 09:00,30,balie\n"
    report = import_text(tmp_path, text, mapping, dry_run=True)
    assert (report.made, Team.objects.filter(kind="team").count()) == (["Balie"], 0)
    import_text(tmp_path, text, mapping)
    made = Team.objects.get(kind="team")
    assert (made.name, made.parent, made.incidents.count()) == ("Balie", parent, 2)
    assert observation("2").met is False
    assert import_text(tmp_path, text, mapping).counts.known == 2


AGENTS = MAPPING + '[employee]\ncolumn = "Agent"\ncreate = true\n'
AGENT_ROWS = "Id,When,Wait,Agent\n1,2026-11-02 09:00,18,Diane\n2,2026-11-03 09:00,18,Diane\n"


def test_contacts_are_nameless_unless_a_consent_allows_names(team: Team, tmp_path: Path):
    report = import_text(tmp_path, AGENT_ROWS, AGENTS)
    assert report.names_ignored
    assert User.objects.count() == 0
    assert set(Incident.objects.values_list("employee", flat=True)) == {None}


def test_with_a_consent_employees_are_known_or_made_once(team: Team, tmp_path: Path):
    allow("named_contacts")
    known = make_person(team, name="Joe")
    text = AGENT_ROWS + "3,2026-11-03 09:00,18,joe\n4,2026-11-03 09:00,18,\n"
    import_text(tmp_path, text, AGENTS)
    diane = User.objects.get(name="Diane")
    assert (contact("1").employee, contact("2").employee) == (diane, diane)
    assert (contact("3").employee, contact("4").employee) == (known, None)
    assert (diane.is_active, Role.objects.get(user=diane).starts_on) == (False, date(2026, 11, 2))
    import_text(tmp_path, text.replace("1,2026", "9,2026"), AGENTS)
    assert User.objects.filter(name="Diane").count() == 1


def test_a_name_two_people_bear_is_refused(team: Team, tmp_path: Path):
    allow("named_contacts")
    make_person(team, name="Diane")
    make_person(team, name="Diane")
    assert import_text(tmp_path, AGENT_ROWS, AGENTS).counts.rejected == 2


def test_a_stated_head_count_is_recorded_once(team: Team, tmp_path: Path):
    mapping = MAPPING + "[[head_count]]\npeople = 12\nstarts_on = 2026-01-05\n"
    import_text(tmp_path, HEADER + GOOD, mapping)
    HeadCount.objects.update(people=14)
    import_text(tmp_path, HEADER + GOOD, mapping)
    assert list(HeadCount.objects.values_list("team", "people")) == [(team.pk, 14)]


def test_the_team_of_the_command_wins_and_an_unknown_one_is_refused(team: Team, tmp_path: Path):
    other = make_team(slug="other")
    make_norm(team=other, behaviour=make_behaviour("X"))
    mapping = 'without_norm = "store"\n' + MAPPING
    import_text(tmp_path, HEADER + GOOD, mapping, team="other")
    assert contact().team == other
    with pytest.raises(ImportRefused, match="nowhere"):
        import_text(tmp_path, HEADER + GOOD, mapping, team="nowhere")


@pytest.mark.parametrize(
    ("kind", "reads"),
    [
        ("do", "seconds"),
        ("rating", "count"),
        ("promise", "seconds"),
        ("promise", 'words"\nwords = { Y = true }\nwhen_missing = "omit'),
    ],
)
def test_a_behaviour_that_takes_something_else_is_refused(tmp_path: Path, kind: str, reads: str):
    make_norm(make_behaviour("ANSWER", kind), make_team(slug="team"))
    with pytest.raises(MappingRefused, match="ANSWER"):
        import_text(tmp_path, HEADER + GOOD, MAPPING.replace("seconds", reads))


def test_an_unknown_behaviour_is_refused(tmp_path: Path):
    make_team(slug="team")
    with pytest.raises(MappingRefused, match="ANSWER"):
        import_text(tmp_path, HEADER + GOOD)


@pytest.mark.parametrize(("line", "named"), [('team = "tem"\n', "tem"), ("", "head_count")])
def test_a_head_count_of_a_team_that_is_not_there_refuses_the_mapping(
    team: Team, tmp_path: Path, line: str, named: str
):
    mapping = MAPPING if line else MAPPING.replace('[team]\nfixed = "team"\n', TEAMS)
    stated = f"[[head_count]]\npeople = 12\nstarts_on = 2026-01-05\n{line}"
    text = "Id,When,Wait,Dept\n1,2026-11-02 09:00,18,cc1\n"
    with pytest.raises(MappingRefused, match=named):
        import_text(tmp_path, text, mapping + stated)
    assert Incident.objects.count() == 0


def test_a_head_count_may_be_of_a_team_that_the_import_makes_or_says_it_was_not(tmp_path: Path):
    make_answer(make_department(slug="service"))
    new = '[team]\ncolumn = "Dept"\ncreate = true\nparent = "service"\n'
    mapping = MAPPING.replace('[team]\nfixed = "team"\n', new)
    for slug in ("balie", "nowhere"):
        mapping += f'[[head_count]]\nteam = "{slug}"\npeople = 12\nstarts_on = 2026-01-05\n'
    text = "Id,When,Wait,Dept\n1,2026-11-02 09:00,18,Balie\n"
    report = import_text(tmp_path, text, mapping)
    assert list(HeadCount.objects.values_list("team__name", "people")) == [("Balie", 12)]
    (said,) = report.head_counts_without_team
    assert "nowhere" in said
    assert not report.has_all


def test_another_name_under_a_known_reference_is_reported_and_never_corrected(
    team: Team, tmp_path: Path
):
    allow("named_contacts")
    import_text(tmp_path, AGENT_ROWS, AGENTS)
    text = AGENT_ROWS.replace("18,Diane", "18,Joe", 1)
    report = import_text(tmp_path, text, AGENTS)
    assert (report.counts.different, report.counts.known, report.different_rows) == (1, 1, [2])
    for dry_run in (True, False):
        report = import_text(tmp_path, text, AGENTS, correct=True, dry_run=dry_run)
        assert (report.counts.corrected, report.counts.rejected) == (0, 1)
        assert "medewerker" in report.errors[0] or "employee" in report.errors[0]
    assert (contact("1").employee, contact("1").version) == (contact("2").employee, 1)
    emptied = AGENT_ROWS.replace("18,Diane", "18,", 1)
    assert import_text(tmp_path, emptied, AGENTS).counts.different == 1


def test_one_reference_for_two_employees_in_one_file_is_refused(team: Team, tmp_path: Path):
    allow("named_contacts")
    report = import_text(tmp_path, AGENT_ROWS + "1,2026-11-02 09:00,18,Joe\n", AGENTS)
    assert (report.counts.added, report.counts.rejected) == (2, 1)


def test_contacts_stored_without_names_are_known_when_names_may_be_read_later(
    team: Team, tmp_path: Path
):
    import_text(tmp_path, AGENT_ROWS, AGENTS)
    allow("named_contacts")
    report = import_text(tmp_path, AGENT_ROWS, AGENTS)
    assert (report.counts.known, report.names_ignored) == (2, False)
    assert contact("1").employee is None
