"""Questions about why things go as they go, and what was answered."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from behaviours.models import Behaviour
from people.models import Team, User

if TYPE_CHECKING:
    from people.access import Scope

#: In which of the own weeks a new colleague is asked what stands out.
ASKED_IN_WEEKS = (2, 6, 12)


class QuestionQuerySet(models.QuerySet["Question"]):
    """Questions in the office's words."""

    def visible_to(self, scope: "Scope") -> "QuestionQuerySet":
        """Those of the teams one works in, leads or manages, and those one asked."""
        return self.filter(Q(team_id__in=scope.team_ids(*scope.LOGGING)) | Q(asked_by=scope.user))

    def open(self) -> "QuestionQuerySet":
        """Without an answer."""
        return self.filter(answered_at__isnull=True)


class Question(models.Model):
    """One question to a team's lead: of a new colleague, or from the button everyone has."""

    class Prompt(models.TextChoices):
        WHY = "why", _("Why do we do it this way?")
        SURPRISED = "surprised", _("What surprised you?")
        HABIT = "habit", _("What do we do only because we always did?")

    class Answer(models.TextChoices):
        KEEP = "keep", _("we keep it")
        STOP = "stop", _("we stop it")
        TRY = "try", _("we try something else")

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="questions")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="questions")
    shows_name = models.BooleanField(_("with my name"), default=False)
    prompt = models.CharField(_("asked because of"), max_length=9, choices=Prompt)
    #: Of a new colleague: the week that was asked about, 2, 6 or 12.
    week = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.CharField(_("question"), max_length=500)
    behaviour = models.ForeignKey(
        Behaviour, on_delete=models.PROTECT, null=True, blank=True, related_name="questions"
    )
    asked_at = models.DateTimeField(_("asked at"))
    answer = models.CharField(_("answer"), max_length=4, choices=Answer, blank=True)
    answer_text = models.CharField(_("what we do and why"), max_length=500, blank=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["team", "asked_at"],
                condition=Q(answered_at__isnull=True),
                name="question_waiting",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text=""), name="question_asks_something"),
            models.CheckConstraint(
                condition=Q(prompt="why", week__isnull=True)
                # A comparison with null is not false: it has to be said that there is a week.
                | Q(
                    prompt__in=["surprised", "habit"],
                    week__isnull=False,
                    week__in=ASKED_IN_WEEKS,
                ),
                name="question_of_a_new_colleague_has_a_week",
            ),
            models.UniqueConstraint(
                fields=["asked_by", "week", "prompt"],
                condition=Q(week__isnull=False),
                name="question_once_a_week_asked",
            ),
            models.UniqueConstraint(
                fields=["asked_by", "team", "text"],
                condition=Q(answered_at__isnull=True, week__isnull=True),
                name="question_open_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    answer="", answer_text="", answered_by__isnull=True, answered_at__isnull=True
                )
                | Q(
                    ~Q(answer_text=""),
                    answer__in=["keep", "stop", "try"],
                    answered_by__isnull=False,
                    answered_at__isnull=False,
                ),
                name="question_answered_in_full",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class NotNow(models.Model):
    """A new colleague put the questions of one week off until a day."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    week = models.PositiveSmallIntegerField()
    until = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "week"], name="not_now_once_a_week"),
            models.CheckConstraint(
                condition=Q(week__in=ASKED_IN_WEEKS), name="not_now_week_is_asked_about"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.week}"
