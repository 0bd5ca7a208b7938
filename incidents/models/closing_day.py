"""The days on which the organisation itself is closed, beside the public holidays."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import User

if TYPE_CHECKING:
    from people.access import Scope


class ClosingDayQuerySet(models.QuerySet["ClosingDay"]):
    """Closing days in the office's words."""

    def visible_to(self, scope: "Scope") -> "ClosingDayQuerySet":
        """Whoever arranges anything reads them all: they hold for the whole organisation."""
        return self if scope.holds(*scope.ARRANGING) else self.none()


class ClosingDay(models.Model):
    """One date on which nobody works here, so that "within two working days" passes it over."""

    day = models.DateField(_("day"), unique=True)
    words = models.CharField(_("why"), max_length=100)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ClosingDayQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(words=""), name="closing_day_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.words}"
