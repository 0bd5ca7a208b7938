"""How many people a team has, by which a small team is known."""

from collections.abc import Iterable
from datetime import date

from people.access import EMPLOYEE, SMALLEST_GROUP
from people.models import HeadCount, Role, Team
from periods.week import Week


def people_count(*, team: Team, week: Week) -> int:
    """People with an employee role on this team on any day of the week.

    Or the head count recorded for it where that is more; two queries.
    """
    return people_counts(team=team, weeks=[week])[week]


def small_weeks(*, team: Team, weeks: Iterable[Week]) -> set[Week]:
    """The weeks in which the team had fewer than SMALLEST_GROUP people; two queries."""
    counts = people_counts(team=team, weeks=weeks)
    return {week for week, people in counts.items() if people < SMALLEST_GROUP}


def people_counts(*, team: Team, weeks: Iterable[Week]) -> dict[Week, int]:
    """`people_count` of each of these weeks; two queries however many, none for no weeks."""
    weeks = sorted(set(weeks))
    if not weeks:
        return {}
    first, end = weeks[0].monday, weeks[-1].next.monday
    roles = list(
        Role.objects.overlapping(first, end)
        .filter(team=team, kind=EMPLOYEE)
        .values_list("user_id", "starts_on", "ends_on")
    )
    recorded = list(
        HeadCount.objects.filter(team=team, starts_on__lt=end)
        .order_by("starts_on")
        .values_list("starts_on", "people")
    )
    return {week: max(_employees(roles, week), _recorded(recorded, week)) for week in weeks}


def _employees(roles: list[tuple[int, date, date | None]], week: Week) -> int:
    monday, end = week.monday, week.next.monday
    return len(
        {user for user, start, until in roles if start < end and (until is None or until > monday)}
    )


def _recorded(counts: list[tuple[date, int]], week: Week) -> int:
    """The latest head count that began by the end of the week; 0 without one."""
    return next((people for start, people in reversed(counts) if start <= week.sunday), 0)
