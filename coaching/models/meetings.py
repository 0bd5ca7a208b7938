"""The team meeting about a week: that it was held, about what, and who was there."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from behaviours.models import Behaviour
from people.models import Team, User
from periods.week import Week


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Meetings in the office's words."""

    def before(self, team: Team, week: Week) -> "MeetingQuerySet":
        """Those of this team about an earlier week, the latest first."""
        return self.filter(team=team, week__lt=week.monday).order_by("-week")


class Meeting(models.Model):
    """The team meeting about one ISO week: made when something of it is first recorded."""

    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, related_name="meetings", db_index=False
    )
    #: The date of the Monday of the week that is looked back on.
    week = models.DateField()
    held_on = models.DateField()
    held_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    #: What it was about: the one behaviour that stood on its agenda. None where none stood there.
    behaviour = models.ForeignKey(
        Behaviour, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "week"], name="meeting_once_a_week"),
            models.CheckConstraint(
                condition=Q(held_on__gte=F("week")), name="meeting_is_about_a_week_that_began"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id}: {self.week}"


class Attendance(models.Model):
    """Whether one person was at one meeting; who was not gets a card, once."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="attendances", db_index=False
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    was_present = models.BooleanField()
    #: When the card was put on the start page; it stays, whatever is ticked later.
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "user"], name="attendance_once_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.user_id}"
