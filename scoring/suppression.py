"""Which figures of small teams may be shown, and which totals: the rule that protects people. Pure.

**What is protected.** A figure is a count of one behaviour (met, seen, not applicable) of some
teams in some weeks; it is about the people of those of its teams that contributed to it. Somebody
*infers* when a figure about fewer than SMALLEST_GROUP people follows with certainty from the
answers that person sees together: by adding and subtracting any number of them, over teams,
departments, the organisation, weeks, sums of weeks and exports, also by whoever knows which teams
have seen nothing of a behaviour (a norm of another team, rounds at a place that one team has).
What one belongs to oneself is no secret: who is of a team, or leads it, sees its counts, and its
percentages once that team agreed. Whether it did changes nothing of which units there are.

**How it is kept.** Each week the teams of a department fall apart into units: a team of enough
people, or of the reader's own, is a unit; all other small teams of the department are one unit
together when they reach SMALLEST_GROUP people; if they do not, they are in none. Nothing is shown
but units and sums of units. No team is in two units of a week, so whatever is added and subtracted
is again made of whole units: there is no total from which a part of one could be taken. A total is
therefore one of what is shown, and says that small teams are left out of it.

A unit of several teams is shown cell by cell: only where those of its teams that saw something of
that behaviour that week reach SMALLEST_GROUP people by themselves. A reader who is or ever was one
of a small team knows its figures: for that reader it is in no unit with others.

**What is not told apart.** That a team is small, and that a cell is empty, are no figures. What
readers tell each other, what somebody noted before a head count or a role changed, and what a
member knows of the own contacts are outside of it; so is the guess that is likely but not certain.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from people.access import SMALLEST_GROUP
from people.groups import People, together
from periods.week import Week


class Unit(NamedTuple):
    """Teams of one department that are shown as one in a week, with who counts on each."""

    department: int
    people: Mapping[int, People]

    @property
    def team(self) -> int | None:
        """The team that is shown by itself; None of several."""
        return next(iter(self.people)) if len(self.people) == 1 else None

    @property
    def is_small(self) -> bool:
        """Whether it is shown only because it is the reader's own."""
        # Of several teams it never is: that is why they are one unit.
        return len(self.people) == 1 and next(iter(self.people.values())).is_small

    @property
    def counts_only(self) -> bool:
        """Whether it is shown as counts: the reader's own small team, which agreed to no more."""
        return self.is_small and next(iter(self.people.values())).counts_only

    def shows(self, contributors: Collection[int]) -> bool:
        """Whether a cell may be shown to which only these of its teams contributed."""
        if len(self.people) == 1:
            return True
        found = together(people for team, people in self.people.items() if team in contributors)
        return found.count >= SMALLEST_GROUP


#: The weeks that one reader asks for, each with the units that are shown of it.
Plan = Mapping[Week, Sequence[Unit]]


def unit_of(plan: Plan) -> dict[tuple[int, date], Unit]:
    """The unit of each team and Monday that is shown."""
    return {
        (team, week.monday): unit
        for week, units in plan.items()
        for unit in units
        for team in unit.people
    }


def units_of_week(
    departments: Mapping[int, Iterable[int]],
    people: Mapping[int, People],
    *,
    own: Collection[int],
    known: Collection[int] = (),
) -> list[Unit]:
    """What one reader is shown of one week, in the order of the tree; see the top of this file.

    `departments` has the teams under each node that the reader may read at all, `people` who
    counts on each of them that week (nobody where it is absent), `own` the teams the reader is of
    or leads, `known` those of which that was so before.
    """
    units = []
    for department, teams in departments.items():
        pool: dict[int, People] = {}
        for team in teams:
            group = people.get(team, People())
            if team in own or not group.is_small:
                units.append(Unit(department, {team: group}))
            elif team not in known:
                pool[team] = group
        if len(pool) > 1 and not together(pool.values()).is_small:
            units.append(Unit(department, pool))
    return units
