"""Where contacts come from: by whose hand, from which system, in which run of an import."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Origin(models.TextChoices):
    """Where the record comes from; one per contact, never mixed silently.

    A round has no customer: it is no contact, and is in no figure over contacts.
    """

    SELF = "self", _("logged by oneself")
    OBSERVED = "observed", _("observed")
    SAMPLED = "sampled", _("sampled")
    CUSTOMER = "customer", _("customer")
    SYSTEM = "system", _("system")
    ROUND = "round", _("round")


class NotAnsweredRule(models.TextChoices):
    """What a contact nobody answered counts as, for a norm on the time to answer."""

    BY_WAIT = "by_wait", _("not met if the customer waited longer than the limit")
    NOT_MET = "not_met", _("always not met")
    NOT_APPLICABLE = "not_applicable", _("always left out")


class Source(models.Model):
    """A system that contacts are imported from; row keys are unique within it."""

    name = models.SlugField(_("source"), max_length=60, unique=True)

    def __str__(self) -> str:
        return self.name


class ImportRun(models.Model):
    """The ledger of one run of one file: what went in, counted in the transaction that wrote it."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="runs")
    file_name = models.CharField(max_length=255)
    file_sha256 = models.CharField(max_length=64)
    not_answered_rule = models.CharField(max_length=14, choices=NotAnsweredRule)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    rows_read = models.PositiveIntegerField(default=0)
    rows_added = models.PositiveIntegerField(default=0)
    rows_corrected = models.PositiveIntegerField(default=0)
    rows_known = models.PositiveIntegerField(default=0)
    rows_different = models.PositiveIntegerField(default=0)
    rows_left_out = models.PositiveIntegerField(default=0)
    rows_rejected = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.source}: {self.file_name}"
