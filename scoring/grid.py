"""What every norm adds up to in every team, for one week or several: the cells of the grid.

What is shown, and in which totals, follows from the plan: see `scoring/suppression.py`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from itertools import accumulate, compress, groupby
from typing import Literal, NamedTuple

from incidents.journal import TeamWeekKey
from scoring import statistics
from scoring.figures import NormVersion, Share
from scoring.pooled import Pooled, Stored, stored_sums
from scoring.queries import norms_of
from scoring.recount import up_to_date
from scoring.suppression import Plan, Unit, unit_of


class Part(StrEnum):
    """What one column is of: a team, the small ones of a department, a department, everything."""

    TEAM = "team"
    SMALL = "small"
    DEPARTMENT = "department"
    ALL = "all"


TEN_THOUSANDTHS = 10_000

#: A column: what it is of, and the key of the team or of the node above; 0 of everything.
Column = tuple[Part, int]
ALL: Column = (Part.ALL, 0)
Row = Sequence[int]


class Cell(NamedTuple):
    """The sums of one behaviour over some teams and weeks, each contact by its own norm."""

    met: int
    observed: int
    #: What share should meet it, in ten-thousandths: a number that is soon held against another.
    #: None without one, or where the norms differ in it.
    target: int | None

    @property
    def share(self) -> Share:
        """Met of what was observed; for an extra: happened."""
        return Share(self.met, self.observed)

    @property
    def share_target(self) -> Decimal | None:
        """The same as a share of 0..1."""
        return None if self.target is None else Decimal(self.target) / TEN_THOUSANDTHS

    @property
    def stands_apart(self) -> Literal["below", "above"] | None:
        """On which side of the target the whole interval (Wilson, 95 %) lies."""
        return statistics.stands_apart(self.share.interval, self.share_target, self.observed)


class Line(NamedTuple):
    """One behaviour under the last of its norms that has figures here.

    Its cells lie in three lists, since a page has eight thousand of them. `places` says where a
    column stands in all three, the same for every line; where nothing was observed is no cell.
    """

    norm: NormVersion
    places: Mapping[Column, int]
    met: Sequence[int]
    observed: Sequence[int]
    #: In ten-thousandths, as in a cell.
    target: Sequence[int | None]

    def cell(self, column: Column) -> Cell | None:
        """None where there is nothing, or where nothing may be shown."""
        place = self.places.get(column)
        if place is None or not self.observed[place]:
            return None
        return Cell(self.met[place], self.observed[place], self.target[place])


def shown_sums(plan: Plan) -> Stored:
    """What is stored of the team-weeks that this plan shows; one statement."""
    return stored_sums(unit_of(plan).keys())


def grid_lines(plan: Plan, stored: Stored) -> list[Line]:
    """What this plan shows, in order of behaviour code; `stored` as `shown_sums` found it.

    One statement whatever the number of teams and weeks; one more, and those that store it, when
    a week has to be counted again.
    """
    sums = up_to_date(stored)
    return lines_of(plan, sums, norms_of(sums.values()))


def lines_of(
    plan: Plan, sums: Mapping[TeamWeekKey, Pooled], norms: Mapping[int, NormVersion]
) -> list[Line]:
    """The lines in the order in which the norms of their behaviours come. Pure.

    A team in a week in which it is in no unit is left out. Totals, of departments and of
    everything, are sums of what is shown, and of nothing else.
    """
    departments = _columns(plan, sums, norms)
    # The columns of a department stand side by side, so a total is the sum of a stretch.
    shown = [column for columns in departments.values() for column in columns]
    totals = [*((Part.DEPARTMENT, node) for node in departments), ALL]
    places = {column: place for place, column in enumerate([*shown, *totals])}
    ends = list(accumulate(map(len, departments.values()), initial=0))
    stretches = [*map(slice, ends, ends[1:]), slice(len(shown))]
    numbers = [column for columns in departments.values() for column in columns.values()]
    rows = list(zip(*numbers, strict=True))
    of_norms = zip(norms.values(), rows, rows[len(norms) :], strict=False)
    lines = [
        _line(places, stretches, *zip(*versions, strict=True))
        for _behaviour, versions in groupby(of_norms, lambda each: each[0].behaviour_id)
    ]
    return [line for line in lines if line.cell(ALL)]


def _line(
    places: Mapping[Column, int],
    stretches: Sequence[slice],
    norms: Sequence[NormVersion],
    met_rows: Sequence[Row],
    observed_rows: Sequence[Row],
) -> Line:
    """The line of a behaviour that was judged by these norms, with the totals behind its cells."""
    met, observed = _together(met_rows), _together(observed_rows)
    targets = [_target(norm) for norm in norms]
    target = targets * len(met)
    if len(targets) > 1:
        target = [_same(compress(targets, each)) for each in zip(*observed_rows, strict=True)]
    return Line(
        norms[-1],
        places,
        [*met, *(sum(met[each]) for each in stretches)],
        [*observed, *(sum(observed[each]) for each in stretches)],
        [*target, *(_same(compress(target[each], observed[each])) for each in stretches)],
    )


def _columns(
    plan: Plan, sums: Mapping[TeamWeekKey, Pooled], norms: Mapping[int, NormVersion]
) -> dict[int, dict[Column, list[int]]]:
    """The columns of units by department: how often each norm was met, then how often observed."""
    places = {norm: place for place, norm in enumerate(norms)}
    found: dict[int, dict[Column, list[int]]] = {}
    for week, units in plan.items():
        for unit in units:
            read = {
                team: sums[team, week.monday] for team in unit.people if (team, week.monday) in sums
            }
            if read:
                columns = found.setdefault(unit.department, {})
                numbers = columns.setdefault(_column(unit), [0] * 2 * len(norms))
                hidden = _hidden(unit, read, norms)
                for of_team in read.values():
                    _add(numbers, of_team, places, hidden)
    return found


def _column(unit: Unit) -> Column:
    return (Part.SMALL, unit.department) if unit.team is None else (Part.TEAM, unit.team)


def _hidden(
    unit: Unit, read: Mapping[int, Pooled], norms: Mapping[int, NormVersion]
) -> Collection[int]:
    """The norms of behaviours that too few of the teams of a unit saw."""
    if unit.team is not None:
        return ()
    seen: dict[int, set[int]] = defaultdict(set)
    for team, sums in read.items():
        for norm in compress(sums.norm_id, sums.observed):
            seen[norms[norm].behaviour_id].add(team)
    return {key for key, norm in norms.items() if not unit.shows(seen[norm.behaviour_id])}


def _add(
    numbers: list[int], sums: Pooled, places: Mapping[int, int], hidden: Collection[int]
) -> None:
    """The sums of one team-week to what is there, each at the place of its norm."""
    half = len(places)
    for norm, met, observed in zip(sums.norm_id, sums.reached, sums.observed, strict=True):
        if norm not in hidden:
            place = places[norm]
            numbers[place] += met
            numbers[half + place] += observed


def _together(rows: Sequence[Row]) -> Row:
    """Place by place."""
    return rows[0] if len(rows) == 1 else list(map(sum, zip(*rows, strict=True)))


def _target(norm: NormVersion) -> int | None:
    share = norm.share_target
    return None if share is None else int(share * TEN_THOUSANDTHS)


def _same(targets: Iterable[int | None]) -> int | None:
    """The one that all have; None where they differ."""
    found = set(targets)
    return found.pop() if len(found) == 1 else None
