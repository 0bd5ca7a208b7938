"""Small teams in the grid: what is shown, and that nobody who adds and subtracts learns more.

The attacker has every answer of the pages and files of one reader, for every week and every run of
weeks, and does linear algebra with them: sharper than taking one number from another. The figures
are formal: team-week number i met 2 ** (20 i), so that a sum says of what it is one.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations, compress

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from people.access import SMALLEST_GROUP
from people.groups import People, together
from periods.week import Week, weeks_ending
from scoring.figures import NormVersion
from scoring.grid import lines_of
from scoring.pooled import Pooled
from scoring.suppression import Plan, Unit, units_of_week
from tests.conftest import many

WEEK = Week(date(2026, 11, 16))
NORM = NormVersion(1, 1, "", None, None, None, 1, False, "B-1", "", "do", False)
DIGIT = 20
#: Ranks are taken modulo a prime above every determinant such small matrices of 0 and 1 have.
PRIME = 2**31 - 1

Cells = frozenset[tuple[int, Week]]


def staff(count: int, first: int = 0) -> People:
    return People(frozenset(range(first, first + count)))


def met_once(number: int) -> Pooled:
    """A team-week that saw the norm once, and met it this formal number of times."""
    return Pooled([1], [1], [number], [0], [0], [0], [0], [0], [0], {})


def of_week(*sizes: int, own: Collection[int] = (), known: Collection[int] = ()) -> list[list[int]]:
    """The teams of each unit in one department with teams of these sizes."""
    people = {team: staff(size, 100 * team) for team, size in enumerate(sizes)}
    units = units_of_week({9: range(len(sizes))}, people, own=own, known=known)
    return [list(unit.people) for unit in units]


@pytest.mark.parametrize(
    ("sizes", "units"),
    [
        ((5, 6), [[0], [1]]),
        ((5, 4), [[0]]),
        ((3, 2), [[0, 1]]),
        ((2, 2), []),
        ((6, 3, 1, 1), [[0], [1, 2, 3]]),
        ((4, 0), []),
        ((), []),
    ],
)
def test_small_teams_stand_together_when_together_they_are_enough(sizes, units):
    assert of_week(*sizes) == units


def test_a_reader_sees_the_own_small_team_and_no_sum_that_it_could_be_taken_from():
    assert of_week(3, 2, own=[0]) == [[0]]
    assert of_week(3, 2, 3, own=[0]) == [[0], [1, 2]]


def test_who_was_of_a_small_team_before_does_not_see_it_added_to_others():
    assert of_week(3, 2, known=[0]) == []
    assert of_week(3, 2, 3, known=[0]) == [[1, 2]]


def test_small_teams_of_two_departments_do_not_stand_together():
    people = {1: staff(3), 2: staff(3, 10)}
    assert units_of_week({8: [1], 9: [2]}, people, own=()) == []


def test_who_works_on_two_small_teams_is_one_person():
    shared = {1: People(frozenset({1, 2, 3})), 2: People(frozenset({3, 4}), others=0)}
    assert units_of_week({9: [1, 2]}, shared, own=()) == []
    more = shared | {2: People(frozenset({3, 4}), others=1)}
    assert len(units_of_week({9: [1, 2]}, more, own=())) == 1


def test_the_own_small_team_is_shown_as_counts_until_it_agreed_and_no_unit_changes_by_that():
    people = {1: staff(3), 2: staff(3, 10), 3: staff(5, 20), 4: staff(2, 30)}
    agreed = {team: replace(group, agreed=True) for team, group in people.items()}
    before = units_of_week({9: [1, 2, 3, 4]}, people, own=[1])
    after = units_of_week({9: [1, 2, 3, 4]}, agreed, own=[1])
    assert [list(unit.people) for unit in before] == [list(unit.people) for unit in after]
    assert [unit.counts_only for unit in before] == [True, False, False]
    assert [unit.counts_only for unit in after] == [False, False, False]
    assert [unit.is_small for unit in before] == [unit.is_small for unit in after]


def test_together_they_are_shown_only_where_enough_of_them_saw_something():
    unit = Unit(9, {1: staff(3), 2: staff(2, 10), 3: staff(2, 20)})
    assert [unit.shows(teams) for teams in ([1], [2, 3], [1, 2], [1, 2, 3], [])] == [
        False, False, True, True, False,
    ]  # fmt: skip


@dataclass(frozen=True)
class Office:
    """A made-up organisation over some weeks, with one reader."""

    departments: Mapping[int, list[int]]
    weeks: list[Week]
    people: Mapping[tuple[int, Week], People]
    #: The cells in which something was seen; the attacker knows that the others are empty.
    filled: list[tuple[int, Week]]
    own: frozenset[int]
    known: frozenset[int]

    def plan(self, weeks: list[Week]) -> Plan:
        return {
            week: units_of_week(
                self.departments,
                {team: self.people[team, week] for team in self.teams},
                own=self.own,
                known=self.known,
            )
            for week in weeks
        }

    @property
    def teams(self) -> list[int]:
        return [team for teams in self.departments.values() for team in teams]

    def answers(self, rule: str) -> set[Cells]:
        """Of which cells each number is the sum that some page or file shows this reader."""
        found = {frozenset({cell}) for cell in self.filled if cell[0] in self.own | self.known}
        for last, week in enumerate(self.weeks):
            for first in range(last + 1):
                found |= set(self._sums(self.weeks[first : last + 1], rule))
            if rule == "naive":
                found |= set(self._naive_totals(week))
        return found

    def _sums(self, weeks: list[Week], rule: str) -> Iterator[Cells]:
        """What `lines_of` gives for these weeks, read back from its formal figures."""
        place = {cell: number for number, cell in enumerate(self.filled)}
        sums = {
            (team, week.monday): met_once(1 << DIGIT * place[team, week])
            for team, week in self.filled
            if week in weeks
        }
        for line in lines_of(self.plan(weeks), sums, {1: NORM}):
            for met in compress(line.met, line.observed):
                digits = [met >> DIGIT * at & (1 << DIGIT) - 1 for at in range(len(place))]
                assert set(digits) <= {0, 1}
                yield frozenset(
                    each for each, digit in zip(self.filled, digits, strict=True) if digit
                )

    def _naive_totals(self, week: Week) -> Iterator[Cells]:
        """Totals of all, though some teams in them are hidden: what the rule is against."""
        everything = {cell for cell in self.filled if cell[1] == week}
        yield frozenset(everything)
        for teams in self.departments.values():
            yield frozenset(cell for cell in everything if cell[0] in teams)


def groups_too_small(office: Office, week: Week) -> Iterator[set[tuple[int, Week]]]:
    """The largest sets of cells of a week that are not the reader's and about too few people."""
    secret = office.own | office.known
    cells = [cell for cell in office.filled if cell[1] == week and cell[0] not in secret]
    small: list[set[tuple[int, Week]]] = []
    for size in range(len(cells), 0, -1):
        for group in map(set, combinations(cells, size)):
            is_small = together(office.people[cell] for cell in group).count < SMALLEST_GROUP
            if is_small and not any(group <= larger for larger in small):
                small.append(group)
                yield group


