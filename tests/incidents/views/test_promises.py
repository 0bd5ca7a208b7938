"""The pages of promises: who sees what, making one, and what is done about it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from incidents.closing import close_week
from incidents.models import ClosingDay, Promise, PromiseChange
from incidents.promises.actions import Keeper, settle_promise
from incidents.promises.moments import Due
from incidents.promises.sealing import unseal
from periods.week import Week
from tests.builders import log_contact, make_person, make_team, make_user
from tests.incidents.promises.making import HOUR, NOTE, promise
from tests.incidents.site import page, signed_in

pytestmark = pytest.mark.django_db


def later():
    """Tomorrow, which is late enough for pages that read the clock."""
    return timezone.now() + timedelta(days=1)


def running(team, **fields) -> Promise:
    return promise(team, fields.pop("due_at", later()), at=timezone.now() - HOUR, **fields)


def posted(team, **fields) -> dict:
    tomorrow = later()
    return {
        "submission_key": "00000000-0000-0000-0000-000000000007",
        "name": "Nora Nummer",
        "number": "06 12 34 56 78",
        "subject": "Over de vergunning",
        "moment": "at",
        "on": f"{tomorrow:%Y-%m-%d}",
        "at": "12:00",
        "keeper": str(team.pk),
    } | fields


def errors(response) -> set[str]:
    return set(response.context["form"].errors)


def test_a_callback_note_from_nothing(client, team, employee):
    response = client.post("/promises/new/", posted(team), follow=True)
    made = Promise.objects.get()
    assert (made.kind, made.promised_by, made.kept_by) == ("callback", team, team)
    assert (made.made_by, made.owner, made.promised_to) == (employee, None, None)
    assert unseal(made.sealed) == NOTE
    text = response.text
    assert "The promise is saved." in text
    assert NOTE.name in text
    assert f'href="tel:{NOTE.dialled}"' in text


def test_a_callback_note_from_a_contact_knows_what_it_is_about(client, team, employee):
    contact = log_contact(team, logged_by=employee, subject="paspoort")
    address = f"/promises/new/?contact={contact.pk}"
    form = client.get(address).context["form"]
    assert form["subject"].value() == "paspoort"
    client.post(address, posted(team, subject="paspoort"))
    assert Promise.objects.get().incident == contact


def test_a_contact_of_somebody_else_is_no_start_for_a_note(client, team, employee):
    contact = log_contact(team, logged_by=make_user(), subject="geheim")
    form = client.get(f"/promises/new/?contact={contact.pk}").context["form"]
    assert form["subject"].value() is None


def test_sending_a_note_twice_makes_one(client, team, employee):
    for _ in range(2):
        client.post("/promises/new/", posted(team))
    assert Promise.objects.count() == 1


def test_a_case_number_stands_instead_of_name_and_number(client, team, employee):
    client.post("/promises/new/", posted(team, name="", number="", case="Z-1"))
    assert unseal(Promise.objects.get().sealed).case == "Z-1"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"number": ""}, {"number"}),
        ({"case": "Z-1"}, {"case"}),
        ({"subject": ""}, {"subject"}),
        ({"subject": "Bel 06 12 34 56 78"}, {"subject"}),
        ({"moment": ""}, {"moment"}),
        ({"at": ""}, {"at"}),
        ({"on": "2020-01-01"}, {"at"}),
        ({"keeper": "x"}, {"keeper"}),
        ({"owner_email": "x"}, {"owner_email"}),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_saved(client, team, employee, fields, wrong):
    assert errors(client.post("/promises/new/", posted(team, **fields))) == wrong
    assert not Promise.objects.exists()


def test_a_colleague_and_an_address_do_not_go_together(client, team, employee):
    fields = {"keeper": f"{team.pk}-{employee.pk}", "owner_email": "jan@example.nl"}
    assert errors(client.post("/promises/new/", posted(team, **fields))) == {"owner_email"}


def test_an_internal_commitment_is_between_two_teams(client, team, employee):
    other = make_team("Planning")
    fields = {"promised_to": other.pk}
    response = client.post("/promises/new/?kind=internal", posted(team, promised_to=team.pk))
    assert errors(response) == {"promised_to"}
    client.post("/promises/new/?kind=internal", posted(team, **fields))
    made = Promise.objects.get()
    assert (made.kind, made.kept_by, made.promised_to) == ("internal", team, other)
    assert made.sealed == ""


def test_who_notes_what_another_team_promised_did_not_promise_it(client, team, employee):
    other = make_team("Planning")
    fields = {"keeper": str(other.pk), "promised_to": team.pk}
    client.post("/promises/new/?kind=internal", posted(team, **fields))
    made = Promise.objects.get()
    assert (made.promised_by, made.kept_by, made.promised_to) == (other, other, team)


def test_an_address_without_an_account_gets_a_mail_without_anything_personal(
    client, team, employee
):
    client.post("/promises/new/", posted(team, owner_email="jan@example.nl"))
    made, (sent,) = Promise.objects.get(), mail.outbox
    assert (made.owner, made.owner_email, sent.to) == (None, "jan@example.nl", ["jan@example.nl"])
    whole = sent.subject + sent.body
    assert "http://testserver/p/" in whole
    assert [part for part in (NOTE.name, NOTE.number, made.subject) if part in whole] == []


def test_an_address_with_an_account_is_that_colleague(client, team, employee):
    colleague = make_user(email="jan@example.nl")
    client.post("/promises/new/", posted(team, owner_email="Jan@example.nl"))
    assert Promise.objects.get().owner == colleague
    assert mail.outbox == []


def test_a_mail_that_cannot_be_sent_is_said(client, team, employee, settings):
    settings.EMAIL_BACKEND = "tests.incidents.views.mailing.Broken"
    fields = posted(team, owner_email="jan@example.nl")
    response = client.post("/promises/new/", fields, follow=True)
    assert "could not be sent" in response.text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_many_queries_for_one_row_as_for_three(
    client, team, employee, rows, django_assert_num_queries
):
    for _ in range(rows):
        running(team, keeper=Keeper(owner=employee), note=NOTE)
    client.get("/promises/")
    with django_assert_num_queries(6):
        client.get("/promises/")


def listed(client, query: str = "") -> list[str]:
    return [row.record.subject for row in client.get(f"/promises/{query}").context["table"].rows]


def test_each_tab_shows_its_own(client, team, employee):
    now = timezone.now()
    mine = Keeper(owner=employee)
    running(team, subject="van mij", keeper=mine)
    running(team, subject="van het team")
    running(team, subject="te laat", due_at=now - HOUR / 2)
    done = running(team, subject="klaar")
    settle_promise(promise=done, how="kept", at=now, by=employee)
    running(make_team(), subject="van een ander")
    assert listed(client) == ["van mij"]
    assert set(listed(client, "?show=team")) == {"te laat", "van mij", "van het team"}
    assert listed(client, "?show=team")[0] == "te laat"
    assert listed(client, "?show=overdue") == ["te laat"]
    assert listed(client, "?show=today")[0] == "te laat"
    assert listed(client, "?show=settled") == ["klaar"]
    assert listed(client, "?show=settled&outcome=late") == []
    assert listed(client, "?show=nonsense") == ["van mij"]
    assert listed(client, "?show=settled&week=nonsense") == []


def test_a_colleague_sees_the_promise_without_name_and_number(client, team, employee):
    made = running(team, note=NOTE, made_by=make_user("Mia Maker"))
    text = page(client, f"/promises/{made.pk}/")
    assert made.subject in text
    assert "Mia Maker" in text
    assert [part for part in (NOTE.name, NOTE.number) if part in text] == []
    assert "for who made it" in text


def test_once_it_is_settled_the_team_reads_no_names_any_more(client, team, employee):
    maker = make_user("Mia Maker")
    made = running(team, made_by=maker, keeper=Keeper(owner=make_person(team, name="Olga Owner")))
    settle_promise(promise=made, how="kept", at=timezone.now(), by=maker)
    text = page(client, f"/promises/{made.pk}/") + page(client, "/promises/?show=settled")
    assert [name for name in ("Mia Maker", "Olga Owner") if name in text] == []


def test_a_note_whose_key_is_gone_says_so(client, team, employee, settings):
    made = running(team, note=NOTE, made_by=employee)
    settings.PROMISE_KEYS = ["another key of more than forty characters in all"]
    assert "cannot be read any more" in page(client, f"/promises/{made.pk}/")


@pytest.mark.parametrize(("how", "outcome"), [("kept", "kept"), ("cancelled", "cancelled")])
def test_settling_from_the_page(client, team, employee, how, outcome):
    made = running(team, note=NOTE, made_by=employee)
    response = client.post(f"/promises/{made.pk}/settle/", {"how": how}, follow=True)
    made.refresh_from_db()
    assert (made.outcome, made.sealed) == (outcome, "")
    assert "name and number are wiped" in response.text
    again = client.post(f"/promises/{made.pk}/settle/", {"how": "came"}, follow=True)
    assert "just ahead of you" in again.text
    assert PromiseChange.objects.count() == 1


def test_an_unknown_way_to_settle_does_nothing(client, team, employee):
    made = running(team)
    client.post(f"/promises/{made.pk}/settle/", {"how": "closed"})
    made.refresh_from_db()
    assert made.is_running


def test_attempts_from_the_page(client, team, employee):
    made = running(team)
    client.post(f"/promises/{made.pk}/attempt/", {"voicemail": "1"})
    made.refresh_from_db()
    assert made.attempt_counts
    assert "Tried, message left" in page(client, f"/promises/{made.pk}/")


def test_taking_over_is_for_the_team_that_keeps_it(client, team, employee):
    made, promised = running(team), running(make_team(), promised_by=team)
    client.post(f"/promises/{made.pk}/take-over/")
    made.refresh_from_db()
    assert made.owner == employee
    assert client.post(f"/promises/{promised.pk}/take-over/").status_code == 403


def test_handing_over_to_an_address(client, team, employee):
    made = running(team, keeper=Keeper(owner=employee))
    fields = {"keeper": str(team.pk), "owner_email": "jan@example.nl", "version": "1"}
    client.post(f"/promises/{made.pk}/hand-over/", fields)
    made.refresh_from_db()
    assert (made.owner, made.owner_email) == (None, "jan@example.nl")
    assert len(mail.outbox) == 1
    again = client.post(f"/promises/{made.pk}/hand-over/", fields, follow=True)
    assert "just ahead of you" in again.text


def test_a_new_time_from_the_page(client, team, employee):
    keeper = Keeper(email="jan@example.nl", token="t")
    made = running(team, made_by=employee, keeper=keeper)
    fields = {"moment": "two_days", "reason": "", "version": "1"}
    address = f"/promises/{made.pk}/new-time/"
    assert errors(client.post(address, fields)) == {"reason"}
    client.post(address, fields | {"reason": "Planner ziek"})
    made.refresh_from_db()
    assert made.moment == "two_days"
    assert [sent.to for sent in mail.outbox] == [["jan@example.nl"]]
    assert "Planner ziek" in page(client, f"/promises/{made.pk}/")


def test_a_late_promise_says_that_it_stays(client, team, employee):
    made = running(team, due_at=timezone.now() - HOUR / 2)
    assert "it stays due then" in page(client, f"/promises/{made.pk}/new-time/")


def test_absence_hands_over_everything_of_one_person(client, team):
    signed_in(client, make_person(team, "team_lead"))
    away, back = make_person(team), make_person(team)
    for _ in range(2):
        running(team, keeper=Keeper(owner=away))
    outside = running(make_team(), keeper=Keeper(owner=away))
    same = {"of": away.pk, "keeper": f"{team.pk}-{away.pk}"}
    assert errors(client.post("/promises/hand-over/", same)) == {"__all__"}
    fields = {"of": away.pk, "keeper": f"{team.pk}-{back.pk}"}
    response = client.post("/promises/hand-over/", fields, follow=True)
    assert "2 promises handed over." in response.text
    assert Promise.objects.filter(owner=back).count() == 2
    assert list(Promise.objects.filter(owner=away)) == [outside]


def test_kept_after_closing_from_the_page(client, team, employee):
    now = timezone.now()
    due = now - timedelta(days=14)
    made = promise(team, due, at=due - HOUR)
    close_week(team=team, week=Week(made.week), at=now, by=None)
    assert "Kept after all" in page(client, f"/promises/{made.pk}/")
    client.post(f"/promises/{made.pk}/settle/", {"how": "kept"})
    made.refresh_from_db()
    assert (made.outcome, made.after_closing) == ("missed", True)
    assert "Kept after all" not in page(client, f"/promises/{made.pk}/")


def test_a_manager_keeps_the_closing_days(client, team):
    signed_in(client, make_person(team.parent, "manager"))
    fields = {"day": "2026-12-24", "words": "Brugdag"}
    assert "Brugdag" in client.post("/closing-days/", fields, follow=True).text
    assert errors(client.post("/closing-days/", fields)) == {"day"}
    day = ClosingDay.objects.get()
    client.post(f"/closing-days/{day.pk}/remove/")
    assert not ClosingDay.objects.exists()


def test_a_window_and_not_before_are_said(client, team, employee):
    start = later().replace(hour=11, minute=0, second=0, microsecond=0)
    due = Due("afternoon", start + 5 * HOUR, start)
    made = running(team, due=due, not_before=True)
    assert "not before" in page(client, f"/promises/{made.pk}/")
