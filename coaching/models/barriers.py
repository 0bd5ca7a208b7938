"""What was done about what was in the way of a team."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q

from coaching.models.action import Action
from incidents.models import Barrier, BarrierReport
from people.models import Team, User

if TYPE_CHECKING:
    from people.access import Scope


class BarrierAnswerQuerySet(models.QuerySet["BarrierAnswer"]):
    """Answers in the office's words."""

    def visible_to(self, scope: "Scope") -> "BarrierAnswerQuerySet":
        """What was passed on to a node that one manages."""
        return self.filter(passed_to_id__in=scope.team_ids("manager"))

    def waiting(self) -> "BarrierAnswerQuerySet":
        """Passed on, and not answered yet."""
        return self.filter(answered_at__isnull=True)

    def given(self) -> "BarrierAnswerQuerySet":
        """Answered, the latest first."""
        return self.filter(answered_at__isnull=False).order_by("-answered_at", "-pk")


class BarrierAnswer(models.Model):
    """One answer of a team's lead to one barrier: to all that was tapped and lay open by then.

    The lead answers in words, makes it an action, or passes it on to the node above, whose
    manager answers.
    """

    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, related_name="barrier_answers", db_index=False
    )
    barrier = models.ForeignKey(Barrier, on_delete=models.PROTECT, related_name="+", db_index=False)
    taken_up_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taken_up_at = models.DateTimeField()
    passed_to = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, related_name="barriers_passed"
    )
    text = models.CharField(max_length=500, blank=True)
    action = models.OneToOneField(
        Action, on_delete=models.PROTECT, null=True, related_name="barrier_answer"
    )
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = BarrierAnswerQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["team", "answered_at"], name="barrier_answer_team"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=False) | Q(passed_to__isnull=False),
                name="barrier_answer_is_given_or_passed_on",
            ),
            models.CheckConstraint(
                condition=Q(
                    answered_at__isnull=True, answered_by__isnull=True, text="", action__isnull=True
                )
                | (
                    Q(answered_at__isnull=False, answered_by__isnull=False)
                    & (~Q(text="") | Q(action__isnull=False))
                ),
                name="barrier_answer_given_says_what_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id}: {self.barrier}"


class AnsweredReport(models.Model):
    """One tap that an answer is about; a tap is answered once."""

    answer = models.ForeignKey(
        BarrierAnswer, on_delete=models.CASCADE, related_name="answered_reports"
    )
    # A tap that is taken back takes its place here with it; the answer stays.
    report = models.OneToOneField(
        BarrierReport, on_delete=models.CASCADE, related_name="answered_report"
    )

    def __str__(self) -> str:
        return f"{self.answer_id}: {self.report_id}"
