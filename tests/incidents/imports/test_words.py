"""What true, false and numbers in the words of a mapping become, for each kind of measure."""

from datetime import date
from pathlib import Path

import pytest

from incidents.imports.errors import MappingRefused
from incidents.models import Incident, Observation
from tests.builders import make_behaviour, make_norm, make_team
from tests.incidents.imports.calls import MAPPING, import_text

pytestmark = pytest.mark.django_db

READS = """reads = "words"
words = { Y = true, N = false, one = 1, "n/a" = "not_applicable" }
"""
WORDS = MAPPING.replace('reads = "seconds"\n', READS)
ROWS = "Id,When,Wait\n" + "".join(
    f"{word},2026-11-02 09:00,{word}\n" for word in ("y", "n", "one", "n/a")
)
Seen = tuple[int | None, bool | None, int | None]


def seen(key: str) -> Seen:
    fields = Observation.objects.filter(incident__row_key=key)
    return fields.values_list("value", "met", "score").get()


@pytest.mark.parametrize(
    ("kind", "yes", "no", "one"),
    [
        ("time_limit", (None, True, 10_000), (None, False, 0), (1, True, 10_000)),
        ("count_limit", (None, True, 10_000), (None, False, 0), (1, True, 10_000)),
        ("count_minimum", (None, True, 10_000), (None, False, 0), (1, False, 2_500)),
        ("rating", (None, True, 10_000), (None, False, 0), (1, False, 0)),
        ("do", (1, True, 10_000), (0, False, 0), (1, True, 10_000)),
        ("dont", (1, False, 0), (0, True, 10_000), (1, False, 0)),
        ("extra", (1, None, None), (0, None, None), (1, None, None)),
    ],
)
def test_true_is_within_a_measured_norm_and_yes_to_what_is_done_or_not(
    tmp_path: Path, kind: str, yes: Seen, no: Seen, one: Seen
):
    make_norm(make_behaviour("ANSWER", kind), make_team(slug="team"))
    report = import_text(tmp_path, ROWS, WORDS)
    assert (report.counts.added, report.counts.rejected) == (4, 0)
    assert (seen("y"), seen("n"), seen("one")) == (yes, no, one)
    assert seen("n/a") == (None, None, None)
    assert import_text(tmp_path, ROWS, WORDS).counts.known == 4


def test_a_word_that_stood_for_the_other_answer_is_different(tmp_path: Path):
    make_norm(make_behaviour("ANSWER"), make_team(slug="team"))
    import_text(tmp_path, ROWS, WORDS)
    turned = WORDS.replace("N = false", "N = true")
    assert import_text(tmp_path, ROWS, turned).counts.different == 1
    assert import_text(tmp_path, ROWS, turned, correct=True).counts.corrected == 1
    assert seen("n") == (None, True, 10_000)


@pytest.mark.parametrize(
    ("kind", "word"), [("do", "2"), ("rating", "0"), ("rating", "6"), ("count_limit", "2147483648")]
)
def test_a_number_no_measure_of_the_kind_can_have_is_refused(tmp_path: Path, kind: str, word: str):
    make_norm(make_behaviour("ANSWER", kind), make_team(slug="team"))
    with pytest.raises(MappingRefused, match="ANSWER"):
        import_text(tmp_path, ROWS, WORDS.replace("one = 1", f"one = {word}"))


def test_a_bare_answer_without_a_norm_is_named_and_leaves_nothing_to_keep(tmp_path: Path):
    make_norm(make_behaviour("ANSWER"), make_team(slug="team"), starts_on=date(2026, 11, 9))
    report = import_text(tmp_path, ROWS, 'without_norm = "store"\n' + WORDS)
    (lacking,) = report.lacking.values()
    assert (lacking.code, lacking.rows) == ("ANSWER", 4)
    assert Incident.objects.count() == 4
    assert seen("one") == (1, None, None)
    assert not Observation.objects.filter(incident__row_key__in=["y", "n"]).exists()


@pytest.mark.parametrize(
    ("rule", "no"),
    [("by_wait", (False, 0)), ("not_met", (False, 0)), ("not_applicable", (None, None))],
)
def test_a_word_can_say_that_who_was_not_answered_waited_too_long(
    tmp_path: Path, rule: str, no: tuple[bool | None, int | None]
):
    make_norm(make_behaviour("ANSWER"), make_team(slug="team"))
    choice = f'[not_answered]\ncolumn = "Taken"\nis = ["no"]\nrule = "{rule}"\n'
    mapping = WORDS + 'when_not_answered = "rule"\n' + choice
    text = "Id,When,Wait,Taken\n1,2026-11-02 09:00,N,no\n2,2026-11-02 09:00,Y,no\n"
    import_text(tmp_path, text, mapping)
    assert seen("1") == (None, *no)
    assert seen("2") == ((None, False, 0) if rule == "not_met" else (None, None, None))
