"""Inviting and placing people, and ending their roles: who for whom, and what comes of it."""

import re
from datetime import date

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from people.models import Role, User
from tests.builders import TODAY, give_role, make_department, make_person, make_root, make_team
from tests.people.views.test_nodes import browser, errors

pytestmark = pytest.mark.django_db
ALL_KINDS = [str(kind) for kind in Role.Kind]


@pytest.fixture
def team():
    return make_team("Balie", parent=make_department("Burgerzaken"), slug="balie")


def filled(**fields) -> dict:
    return {
        "name": "Anna de Wit", "email": "anna@gemeente.nl", "login_name": "", "kind": "employee",
        "starts_on": "2026-11-16", "ends_on": "", "language": "nl",
    } | fields  # fmt: skip


def invite(client: Client, **fields):
    return client.post(reverse("person_invite", args=["balie"]), filled(**fields))


def test_an_invited_person_chooses_a_password_and_logs_in(team):
    lead = make_person(team, "team_lead")
    answer = invite(browser(lead), email="Anna@Gemeente.nl")
    assert answer["Location"] == reverse("node_detail", args=["balie"])
    role = User.objects.get(email="anna@gemeente.nl").roles.get()
    assert (role.team, role.kind, role.placed_by) == (team, "employee", lead)
    (message,) = mail.outbox
    assert message.to == ["anna@gemeente.nl"]
    assert "Balie" in message.subject
    choose_password(Client(), re.search(r"http://testserver(/\S+)", message.body)[1])
    assert logs_in("Anna@gemeente.nl")


def choose_password(client: Client, path: str) -> None:
    """Follow the link as allauth's own pages lead on, and fill in a password."""
    page = client.get(path, follow=True)
    form_path = page.redirect_chain[-1][0]
    password = "een lang wachtwoord"
    assert "password1" in page.context["form"].fields
    client.post(form_path, {"password1": password, "password2": password})
    assert "token_fail" in Client().get(path, follow=True).context


def logs_in(login: str) -> bool:
    client = Client()
    form = {"login": login, "password": "een lang wachtwoord"}
    client.post(reverse("account_login"), form)
    return "_auth_user_id" in client.session


def test_without_an_address_the_link_is_shown_once_to_hand_over(team):
    client = browser(make_person(team, "team_lead"))
    page = invite(client, email="", login_name="Balie2")
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert mail.outbox == []
    choose_password(Client(), page.context["link"].removeprefix("http://testserver"))
    assert logs_in("BALIE2")
    again = invite(client, email="", login_name="balie2")
    assert errors(again) == ["login_name_taken"]
    assert "link" not in again.context


def test_the_mail_speaks_the_language_of_the_invited(team):
    client = browser(make_person(team, "team_lead"))
    invite(client, email="a@gemeente.nl", language="en")
    assert "Choose a password here" in mail.outbox[0].body
    assert "16 November 2026" in mail.outbox[0].body.replace("Nov. 16, 2026", "16 November 2026")


def test_who_already_has_a_password_is_told_and_gets_no_key(team):
    known = make_person(make_team(), email="anna@gemeente.nl")
    known.set_password("een lang wachtwoord")
    known.save()
    answer = invite(browser(make_person(team, "team_lead")))
    assert answer.status_code == 302
    assert "/account/password/reset/key/" not in mail.outbox[0].body
    assert known.roles.filter(team=team).exists()


