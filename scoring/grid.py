"""What every norm adds up to in every team, for one week or several: the cells of the grid.

What is shown, and in which totals, follows from the plan: see `scoring/suppression.py`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from incidents.journal import TeamWeekKey
from scoring import statistics
from scoring.figures import NormVersion, Share
from scoring.grid_sums import GridRow, grid_sums
from scoring.queries import norm_versions
from scoring.suppression import Plan, unit_of


class Column(NamedTuple):
    """One column: a team, the small teams of a department together, a department, or all."""

    kind: Literal["team", "small", "department", "all"]
    node: int = 0


ALL = Column("all")


class Cell(NamedTuple):
    """The sums of one behaviour over some teams and weeks, each contact by its own norm."""

    met: int
    observed: int
    #: What share (0..1) should meet it; None without one, or where the norms differ in it.
    target: Decimal | None

    @property
    def share(self) -> Share:
        """Met of what was observed; for an extra: happened."""
        return Share(self.met, self.observed)

    @property
    def stands_apart(self) -> Literal["below", "above"] | None:
        """On which side of the target the whole interval (Wilson, 95 %) lies."""
        if self.target is None or self.observed < statistics.MIN_FOR_SHARE:
            return None
        return statistics.stands_apart(self.share.interval, self.target, self.observed)


@dataclass
class Line:
    """One behaviour under the last of its norms that has figures here, and its cells."""

    norm: NormVersion
    cells: dict[Column, Cell] = field(default_factory=dict)

    def add(self, column: Column, cell: Cell) -> None:
        """Count by count."""
        self.cells[column] = _added(self.cells.get(column), cell)


def grid_lines(plan: Plan, stale: Collection[TeamWeekKey]) -> list[Line]:
    """What this plan shows, in order of behaviour code; `stale` as `standing` found it.

    Two statements whatever the number of teams and weeks; one more, and those that store it, when
    a week has to be counted again.
    """
    rows = grid_sums(plan, stale)
    return lines_of(plan, rows, norm_versions({row.norm_id for row in rows}))


def lines_of(plan: Plan, rows: Iterable[GridRow], norms: Mapping[int, NormVersion]) -> list[Line]:
    """The lines in the order in which the norms of their behaviours come. Pure.

    A row of a team and week that are in no unit is left out. One without a week is of weeks in
    which its team is a unit by itself.
    """
    lines = {norm.behaviour_id: Line(norm) for norm in norms.values()}
    units = unit_of(plan)
    departments = {team: unit.department for (team, _week), unit in units.items()}
    pooled: dict[tuple[date, int, int], dict[int, Cell]] = defaultdict(dict)
    for row in rows:
        norm = norms[row.norm_id]
        cell = Cell(row.met, row.observed, norm.share_target)
        unit = units.get((row.team_id, row.week)) if row.week else None
        if row.week is None or (unit and unit.team is not None):
            _add(
                lines[norm.behaviour_id],
                Column("team", row.team_id),
                departments[row.team_id],
                cell,
            )
        elif unit:
            seen = pooled[row.week, unit.department, norm.behaviour_id]
            seen[row.team_id] = _added(seen.get(row.team_id), cell)
    for (week, department, behaviour), seen in pooled.items():
        if units[next(iter(seen)), week].shows(seen):
            for cell in seen.values():
                _add(lines[behaviour], Column("small", department), department, cell)
    return [line for line in lines.values() if line.cells]


def _add(line: Line, column: Column, department: int, cell: Cell) -> None:
    """To the column itself and to the totals it belongs to: so a total is of what is shown."""
    for each in (column, Column("department", department), ALL):
        line.add(each, cell)


def _added(one: Cell | None, other: Cell) -> Cell:
    if one is None:
        return other
    target = one.target if one.target == other.target else None
    return Cell(one.met + other.met, one.observed + other.observed, target)
