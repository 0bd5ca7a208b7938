"""The timed command: closes what is due to close, warns once, and may run as often as wanted."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from incidents.models import Promise, TeamWeek
from incidents.promises.actions import Keeper, note_attempt
from incidents.promises.warning import warn_of_what_is_due
from people.models import Notice
from tests.builders import NOW, make_person, make_team, make_user
from tests.incidents.promises.making import HOUR, MINUTE, NOTE, promise, promise_norm

pytestmark = pytest.mark.django_db
SITE = "https://klantgedrag.example"
DUE = NOW + 3 * HOUR
#: The first moment at which it is nearly due.
NEAR = DUE - HOUR


def run() -> str:
    out = StringIO()
    call_command("settle_promises", site=f"{SITE}/", stdout=out)
    return out.getvalue()


def warn(at=NEAR) -> int:
    return warn_of_what_is_due(at=at, site=SITE)


def test_it_closes_what_is_over_for_a_week_and_says_so_and_then_nothing_more():
    promise_norm()
    now = timezone.now()
    old, last_week = now - timedelta(weeks=3), now - timedelta(days=7)
    for due in (old, last_week):
        promise(due_at=due, at=due - HOUR)
    assert run() == "Closed 1 team-weeks; warned of 0 promises.\n"
    assert [row.outcome for row in Promise.objects.order_by("due_at")] == ["missed", ""]
    before = list(TeamWeek.objects.values())
    assert run() == "Closed 0 team-weeks; warned of 0 promises.\n"
    assert list(TeamWeek.objects.values()) == before


def test_owner_and_stand_in_are_warned_within_the_hour_in_their_language_and_once():
    owner = make_user(email="an@example.nl", language="en")
    stand_in = make_user(email="bo@example.nl", language="nl")
    made = promise(due_at=DUE, keeper=Keeper(owner=owner), stand_in=stand_in, note=NOTE)
    Notice.objects.all().delete()
    assert warn(NEAR - MINUTE) == 0
    assert warn() == 1
    assert {tuple(sent.to): sent.subject for sent in mail.outbox} == {
        ("an@example.nl",): "Nearly due: a promise that you keep",
        ("bo@example.nl",): "Bijna tijd: een toezegging die jij nakomt",
    }
    whole = "".join(sent.subject + sent.body for sent in mail.outbox)
    assert [part for part in (NOTE.name, NOTE.number, made.subject) if part in whole] == []
    assert whole.count(f"{SITE}/promises/{made.pk}/") == 2
    told = dict(Notice.objects.values_list("user__email", "text"))
    assert told == {
        "an@example.nl": "Nearly due: “Over de vergunning”.",
        "bo@example.nl": "Bijna tijd: “Over de vergunning”.",
    }
    assert warn(NEAR + MINUTE) == 0
    assert len(mail.outbox) == 2


def test_an_owner_without_an_account_is_warned_without_a_link():
    promise(due_at=DUE, keeper=Keeper(email="jan@example.nl", token="t"), note=NOTE)
    assert warn() == 1
    (sent,) = mail.outbox
    assert sent.to == ["jan@example.nl"]
    assert SITE not in sent.body


def test_the_leads_are_warned_of_what_nobody_keeps():
    team = make_team("Balie")
    lead, _colleague = make_person(team, "team_lead"), make_person(team)
    promise(team, due_at=DUE)
    assert warn() == 1
    (notice,) = Notice.objects.all()
    assert (notice.user, notice.text) == (lead, "Bijna tijd: “Over de vergunning”.")


def test_who_tried_in_a_way_that_counts_is_not_warned_and_what_is_late_neither():
    tried = promise(due_at=DUE, keeper=Keeper(owner=make_user()))
    note_attempt(promise=tried, at=NOW, by=None, voicemail=True)
    assert warn() == 0
    promise(due_at=DUE, keeper=Keeper(owner=make_user()))
    assert warn(DUE) == 0


def test_a_mail_that_cannot_be_sent_stops_nobody_else(settings, caplog):
    settings.EMAIL_BACKEND = "tests.incidents.views.mailing.Broken"
    for _ in range(2):
        promise(due_at=DUE, keeper=Keeper(email="jan@example.nl", token=str(_)))
    assert warn() == 2
    assert caplog.text.count("was not sent") == 2