def test_a_mail_that_cannot_be_sent_leaves_the_person_placed(team, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    answer = browser(make_person(team, "team_lead")).post(
        reverse("person_invite", args=["balie"]), filled(), follow=True
    )
    assert [message.level_tag for message in answer.context["messages"]] == ["warning"]
    assert User.objects.get(email="anna@gemeente.nl").roles.count() == 1


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"email": "", "login_name": ""}, ["one_address"]),
        ({"login_name": "balie2"}, ["one_address"]),
        ({"email": "geen adres"}, ["invalid"]),
        ({"email": "", "login_name": "a@b.nl"}, ["invalid"]),
        ({"name": ""}, ["required"]),
        ({"name": "a\x00b"}, ["null_characters_not_allowed"]),
        ({"kind": "baas"}, ["invalid_choice"]),
        ({"starts_on": "31-02-2026"}, ["invalid"]),
        ({"starts_on": "2026-11-16", "ends_on": "2026-11-16"}, ["end_before_start"]),
    ],
)
def test_what_is_filled_in_wrong_makes_nobody(team, fields, codes):
    client = browser(make_person(team, "team_lead"))
    before = User.objects.count()
    assert errors(invite(client, **fields)) == codes
    assert User.objects.count() == before
    assert mail.outbox == []


def test_nothing_but_the_fields_of_the_form_is_taken(team):
    extra = {"is_active": "", "password": "x", "team": make_root().pk, "by": "1", "at": "2020"}
    invite(browser(make_person(team, "team_lead")), **extra)
    user = User.objects.get(email="anna@gemeente.nl")
    assert user.is_active
    assert not user.has_usable_password()
    assert user.roles.get().team == team


@pytest.mark.parametrize(
    ("giver", "given"),
    [
        ("team_lead", ["employee", "observer"]),
        ("manager", ["employee", "observer", "team_lead", "manager"]),
        ("administrator", [kind for kind in ALL_KINDS if kind != "works_council"]),
    ],
)
@pytest.mark.parametrize("kind", ALL_KINDS)
def test_who_gives_which_role(team, giver, given, kind):
    client = browser(make_person(team, giver))
    person = make_person(team)
    person.roles.update(ends_on=TODAY)
    placed = {"user": person.pk, "kind": kind, "starts_on": "2026-11-16", "ends_on": "2026-11-18"}
    client.post(reverse("person_place", args=["balie"]), placed)
    invite(client, kind=kind)
    assert person.roles.filter(kind=kind, ends_on=date(2026, 11, 18)).exists() is (kind in given)
    assert User.objects.filter(email="anna@gemeente.nl").exists() is (kind in given)


def test_one_places_whom_one_sees_and_not_oneself(team):
    lead = make_person(team, "team_lead", "Lead")
    seen, unseen = make_person(team, name="Gezien"), make_person(make_team(), name="Ongezien")
    client, address = browser(lead), reverse("person_place", args=["balie"])
    page = client.get(address).content.decode()
    assert "Gezien" in page
    assert "Ongezien" not in page
    form = {"kind": "observer", "starts_on": "2026-11-16"}
    for person in (unseen, lead):
        assert errors(client.post(address, form | {"user": person.pk})) == ["invalid_choice"]
    assert client.post(address, form | {"user": seen.pk}).status_code == 302
    assert Role.objects.filter(kind="observer").get().user == seen


def test_an_administrator_invites_nobody_who_is_oneself(team):
    administrator = make_person(make_root(), "administrator", email="baas@gemeente.nl")
    answer = invite(browser(administrator), email="baas@gemeente.nl", kind="manager")
    assert errors(answer) == ["oneself"]
    assert mail.outbox == []


def test_names_are_searched_and_at_most_fifty_are_offered(team):
    for number in range(55):
        make_person(team, name=f"Naam {number:02}")
    client, address = (
        browser(make_person(team, "team_lead")),
        reverse("person_place", args=["balie"]),
    )
    assert client.get(address).content.count(b"<option") == 51 + 2
    assert client.get(address, {"q": "naam 54"}).content.count(b"<option") == 2 + 2
    last = User.objects.get(name="Naam 54")
    form = {"kind": "observer", "starts_on": "2026-11-16", "user": last.pk}
    assert client.post(address, form).status_code == 302


@pytest.mark.parametrize("people", [1, 3])
def test_placing_costs_as_many_queries_however_many_people(team, people, django_assert_num_queries):
    for _ in range(people):
        make_person(team)
    client = browser(make_person(team, "team_lead"))
    with django_assert_num_queries(6):
        client.get(reverse("person_place", args=["balie"]))


