"""Who looked at one person's page: the log that this person reads."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from people.models.append_only import AppendOnlyModel, AppendOnlyQuerySet
from people.models.tree import User

if TYPE_CHECKING:
    from people.access import Scope


class PersonViewQuerySet(AppendOnlyQuerySet):
    """Who looked, in the office's words."""

    def visible_to(self, scope: "Scope") -> "PersonViewQuerySet":
        """Who looked at oneself; nobody reads of another."""
        return self.filter(subject=scope.user)

    def newest_first(self) -> "PersonViewQuerySet":
        """With the name of whoever looked."""
        return self.select_related("viewer").order_by("-viewed_at", "-pk")

    def since(self, at: datetime) -> "PersonViewQuerySet":
        """From this moment on."""
        return self.filter(viewed_at__gte=at)


class PersonView(AppendOnlyModel):
    """One person opened a page with the figures of another, at this moment."""

    class Page(models.TextChoices):
        RESULTS = "results", _("your results")

    viewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="viewed", db_index=False
    )
    page = models.CharField(_("page"), max_length=7, choices=Page)
    viewed_at = models.DateTimeField(_("moment"))

    objects: ClassVar = PersonViewQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject", "viewed_at"], name="person_view_of"),
            models.Index(fields=["viewed_at"], name="person_view_at"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(viewer=F("subject")), name="person_view_of_another"
            ),
            models.CheckConstraint(condition=Q(page="results"), name="person_view_page_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.viewer_id} saw {self.subject_id}"
