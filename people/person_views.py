"""The door to one person's page: for the lead of the own team, while agreed, and never unseen."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from people.access import EMPLOYEE, TEAM_LEAD, Scope, individual_view
from people.models import PersonView, Team, User


def people_to_open(scope: Scope, team: Team) -> Any:
    """Whose pages this lead may open today, by name and never by a figure.

    Who holds the employee role on exactly this team, without the lead. Refuses (403) anybody who
    does not lead it, and everybody while `individual_view` is off.
    """
    if not scope.covers(team, TEAM_LEAD) or not individual_view(scope.today):
        raise PermissionDenied
    people = User.objects.with_role_on(team, EMPLOYEE, scope.today)
    return people.exclude(pk=scope.user.pk).order_by("name", "pk")


def open_person(*, scope: Scope, team: Team, pk: int, page: str, at: datetime) -> User:
    """The person whose page may be shown now: that it was opened stands in the log already.

    404 for who is not of this team today; for the rest see `people_to_open`.
    """
    person: User = get_object_or_404(people_to_open(scope, team), pk=pk)
    PersonView.objects.create(viewer=scope.user, subject=person, page=page, viewed_at=at)
    return person
