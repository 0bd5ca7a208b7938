"""The grid of the organisation: every norm against every team, for one week or for thirteen.

Norms stand in the order of their code and teams in that of the tree: nothing here is put in an
order of scores, and nobody can ask for one.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboards.grid_plan import GridPlan
from dashboards.numbers import numbers
from people.access import SMALLEST_GROUP
from people.models import Team
from periods.week import Week
from scoring.grid import ALL, Cell, Column, Line, Part


class Heading(NamedTuple):
    """One column in words; `team` is None for what is of several teams."""

    column: Column
    name: str
    note: str
    team: Team | None = None
    #: Whether the foot of the page says more of it.
    has_footnote: bool = False
    #: Nothing of it may be shown.
    hidden: bool = False
    counts_only: bool = False

    @property
    def is_of_small_teams(self) -> bool:
        """Of several small teams together: cells of it may be left out."""
        return self.column[0] == Part.SMALL


@dataclass(frozen=True)
class Group:
    """The columns of one department."""

    node: Team
    headings: list[Heading]


@dataclass(frozen=True)
class GridPage:
    """Everything `dashboards/organisation_week.html` shows, and the files of it."""

    plan: GridPlan = field(repr=False)
    lines: Sequence[Line]

    @cached_property
    def groups(self) -> list[Group]:
        """The departments with a team in use in these weeks, or with figures."""
        found = [
            Group(above, self._headings(above, used))
            for above, teams in self.plan.departments.items()
            if (used := [team for team in teams if self._is_used(team)])
        ]
        return found

    @cached_property
    def headings(self) -> list[Heading]:
        """The columns in their order: all together first, where there is more than one team."""
        columns = [heading for group in self.groups for heading in group.headings]
        return [self._of_all(), *columns] if self.has_total else columns

    @property
    def has_total(self) -> bool:
        """Whether anything is added up over departments."""
        return len(self.groups) > 1

    @property
    def hides(self) -> bool:
        """Whether something of a small team is not shown."""
        return any(heading.has_footnote for heading in self.headings)

    @property
    def leaves_out(self) -> bool:
        """Whether cells may be left out: that one is, and not empty, is not said."""
        return any(heading.is_of_small_teams for heading in self.headings)

    @property
    def norms(self) -> int:
        return len(self.lines)

    @property
    def weeks(self) -> int:
        return len(self.plan.weeks)

    def place(self, heading: Heading) -> int | None:
        """Where the cells of a column stand in every line; None where none has one."""
        return self.lines[0].places.get(heading.column) if self.lines else None

    def cell(self, line: Line, heading: Heading) -> Cell | None:
        """What one cell shows; None where there is nothing, or nothing may be shown."""
        return line.cell(heading.column)

    def _is_used(self, team: Team) -> bool:
        first, last = self.plan.weeks[0], self.plan.weeks[-1]
        in_use = team.started_on <= last.sunday and team.is_in_use(first.monday)
        return in_use or any(line.cell((Part.TEAM, team.pk)) for line in self.lines)

    @cached_property
    def _counts_only(self) -> frozenset[Column]:
        return self.plan.counts_only()

    @cached_property
    def _shown(self) -> frozenset[Column]:
        return self.plan.shown()

    @cached_property
    def _weeks_alone(self) -> dict[int, int]:
        return self.plan.weeks_alone()

    def _headings(self, above: Team, teams: Sequence[Team]) -> list[Heading]:
        found = list(self._teams(teams))
        small = (Part.SMALL, above.pk)
        if small in self._shown:
            note = _("of %(n)s people or more together") % {"n": SMALLEST_GROUP}
            found.append(Heading(small, _("Small teams"), note))
        if len(found) > 1:
            total = (Part.DEPARTMENT, above.pk)
            found.append(self._heading(total, _("Together"), self._total_note(found)))
        return found

    def _teams(self, teams: Sequence[Team]) -> Iterator[Heading]:
        for team in teams:
            column, alone = (Part.TEAM, team.pk), self._weeks_alone.get(team.pk, 0)
            of, hidden, note = self._weeks_of[team.pk], column not in self._shown, ""
            if hidden:
                note = _("not shown")
            elif alone < of:
                note = _("%(n)s of %(of)s weeks") % {"n": alone, "of": of}
            few = column in self._counts_only
            yield Heading(column, team.name, note, team, bool(note), hidden, few)

    def _of_all(self) -> Heading:
        below = [heading for group in self.groups for heading in group.headings]
        return self._heading(ALL, _("All together"), self._total_note(below))

    def _heading(self, column: Column, name: str, note: str) -> Heading:
        return Heading(column, name, note, counts_only=column in self._counts_only)

    def _total_note(self, headings: Sequence[Heading]) -> str:
        """How many teams are in no total; those in the column of small teams are."""
        missing = len([heading for heading in headings if self._is_missing(heading)])
        if not missing:
            return ""
        return ngettext("without %(n)s small team", "without %(n)s small teams", missing) % {
            "n": numbers().count(missing)
        }

    def _is_missing(self, heading: Heading) -> bool:
        """Whether it is a team that is left out of the totals of some week."""
        team = heading.team
        return team is not None and self._weeks_counted[team.pk] < self._weeks_of[team.pk]

    @cached_property
    def _weeks_of(self) -> dict[int, int]:
        """In how many of the weeks there was each team."""
        days = [(week.monday, week.sunday) for week in self.plan.weeks]
        return {
            team.pk: sum(
                team.started_on <= sunday and team.is_in_use(monday) for monday, sunday in days
            )
            for teams in self.plan.departments.values()
            for team in teams
        }

    @cached_property
    def _weeks_counted(self) -> Counter[int]:
        """In how many of the weeks each team is in a total, by itself or with others."""
        return Counter(
            team for units in self.plan.units.values() for unit in units for team in unit.people
        )


def span_label(weeks: Sequence[Week]) -> str:
    """The weeks of a grid, as they stand in a file: "2026-W35 - 2026-W47", or the one week."""
    first, last = weeks[0], weeks[-1]
    return str(last) if first == last else f"{first} - {last}"
