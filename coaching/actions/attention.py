"""Writes: a lead handles what needs attention, takes that back, and a manager says what loss costs.

What cannot be is refused with a ValidationError whose words a form can show.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from coaching.models import Handled, LossTerms
from people.models import Team, User
from people.text import tidy
from periods.week import Week


@transaction.atomic
def handle(
    *,
    team: Team,
    week: Week,
    key: str,
    said: str,
    outcome: str,
    line: str,
    by: User,
    at: datetime,
) -> Handled:
    """Discussed, noise or later; what was done first about the same thing in that week stands.

    `said` is cut to what is kept. Refuses (IntegrityError) an empty key or sentence.
    """
    handled, _is_new = Handled.objects.get_or_create(
        team=team,
        week=week.monday,
        key=key,
        defaults={
            "said": said[: Handled._meta.get_field("said").max_length],
            "outcome": outcome,
            "line": tidy(line),
            "handled_by": by,
            "handled_at": at,
        },
    )
    return handled


@transaction.atomic
def take_back_handled(*, handled: Handled) -> None:
    """It was not handled after all: the same page shows it again. Nothing of the tap is kept."""
    Handled.objects.filter(pk=handled.pk).delete()


@transaction.atomic
def set_loss_terms(
    *, margin_low: int, margin_high: int, years: int, by: User, at: datetime
) -> LossTerms:
    """From now on a lost customer costs this much; whole euros a year, and years.

    Refuses a range the wrong way round.
    """
    if margin_low > margin_high:
        raise ValidationError(_("The first amount is the smaller one."), code="range")
    return LossTerms.objects.create(
        margin_low=margin_low, margin_high=margin_high, years=years, set_by=by, set_at=at
    )