def inferred(office: Office, answers: Collection[Cells], *, mixed: bool) -> bool:
    """Whether some sum of these answers is, of one week, about a group that is too small.

    With `mixed` also when figures of other weeks still stand in that sum, which is more than an
    attacker can use; every group over several weeks is then found too, by any one of its weeks.
    """
    secret = office.own | office.known
    cells = [cell for cell in office.filled if cell[0] not in secret]
    for week in office.weeks:
        looked_at = [cell for cell in cells if cell[1] == week] if mixed else cells
        whole = rank(answers, looked_at)
        if not whole:
            continue
        for group in groups_too_small(office, week):
            if rank(answers, [cell for cell in looked_at if cell not in group]) < whole:
                return True
    return False


def rank(answers: Collection[Cells], cells: list[tuple[int, Week]]) -> int:
    """How many of these answers are no sum of others, as far as these cells go."""
    rows = {tuple([int(cell in answer) for cell in cells]) for answer in answers}
    basis: dict[int, list[int]] = {}
    for row in map(list, rows):
        for at in range(len(cells)):
            if not row[at]:
                continue
            if at not in basis:
                inverse = pow(row[at], -1, PRIME)
                basis[at] = [value * inverse % PRIME for value in row]
                break
            factor, known = row[at], basis[at]
            row = [
                (value - factor * other) % PRIME for value, other in zip(row, known, strict=True)
            ]
    return len(basis)


