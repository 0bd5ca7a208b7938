"""Warning whoever keeps a promise before it is due; once, however often this runs."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from incidents.models import Promise
from incidents.promises.mail import mail_warnings
from people.access import TEAM_LEAD
from people.models import User
from people.notices import tell
from periods.local_time import local_date

#: So long before it is due.
WARNED_BEFORE = timedelta(minutes=60)


def warn_of_what_is_due(*, at: datetime, site: str) -> int:
    """Warn of every running promise that is due within the hour; returns of how many.

    Owner and stand-in, and the team's leads where there is neither. Who has an account finds it on
    the start page too. What is late already is on the lists.
    """
    due = Promise.objects.running().filter(warned_at=None, attempt_counts=False)
    due = due.filter(due_at__gt=at, due_at__lte=at + WARNED_BEFORE)
    found = due.select_related("owner", "stand_in", "kept_by").order_by("due_at", "pk")
    return sum(_warn(promise, at, site) for promise in found)


def _warn(promise: Promise, at: datetime, site: str) -> bool:
    with transaction.atomic():
        mine = Promise.objects.running().filter(pk=promise.pk, warned_at=None)
        if not mine.update(warned_at=at):
            return False
        people = [each for each in (promise.owner, promise.stand_in) if each]
        if not people and not promise.owner_email:
            people = list(User.objects.with_role_on(promise.kept_by, TEAM_LEAD, local_date(at)))
        text = format_lazy(_("Nearly due: “{subject}”."), subject=promise.subject)
        tell(users=people, text=text, url=reverse("promise_detail", args=[promise.pk]), at=at)
    mail_warnings(promise, site=site)
    return True
