"""Writes: what is agreed in a team meeting, who was there, and who covers the desk at lunch."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from behaviours.models import Behaviour
from coaching.actions.improvement import said, start_action
from coaching.models import Action, Attendance, LunchCover, Meeting
from coaching.queries.meetings import team_people
from people.models import Team, User
from people.notices import tell
from people.text import tidy
from periods.local_time import local_date
from periods.week import Week


@transaction.atomic
def agree(
    *,
    team: Team,
    week: Week,
    title: str,
    owner: User,
    due_on: date,
    by: User,
    at: datetime,
    about: Behaviour | None = None,
) -> Action:
    """An agreement of the meeting about `week`: an action with an owner and a day.

    `about` is the behaviour on its agenda; what is first recorded of a meeting says which.

    The same words for the same owner, while it is not done, are a second tap and give back the
    first. Refuses an empty title, a day that is over and a week that has not begun.
    """
    meeting = _held(team, week, by, at, about)
    again = meeting.agreements.open().filter(title=said(title), owner=owner).first()
    if again is not None:
        return again
    return start_action(
        team=team, title=title, owner=owner, due_on=due_on, by=by, at=at, meeting=meeting
    )


@transaction.atomic
def note_attendance(
    *,
    team: Team,
    week: Week,
    present: Collection[User],
    page: str,
    by: User,
    at: datetime,
    about: Behaviour | None = None,
) -> Meeting:
    """Who of the team was at the meeting; who was not finds `page` on the start page, once.

    `about` is the behaviour on its agenda, as in `agree`.

    Said again it may differ, and then only those are told who were not told before. Whoever
    records it is not told.
    """
    meeting = _held(team, week, by, at, about)
    there = {user.pk for user in present}
    people = list(team_people(team, local_date(at)))
    Attendance.objects.bulk_create(
        [Attendance(meeting=meeting, user=user, was_present=user.pk in there) for user in people],
        update_conflicts=True,
        unique_fields=["meeting", "user"],
        update_fields=["was_present"],
    )
    _tell_absent(meeting, [user for user in people if user.pk != by.pk], page, at)
    return meeting


def cover_lunch(*, team: Team, day: date, person: User, line: str, by: User) -> LunchCover:
    """This person covers the desk at lunch on this day; whoever was set before does not."""
    cover, _made = LunchCover.objects.update_or_create(
        team=team, day=day, defaults={"person": person, "line": tidy(line), "set_by": by}
    )
    return cover


def _held(team: Team, week: Week, by: User, at: datetime, about: Behaviour | None) -> Meeting:
    """The meeting, made when this is the first of it; two at once wait for each other."""
    day = local_date(at)
    if week > Week.of(day):
        raise ValidationError(_("This week has not begun."), code="not_begun")
    Meeting.objects.get_or_create(
        team=team,
        week=week.monday,
        defaults={"held_on": day, "held_by": by, "behaviour": about},
    )
    return Meeting.objects.select_for_update(of=("self",)).get(team=team, week=week.monday)


def _tell_absent(meeting: Meeting, people: Iterable[User], page: str, at: datetime) -> None:
    rows = meeting.attendances.filter(was_present=False, told_at=None, user__in=people)
    absent = list(rows.select_related("user"))
    text = format_lazy(
        _("You were not at the meeting of {team} about week {week}: this was agreed."),
        team=meeting.team.name,
        week=Week(meeting.week).number,
    )
    tell(users=[row.user for row in absent], text=text, url=page, at=at)
    Attendance.objects.filter(pk__in=[row.pk for row in absent]).update(told_at=at)
