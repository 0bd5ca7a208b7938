"""Writes: a reader is mailed about a week at most once, whatever stops half way."""

from datetime import datetime

from django.db import transaction

from coaching.models import WeekMail
from people.models import User
from periods.week import Week


@transaction.atomic
def claim_week_mail(*, reader: User, week: Week, at: datetime) -> WeekMail | None:
    """The right to send this mail, stored before it is used; None for who had it already.

    Call it outside a transaction: it has to be there before the mail is handed over.
    """
    mail, is_new = WeekMail.objects.get_or_create(
        reader=reader, week=week.monday, defaults={"claimed_at": at}
    )
    return mail if is_new else None


def note_sent(*, mail: WeekMail, at: datetime) -> None:
    """It was handed over."""
    WeekMail.objects.filter(pk=mail.pk).update(sent_at=at)


def give_back(*, mail: WeekMail) -> None:
    """The mail server said no, so it was certainly not sent: a next run may try again."""
    WeekMail.objects.filter(pk=mail.pk, sent_at__isnull=True).delete()
