"""What a lead looks at first, by what a week is made of; what was handled stays away that week."""

from decimal import Decimal

import pytest

from coaching.attention import (
    MOST_SUBJECTS,
    Flag,
    Kind,
    PutOff,
    Situation,
    Tapped,
    Told,
    parse,
    to_look_at,
)
from scoring.figures import NormFigures, NormVersion


def norm(behaviour_id: int, met: int, observed: int, *, critical: bool = False) -> NormFigures:
    """One norm that 80 % should meet."""
    version = NormVersion(
        pk=100 + behaviour_id, behaviour_id=behaviour_id, sentence="", threshold=None,
        zero_point=None, share_target=Decimal("0.8"), weight=1, critical=critical,
        code=f"B-{behaviour_id}", title="", kind="do", is_extra=False,
    )  # fmt: skip
    return NormFigures(version, observed, met, 0, 10_000 * met, 0, 0)


def keys(**situation) -> list[str]:
    return [each.key for each in to_look_at(Situation(**situation))]


EVERYTHING = {
    "norms": [norm(1, 4, 20), norm(2, 19, 20, critical=True), norm(3, 1, 20), norm(4, 20, 20)],
    "told": [
        Told(11, 1, "below", "lost"),
        Told(12, 2, "below", ""),
        Told(13, 3, "exceeded", ""),
        Told(14, 4, "as_expected", ""),
        Told(15, 5, "", "at_risk"),
    ],
    "overdue": [21, 22],
    "tapped": [Tapped(31, "druk", False, 9, 2), Tapped(32, "anders", True, 9, 9)],
    "questions": [41],
    "slipping": [1],
    "unseen": 5,
    "flags": [
        Flag(Kind.EASE, 4, "36 of 36"),
        Flag(Kind.SIGNAL, 6, "rule 1"),
        Flag(Kind.TOO_HARD, 7, "13 of 40"),
        Flag(Kind.SIGNAL, 1, "rule 1"),
    ],
}
IN_ORDER = [
    "lost:11,15", "critical:2", "below_expected:12", "overdue:21,22", "below_target:3",
    "below_target:1", "signal:6", "barrier:31", "question:41", "slipping:1", "unseen:5",
    "too_hard:7", "exceeded:13", "ease:4",
]  # fmt: skip


def test_the_most_important_comes_first_and_a_signal_about_a_named_norm_adds_nothing():
    assert keys(**EVERYTHING) == IN_ORDER


def test_a_quiet_week_has_nothing_to_look_at():
    assert keys(norms=[norm(1, 20, 20)], told=[Told(1, 1, "as_expected", "")]) == []


@pytest.mark.parametrize("key", IN_ORDER)
def test_what_was_handled_is_not_there_and_the_rest_is(key):
    assert keys(**EVERYTHING, handled=[key]) == [each for each in IN_ORDER if each != key]
    assert parse(key).key == key


def test_what_is_new_of_a_kind_comes_back_alone():
    assert keys(overdue=[21, 22, 23], handled=["overdue:21,22"]) == ["overdue:23"]
    assert keys(overdue=[22], handled=["overdue:21,22"]) == []


def test_one_subject_handled_under_one_name_is_not_there_under_another():
    assert keys(norms=[norm(2, 1, 20, critical=True)], handled=["below_target:2"]) == []
    assert keys(told=[Told(12, 2, "below", "lost")], handled=["below_expected:12"]) == []


def test_what_was_put_off_comes_back_as_it_read_unless_it_is_there_anyway():
    earlier = PutOff("below_expected:7", "1 klant kreeg minder dan verwacht")
    (found,) = to_look_at(Situation(put_off=[earlier]))
    assert (found.key, found.said) == ("below_expected:7", "1 klant kreeg minder dan verwacht")
    again = PutOff("below_target:1", "eerder")
    (found,) = to_look_at(Situation(norms=[norm(1, 4, 20)], put_off=[again]))
    assert found.said == ""
    assert keys(put_off=[earlier], handled=["below_expected:7"]) == []


def test_of_too_few_people_only_counts_speak():
    rows = [norm(1, 0, 20), norm(2, 0, 3, critical=True)]
    assert keys(norms=rows, counts_only=True) == ["critical:2"]


def test_something_else_is_on_top_only_when_there_is_nothing_else():
    other = Tapped(32, "anders", True, 9, 9)
    assert keys(tapped=[other, Tapped(31, "druk", False, 1, 1)]) == ["barrier:31"]
    assert keys(tapped=[other, Tapped(31, "druk", False, 9, 0)]) == ["barrier:32"]


def test_a_key_fits_where_it_is_kept():
    (found,) = to_look_at(Situation(overdue=[10**9 + n for n in range(50)]))
    assert len(found.subjects) == 50
    assert len(found.key) <= 250
    (left,) = to_look_at(Situation(overdue=[*found.subjects], handled=[found.key]))
    assert left.subjects == found.subjects[MOST_SUBJECTS:]
