"""The day of a team: who covers the desk at lunch."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models import Team, User


class LunchCover(models.Model):
    """Who of a team covers the desk at lunch on one day, with a line such as the times."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    line = models.CharField(_("from when until when"), max_length=100, blank=True)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "day"], name="lunch_cover_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.day}: {self.person_id}"
