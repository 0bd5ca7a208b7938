"""The mail about a week that is over: to whom, with what, and never twice."""

from datetime import timedelta
from io import StringIO
from smtplib import SMTPDataError, SMTPServerDisconnected
from typing import Any, ClassVar

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import translation

from coaching.actions.week_mail import claim_week_mail
from coaching.models import WeekMail
from dashboards.week_mail import readers, sections
from people.models import Team, User
from tests.builders import (
    NOW,
    TODAY,
    give_role,
    log_miss,
    make_barrier,
    make_department,
    make_person,
    make_team,
)
from tests.dashboards.office import WEEK, log_week, make_balie, norm_of, small_team_with_a_week
from tests.dashboards.test_meeting_page import story
from tests.incidents.promises.making import promise

pytestmark = pytest.mark.django_db
SITE = "https://klantgedrag.example"
#: The Monday after the week that the office fills.
MONDAY = NOW + timedelta(weeks=1)


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


def run() -> str:
    out = StringIO()
    call_command("week_mail", site=f"{SITE}/", stdout=out, stderr=StringIO())
    return out.getvalue()


def make_lead(team: Team, address: str = "lea@example.nl", **fields: Any) -> User:
    return make_person(team, "team_lead", email=address, **({"language": "en"} | fields))


def points(team: Team) -> list[str]:
    with translation.override("en"):
        (section,) = sections(reader=make_lead(team), teams=[team], week=WEEK, now=MONDAY)
    return [point.sentence for point in section.points]


class Server(EmailBackend):
    """A mail server that answers the first mails as `answers` says, and takes the others."""

    answers: ClassVar[list[BaseException | None]] = []

    def send_messages(self, messages: Any) -> int:
        answer = self.answers.pop(0) if self.answers else None
        if answer:
            raise answer
        return super().send_messages(messages)


@pytest.fixture
def server(settings) -> type[Server]:
    settings.EMAIL_BACKEND = f"{__name__}.Server"
    Server.answers = []
    return Server


def test_each_lead_is_mailed_once_a_week_in_the_own_language():
    team = make_balie()
    make_lead(team)
    make_lead(team, "bo@example.nl", language="nl")
    assert run() == "Week 2026-W47: mailed 2 of 2 leads to mail.\n"
    assert {tuple(sent.to): sent.subject for sent in mail.outbox} == {
        ("lea@example.nl",): "What matters of week 47 (16-22 Nov)",
        ("bo@example.nl",): "Het belangrijkste uit week 47 (16-22 nov)",
    }
    assert run() == "Week 2026-W47: mailed 0 of 0 leads to mail.\n"
    with time_machine.travel(MONDAY + timedelta(weeks=1), tick=False):
        assert "mailed 2 of 2" in run()
    assert len(mail.outbox) == 4


def test_it_says_what_matters_in_text_and_html_with_full_addresses():
    team = make_balie()
    make_lead(team)
    behaviour, _ = norm_of()
    log_week(team, behaviour, 5, 20)
    run()
    (sent,) = mail.outbox
    html = sent.alternatives[0].content
    not_met = f"{SITE}/contacts/?team=balie"
    for said in (
        "Answer within 20 seconds: met 5 of 20 times",
        not_met,
        f"{SITE}/teams/balie/weeks",
    ):
        assert said in sent.body
        assert said in html
    assert "style" not in html
    assert "20 contacts, 5 of 20 fully in order." in sent.body


def test_of_a_week_without_contacts_it_says_so_and_a_team_is_read_once(django_assert_num_queries):
    team = make_balie()
    lead = make_lead(team)
    with translation.override("en"):
        sections(reader=lead, teams=[team], week=WEEK, now=MONDAY)
        with django_assert_num_queries(4):
            (section,) = sections(reader=lead, teams=[team], week=WEEK, now=MONDAY)
    assert (section.summary, section.points) == ("No contacts were noted.", [])


def test_no_more_than_three_points_and_who_waits_goes_first():
    team = make_balie()
    behaviours = [norm_of(f"B-0{n}", title=f"Norm {n}")[0] for n in range(3)]
    for number, behaviour in enumerate(behaviours):
        log_week(team, behaviour, number, 20)
    promise(team, NOW + timedelta(hours=1))
    assert points(team) == [
        "1 promise is not kept yet",
        "Norm 0: met 0 of 20 times",
        "Norm 1: met 1 of 20 times",
    ]


