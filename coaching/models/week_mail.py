"""Which reader was mailed about which week."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from people.models import User


class WeekMail(models.Model):
    """The mail about one ISO week to one reader. Stored before it is sent: there is no second one.

    Without `sent_at` it may or may not have arrived.
    """

    reader = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="week_mails", db_index=False
    )
    #: The date of the Monday of the week it is about.
    week = models.DateField()
    claimed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reader", "week"], name="week_mail_once_a_reader"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(sent_at__gte=F("claimed_at")),
                name="week_mail_is_sent_after_it_was_claimed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reader_id}: {self.week}"
