"""What one reader is shown of the organisation: which teams, under which departments, and how."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from people.access import EMPLOYEE, TEAM_LEAD, Scope
from people.models import Role, Team
from people.queries import people_by_team
from periods.week import Week
from scoring.grid import ALL, Column, Part
from scoring.suppression import Plan, units_of_week


@dataclass(frozen=True)
class GridPlan:
    """The teams of the columns in tree order, and the units that are shown of each week."""

    weeks: Sequence[Week]
    #: The node above a team, with those of its teams that the reader may read.
    departments: dict[Team, list[Team]]
    units: Plan

    @property
    def age(self) -> tuple[object, ...]:
        """What it depends on that the figures do not: another plan, another tuple."""
        teams = [team.pk for found in self.departments.values() for team in found]
        units = [
            (str(week), unit.department, *unit.people, unit.is_small, unit.counts_only)
            for week, units in self.units.items()
            for unit in units
        ]
        return teams, units

    def weeks_alone(self) -> dict[int, int]:
        """In how many of the weeks each team stands by itself; absent where in none."""
        found: dict[int, int] = {}
        for units in self.units.values():
            for unit in units:
                if unit.team is not None:
                    found[unit.team] = found.get(unit.team, 0) + 1
        return found

    def shown(self) -> frozenset[Column]:
        """The columns of which anything may be shown."""
        return frozenset(
            (Part.SMALL, unit.department) if unit.team is None else (Part.TEAM, unit.team)
            for units in self.units.values()
            for unit in units
        )

    def counts_only(self) -> frozenset[Column]:
        """The columns that in some week rest on small teams of the reader's own, not all agreed."""
        found: set[Column] = set()
        for units in self.units.values():
            few = [unit for unit in units if unit.counts_only]
            enough = {unit.department for unit in units if not unit.is_small}
            found |= {(Part.TEAM, unit.team) for unit in few if unit.team is not None}
            found |= {
                (Part.DEPARTMENT, unit.department) for unit in few if unit.department not in enough
            }
            if few and not enough:
                found.add(ALL)
        return frozenset(found)


def grid_plan(scope: Scope, weeks: Sequence[Week], node: Team | None = None) -> GridPlan:
    """What this person is shown of these weeks, of one node and below or of all; three queries.

    Which teams stand together depends on the week, the department and the reader alone: not on
    the node or the weeks that are asked for, so that no two pages differ by one team.
    """
    departments = _departments(scope, node)
    teams = [team for found in departments.values() for team in found]
    people = people_by_team(teams=teams, weeks=weeks)
    own = _held(scope, scope.roles)
    before = Role.objects.filter(user=scope.user, kind__in=(EMPLOYEE, TEAM_LEAD))
    known = _held(scope, list(before))
    keys = {above.pk: [team.pk for team in found] for above, found in departments.items()}
    units = {
        week: units_of_week(
            keys, {team.pk: people[team][week] for team in teams}, own=own, known=known
        )
        for week in weeks
    }
    return GridPlan(weeks, departments, units)


def _departments(scope: Scope, node: Team | None) -> dict[Team, list[Team]]:
    """The nodes right above teams that this person may read, with these teams, in tree order."""
    covered = scope.team_ids(*Scope.READING)
    found: dict[Team, list[Team]] = {}
    for key, team in scope.tree.items():
        asked = node is None or node.pk in team.tree_path
        if asked and key in covered and team.kind == Team.Kind.TEAM:
            found.setdefault(scope.tree[team.parent_id], []).append(team)
    return found


def _held(scope: Scope, roles: Iterable[Role]) -> frozenset[int]:
    """The teams of which these roles make somebody one, or the lead."""
    member = {role.team_id for role in roles if role.kind == EMPLOYEE}
    led = {role.team_id for role in roles if role.kind == TEAM_LEAD}
    if not led:
        return frozenset(member)
    under = {key for key, node in scope.tree.items() if not led.isdisjoint(node.tree_path)}
    return frozenset(member | under)