def test_nothing_that_anybody_typed_and_no_name_leaves_the_site():
    team = make_balie()
    lead = make_lead(team)
    behaviour, _ = norm_of()
    member = make_person(team, name="Eva Eigen")
    log_miss(team, member, behaviour, make_barrier("busy", words="te druk", words_en="too busy"))
    promise(team, NOW + timedelta(hours=1), subject="Over de vergunning", made_by=member)
    story(team, "Ik stond zo buiten")
    run()
    whole = mail.outbox[0].body + mail.outbox[0].alternatives[0].content
    for secret in ("Eva Eigen", "vergunning", "Ik stond zo buiten"):
        assert secret not in whole
    assert "1 promise is not kept yet" in whole
    assert "Most in the way: too busy" in whole
    assert lead.name in whole


def test_of_a_small_team_no_norm_is_said_to_lie_below():
    team = small_team_with_a_week()
    log_week(team, norm_of("LOW-01")[0], 0, 40)
    assert points(team) == []


def test_only_who_led_the_team_then_and_leads_it_now_is_mailed():
    department = make_department()
    teams = [make_team(name, parent=department) for name in ("Archief", "Balie")]
    above = make_lead(department)
    gone, new = make_person(teams[0], email="g@example.nl"), make_person(teams[0], email="n@x.nl")
    give_role(gone, teams[0], "team_lead", ends_on=WEEK.sunday)
    give_role(new, teams[0], "team_lead", starts_on=WEEK.next.monday)
    make_person(teams[0], "team_lead")
    make_lead(teams[0], "weg@example.nl", is_active=False)
    make_person(department, "manager", email="m@example.nl")
    assert readers(WEEK, WEEK.next.monday) == {above: teams}


def test_who_led_it_by_another_role_then_is_mailed_and_a_team_that_came_later_is_not_told_of():
    department = make_department()
    team = make_team("Balie", parent=department)
    make_team("Nieuw", parent=department, started_on=WEEK.next.monday)
    lead = make_person(department, email="lea@example.nl")
    give_role(lead, team, "team_lead", ends_on=WEEK.next.monday)
    give_role(lead, department, "team_lead", starts_on=WEEK.next.monday)
    assert readers(WEEK, WEEK.next.monday) == {lead: [team]}


def test_without_a_server_nobody_is_taken_for_mailed(server, monkeypatch):
    make_lead(make_balie())

    def silent(_self: Server) -> None:
        raise ConnectionRefusedError("no answer")

    monkeypatch.setattr(server, "open", silent)
    with pytest.raises(CommandError, match="Nobody was mailed"):
        run()
    assert not WeekMail.objects.exists()
    monkeypatch.undo()
    server.answers = []
    assert "mailed 1 of 1" in run()


def test_who_is_refused_is_tried_again_and_the_others_have_theirs(server):
    team = make_balie()
    make_lead(team)
    make_lead(team, "bo@example.nl")
    server.answers = [SMTPDataError(451, b"later")]
    with pytest.raises(CommandError, match="1 refused"):
        run()
    assert [sent.to for sent in mail.outbox] == [["bo@example.nl"]]
    assert "mailed 1 of 1" in run()
    assert [sent.to for sent in mail.outbox] == [["bo@example.nl"], ["lea@example.nl"]]


@pytest.mark.parametrize(
    ("stops", "raised"),
    [(SMTPServerDisconnected("gone"), CommandError), (KeyboardInterrupt(), KeyboardInterrupt)],
    ids=["the server falls silent", "the run is killed"],
)
def test_whoever_may_have_been_mailed_is_not_mailed_again(
    server, stops: BaseException, raised: type[BaseException]
):
    team = make_balie()
    first = make_lead(team)
    make_lead(team, "bo@example.nl")
    server.answers = [stops]
    with pytest.raises(raised):
        run()
    assert [(row.reader, row.sent_at) for row in WeekMail.objects.all()] == [(first, None)]
    assert "mailed 1 of 1" in run()
    assert [sent.to for sent in mail.outbox] == [["bo@example.nl"]]


def test_of_two_runs_at_once_the_second_has_no_right_to_send():
    lead = make_lead(make_balie())
    assert claim_week_mail(reader=lead, week=WEEK, at=NOW) is not None
    assert claim_week_mail(reader=lead, week=WEEK, at=MONDAY) is None


def test_a_reader_has_one_row_a_week():
    lead = make_lead(make_balie())
    given = {"reader": lead, "week": TODAY, "claimed_at": NOW}
    WeekMail.objects.create(**given, sent_at=NOW)
    for wrong in (given, given | {"week": WEEK.next.monday, "sent_at": NOW - timedelta(hours=1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            WeekMail.objects.create(**wrong)
