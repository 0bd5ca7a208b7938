"""What every norm adds up to in every team, for one week or several: the cells of the grid.

What is shown, and in which totals, follows from the plan: see `scoring/suppression.py`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal, NamedTuple

from incidents.journal import TeamWeekKey
from scoring import statistics
from scoring.figures import NormVersion, Share
from scoring.pooled import Pooled, Stored, stored_sums
from scoring.queries import norm_versions
from scoring.recount import recount
from scoring.suppression import Plan, unit_of


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


#: Met, seen and target of a cell: eight thousand are made for a page, and plain tuples cost least.
Counts = tuple[int, int, int | None]


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


@dataclass
class Line:
    """One behaviour under the last of its norms that has figures here, and its cells."""

    norm: NormVersion
    cells: dict[Part, dict[int, Counts]] = field(
        default_factory=lambda: {part: {} for part in Part}
    )

    def cell(self, column: Column) -> Cell | None:
        """None where there is nothing, or where nothing may be shown."""
        part, node = column
        counts = self.cells[part].get(node)
        return Cell(*counts) if counts else None


def shown_sums(plan: Plan) -> Stored:
    """What is stored of the team-weeks that this plan shows; one statement."""
    return stored_sums(unit_of(plan).keys())


def grid_lines(plan: Plan, stored: Stored) -> list[Line]:
    """What this plan shows, in order of behaviour code; `stored` as `shown_sums` found it.

    One statement whatever the number of teams and weeks; one more, and those that store it, when
    a week has to be counted again.
    """
    sums = stored.read() | recount(stored.stale)
    norms = norm_versions({norm for each in sums.values() for norm in each.norm_id})
    return lines_of(plan, sums, norms)


def lines_of(
    plan: Plan, sums: Mapping[TeamWeekKey, Pooled], norms: Mapping[int, NormVersion]
) -> list[Line]:
    """The lines in the order in which the norms of their behaviours come. Pure.

    A team in a week in which it is in no unit is left out.
    """
    lines = {norm.behaviour_id: Line(norm) for norm in norms.values()}
    teams = {key: lines[norm.behaviour_id].cells[Part.TEAM] for key, norm in norms.items()}
    targets = {key: _target(norm) for key, norm in norms.items()}
    units = unit_of(plan)
    pools: dict[tuple[date, int, int], dict[int, Counts]] = defaultdict(dict)
    for key, of_week in sums.items():
        unit = units.get(key)
        if unit is None:
            continue
        team, monday = key
        for norm_id, cell in _cells(of_week, targets):
            if unit.team is None:
                behaviour = norms[norm_id].behaviour_id
                _add(pools[monday, unit.department, behaviour], team, cell)
            else:
                _add(teams[norm_id], team, cell)
    for (monday, department, behaviour), seen in pools.items():
        if units[next(iter(seen)), monday].shows(seen):
            _add(lines[behaviour].cells[Part.SMALL], department, added([*seen.values()]))
    _add_totals(lines.values(), {team: unit.department for (team, _week), unit in units.items()})
    return [line for line in lines.values() if line.cells[Part.ALL]]


def _target(norm: NormVersion) -> int | None:
    share = norm.share_target
    return None if share is None else int(share * TEN_THOUSANDTHS)


def _cells(sums: Pooled, targets: Mapping[int, int | None]) -> Iterator[tuple[int, Counts]]:
    """The norms of one team-week that were observed, each with its cell."""
    of_norm = map(targets.__getitem__, sums.norm_id)
    cells = zip(sums.reached, sums.observed, of_norm, strict=True)
    return (each for each in zip(sums.norm_id, cells, strict=True) if each[1][1])


def _add(cells: dict[int, Counts], node: int, cell: Counts) -> None:
    """To what is there, which mostly is nothing yet."""
    there = cells.get(node)
    cells[node] = added([there, cell]) if there else cell


def _add_totals(lines: Iterable[Line], department_of: Mapping[int, int]) -> None:
    """Of departments and of everything: sums of what is shown, and of nothing else."""
    teams = defaultdict(list)
    for team, department in department_of.items():
        teams[department].append(team)
    for line in lines:
        alone, small = line.cells[Part.TEAM], line.cells[Part.SMALL]
        for department, below in teams.items():
            found = [alone[team] for team in below if team in alone]
            if department in small:
                found.append(small[department])
            if found:
                line.cells[Part.DEPARTMENT][department] = added(found)
        if totals := [*line.cells[Part.DEPARTMENT].values()]:
            line.cells[Part.ALL][0] = added(totals)


def added(cells: Sequence[Counts]) -> Counts:
    """Count by count, at least one; with a target when all have the same."""
    met, observed, targets = zip(*cells, strict=True)
    return sum(met), sum(observed), targets[0] if len(set(targets)) == 1 else None
