"""What every norm adds up to in every team, for one week or several: the cells of the grid.

What is shown, and in which totals, follows from the plan: see `scoring/suppression.py`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import repeat
from typing import Literal, NamedTuple

from incidents.journal import TeamWeekKey
from scoring import statistics
from scoring.figures import NormVersion, Share
from scoring.grid_sums import GridRow, grid_sums
from scoring.queries import norm_versions
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

    def add_teams(self, cells: dict[int, Counts]) -> None:
        """To the teams, by their keys; mostly there is nothing yet."""
        if not self.cells[Part.TEAM]:
            self.cells[Part.TEAM] = cells
            return
        for team, cell in cells.items():
            self.add(Part.TEAM, team, cell)

    def add(self, part: Part, node: int, cell: Counts) -> None:
        """To what is there, count by count."""
        there = self.cells[part].get(node)
        self.cells[part][node] = added([there, cell]) if there else cell


def grid_lines(plan: Plan, stale: Collection[TeamWeekKey]) -> list[Line]:
    """What this plan shows, in order of behaviour code; `stale` as `standing` found it.

    Two statements whatever the number of teams and weeks; one more, and those that store it, when
    a week has to be counted again.
    """
    rows = grid_sums(plan, stale)
    return lines_of(plan, rows, norm_versions({row.norm_id for row in rows}))


def lines_of(plan: Plan, rows: Iterable[GridRow], norms: Mapping[int, NormVersion]) -> list[Line]:
    """The lines in the order in which the norms of their behaviours come. Pure.

    A team in a week in which it is in no unit is left out. A row without a week is of weeks in
    which its teams are units by themselves.
    """
    lines = {norm.behaviour_id: Line(norm) for norm in norms.values()}
    units = unit_of(plan)
    pools: dict[tuple[date, int, int], dict[int, Counts]] = defaultdict(dict)
    for row in rows:
        norm = norms[row.norm_id]
        line, cells = lines[norm.behaviour_id], _cells(row, norm)
        if row.week is None:
            line.add_teams(cells)
            continue
        for team, cell in cells.items():
            unit = units.get((team, row.week))
            if unit and unit.team is not None:
                line.add_teams({team: cell})
            elif unit:
                seen = pools[row.week, unit.department, norm.behaviour_id]
                seen[team] = added([seen[team], cell]) if team in seen else cell
    for (week, department, behaviour), seen in pools.items():
        if units[next(iter(seen)), week].shows(seen):
            lines[behaviour].add(Part.SMALL, department, added([*seen.values()]))
    _add_totals(lines.values(), {team: unit.department for (team, _week), unit in units.items()})
    return [line for line in lines.values() if line.cells[Part.ALL]]


def _cells(row: GridRow, norm: NormVersion) -> dict[int, Counts]:
    """By the key of the team; each team is in a row once."""
    share = norm.share_target
    target = None if share is None else int(share * TEN_THOUSANDTHS)
    return dict(zip(row.teams, zip(row.met, row.observed, repeat(target)), strict=True))


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
