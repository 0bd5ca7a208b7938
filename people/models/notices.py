"""What somebody is told, on the own start page."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models.tree import User

if TYPE_CHECKING:
    from people.access import Scope


class NoticeQuerySet(models.QuerySet["Notice"]):
    """What people are told."""

    def visible_to(self, scope: "Scope") -> "NoticeQuerySet":
        """What one is told oneself."""
        return self.filter(user=scope.user)

    def unseen(self) -> "NoticeQuerySet":
        """What was not put away yet, newest first."""
        return self.filter(seen_at__isnull=True).order_by("-made_at", "-pk")


class Notice(models.Model):
    """One line for one person, in that person's language, until it was seen.

    It says that something happened and where; never more than the reader may read there.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices", db_index=False)
    text = models.CharField(_("text"), max_length=300)
    #: A page of this site, such as /contacts/7/.
    url = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["user", "made_at"], condition=Q(seen_at__isnull=True), name="notice_unseen"
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(text="") & Q(url__startswith="/") & ~Q(url__startswith="//"),
                name="notice_says_what_and_where",
            ),
        ]

    def __str__(self) -> str:
        return self.text
