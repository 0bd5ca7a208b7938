"""What the organisation takes a lost customer to cost."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from incidents.models.journal import AppendOnlyModel
from people.models import User


class LossTerms(AppendOnlyModel):
    """Yearly margin on a customer, from and to in whole euros, and how many years one stays.

    The last row holds; rows are added, never changed.
    """

    margin_low = models.PositiveIntegerField(_("yearly margin on a customer, from"))
    margin_high = models.PositiveIntegerField(_("yearly margin on a customer, to"))
    years = models.PositiveSmallIntegerField(_("years a customer stays"))
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(margin_low__lte=F("margin_high")) & Q(margin_high__gte=1),
                name="loss_terms_margin_is_a_range",
            ),
            models.CheckConstraint(
                condition=Q(years__gte=1) & Q(years__lte=50), name="loss_terms_years_are_1_to_50"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.margin_low}-{self.margin_high} x {self.years}"