#: Up to seven people, of whom nine may be known; so that teams share some of them.
GROUPS = [
    People(frozenset(range(first, first + known)), others, agreed)
    for known in range(6)
    for first in (1, 2, 4)
    for others in range(3)
    for agreed in (False, True)
]
#: How many teams each department has.
TREES = [(2,), (3,), (5,), (2, 2), (3, 1), (1, 4), (2, 2, 2), (1, 1, 3)]


@st.composite
def offices(draw: st.DrawFn) -> Office:
    """Up to three departments, six teams, three weeks; people who work on several teams."""
    tree = draw(st.sampled_from(TREES))
    teams = iter(range(sum(tree)))
    departments = {100 + at: [next(teams) for _ in range(size)] for at, size in enumerate(tree)}
    weeks = weeks_ending(WEEK, draw(st.integers(1, 3)))
    cells = [(team, week) for team in range(sum(tree)) for week in weeks]
    groups = draw(st.tuples(*[st.sampled_from(GROUPS)] * len(cells)))
    seen = draw(st.tuples(*[st.integers(0, 3)] * len(cells)))
    some = st.frozensets(st.integers(0, sum(tree) - 1), max_size=2)
    own = draw(some)
    return Office(
        departments,
        weeks,
        dict(zip(cells, groups, strict=True)),
        [cell for cell, times in zip(cells, seen, strict=True) if times],
        own,
        draw(some) - own,
    )


@settings(max_examples=many(ordinary=300, soak=100_000))
@given(offices())
def test_no_sum_of_what_a_reader_sees_is_about_too_few_people(office: Office):
    answers = office.answers("ours")
    groups = any(True for week in office.weeks for _ in groups_too_small(office, week))
    event(f"somebody to protect: {groups}, answers: {min(len(answers), 3)}")
    assert not inferred(office, answers, mixed=True)


@settings(max_examples=many(ordinary=100, soak=10_000))
@given(offices())
def test_what_small_teams_agree_changes_no_unit_of_any_reader(office: Office):
    alike = [
        {cell: replace(group, agreed=agreed) for cell, group in office.people.items()}
        for agreed in (False, True)
    ]
    without, agreed = (replace(office, people=people).plan(office.weeks) for people in alike)
    for week in office.weeks:
        assert [(unit.department, [*unit.people]) for unit in without[week]] == [
            (unit.department, [*unit.people]) for unit in agreed[week]
        ]
        # Only of what the reader is of or leads is more than counts shown.
        changed = zip(without[week], agreed[week], strict=True)
        assert all(
            before.team in office.own
            for before, after in changed
            if before.counts_only != after.counts_only
        )
    assert replace(office, people=alike[0]).answers("ours") == replace(
        office, people=alike[1]
    ).answers("ours")


def test_the_same_attacker_breaks_totals_that_leave_nobody_out():
    people = {(team, WEEK): staff(size, 100 * team) for team, size in enumerate((6, 3, 5))}
    office = Office({100: [0, 1], 101: [2]}, [WEEK], people, list(people), frozenset(), frozenset())
    assert inferred(office, office.answers("naive"), mixed=False)
    assert not inferred(office, office.answers("ours"), mixed=True)


def test_the_same_attacker_breaks_a_sum_over_weeks_of_which_one_is_hidden():
    weeks = weeks_ending(WEEK, 3)
    people = {(0, week): staff(size) for week, size in zip(weeks, (6, 3, 6), strict=True)}
    office = Office({100: [0]}, weeks, people, list(people), frozenset(), frozenset())
    every_week = frozenset(office.filled)
    assert not inferred(office, office.answers("ours"), mixed=True)
    assert inferred(office, office.answers("ours") | {every_week}, mixed=False)


def test_the_same_attacker_breaks_a_sum_with_the_own_team_or_with_one_that_saw_nothing():
    people = {(0, WEEK): staff(3), (1, WEEK): staff(2, 100)}
    both = frozenset(people)
    of_the_first = Office({100: [0, 1]}, [WEEK], people, list(people), frozenset({0}), frozenset())
    assert inferred(of_the_first, of_the_first.answers("ours") | {both}, mixed=False)
    one_is_empty = Office({100: [0, 1]}, [WEEK], people, [(0, WEEK)], frozenset(), frozenset())
    assert one_is_empty.answers("ours") == set()
    assert inferred(one_is_empty, {frozenset({(0, WEEK)})}, mixed=False)