def test_the_same_role_twice_is_refused_in_words(team):
    person = make_person(team)
    client = browser(make_person(team, "team_lead"))
    form = {"user": person.pk, "kind": "employee", "starts_on": "2026-11-16"}
    answer = client.post(reverse("person_place", args=["balie"]), form)
    assert errors(answer) == ["overlap"]
    assert person.roles.count() == 1


def test_a_lead_ends_the_role_of_an_employee_and_not_of_a_lead_or_oneself(team):
    lead, other = make_person(team, "team_lead"), make_person(team, "team_lead")
    member = make_person(team)
    client = browser(lead)

    def end(role: Role) -> int:
        return client.post(reverse("role_end", args=[role.pk]), {"on": "2026-11-16"}).status_code

    assert end(member.roles.get()) == 302
    assert member.roles.get().ends_on == TODAY
    assert end(other.roles.get()) == 403
    assert end(lead.roles.get()) == 403
    own = give_role(lead, team, "employee")
    assert end(own) == 403
    assert end(make_person(make_team()).roles.get()) == 404
    assert errors(client.post(reverse("role_end", args=[make_person(team).roles.get().pk]))) == [
        "required"
    ]


def test_an_administrator_never_ends_the_own_role(team):
    administrator = make_person(make_root(), "administrator")
    address = reverse("role_end", args=[administrator.roles.get().pk])
    assert browser(administrator).post(address, {"on": "2030-01-01"}).status_code == 403


@pytest.mark.parametrize(
    ("kind", "chosen", "status"),
    [
        ("team_lead", False, 200),
        ("team_lead", True, 403),
        ("manager", True, 403),
        ("administrator", True, 200),
    ],
)
def test_a_link_is_handed_over_again_until_a_password_is_chosen(team, kind, chosen, status):
    person = make_person(team, email=None)
    if not chosen:
        person.set_unusable_password()
        person.save()
    role = person.roles.get()
    client = browser(make_person(team, kind))
    address = reverse("password_link", args=[role.pk])
    offered = address in client.get(reverse("node_detail", args=["balie"])).content.decode()
    page = client.post(address)
    assert page.status_code == status
    assert offered is (status == 200)
    if status == 200:
        assert "no-store" in page["Cache-Control"]
        choose_password(Client(), page.context["link"].removeprefix("http://testserver"))
        assert logs_in(person.login_name)


def test_no_link_is_shown_for_who_has_an_address_or_cannot_log_in_or_is_of_higher_rank(team):
    client = browser(make_person(team, "team_lead"))
    higher = make_person(team, "manager")
    higher.set_unusable_password()
    higher.save()
    addressed = make_person(team, email="a@gemeente.nl")
    inactive = make_person(team, is_active=False, login_name=None)
    more = make_person(team)
    more.set_unusable_password()
    more.save()
    give_role(more, make_team(), "manager")
    for person in (higher, addressed, inactive, more):
        address = reverse("password_link", args=[person.roles.get(team=team).pk])
        assert client.post(address).status_code == 403
    page = client.get(reverse("node_detail", args=["balie"])).content.decode()
    assert reverse("password_link", args=[higher.roles.get().pk]) not in page


@pytest.mark.parametrize("day", ["2026-11-15", "2015-01-01", "0001-01-01", "9999-12-31"])
def test_nobody_is_placed_or_ended_in_weeks_that_were_counted(team, day):
    client = browser(make_person(make_root(), "manager"))
    person = make_person(team)
    placed = {"user": person.pk, "kind": "observer", "starts_on": day}
    assert len(errors(client.post(reverse("person_place", args=["balie"]), placed))) == 1
    address = reverse("role_end", args=[person.roles.get().pk])
    assert len(errors(client.post(address, {"on": day}))) == 1
    assert person.roles.get().ends_on is None
