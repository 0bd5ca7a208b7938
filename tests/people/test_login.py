"""Logging in, and all the ways in which it does not work."""

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from people.models import User
from tests.builders import make_user

pytestmark = pytest.mark.django_db
PASSWORD = "een lang wachtwoord"


@pytest.fixture(autouse=True)
def _no_earlier_attempts():
    cache.clear()


def make_account(**fields) -> User:
    user = make_user(**fields)
    user.set_password(PASSWORD)
    user.save()
    return user


def log_in(login: str, password: str = PASSWORD, client: Client | None = None):
    client = client or Client()
    answer = client.post(reverse("account_login"), {"login": login, "password": password})
    return answer, "_auth_user_id" in client.session


@pytest.mark.parametrize("login", ["anna@gemeente.nl", "ANNA@Gemeente.nl", "anna", "Anna"])
def test_one_logs_in_by_address_and_by_log_in_name(login):
    make_account(email="anna@gemeente.nl", login_name="anna")
    answer, inside = log_in(login)
    assert inside
    assert answer["Location"] == reverse("start")


def test_one_without_a_log_in_name_logs_in_by_address_and_the_other_way_round():
    make_account(email="anna@gemeente.nl", login_name=None)
    make_account(email=None, login_name="balie")
    assert log_in("anna@gemeente.nl")[1]
    assert log_in("balie")[1]


def test_a_wrong_password_and_an_unknown_name_get_the_same_words():
    make_account(login_name="balie")
    wrong, inside = log_in("balie", "iets anders")
    unknown, stranger = log_in("niemand", "iets anders")
    assert not inside
    assert not stranger
    assert wrong.context["form"].errors == unknown.context["form"].errors


def test_who_is_inactive_stays_outside_and_is_put_out():
    user = make_account(login_name="balie")
    client = Client()
    assert log_in("balie", client=client)[1]
    User.objects.filter(pk=user.pk).update(is_active=False)
    answer = client.get(reverse("privacy"))
    assert answer["Location"].startswith(reverse("account_login"))
    assert not log_in("balie")[1]


def test_who_was_only_named_in_an_import_cannot_log_in():
    make_user("VDOC", is_active=False, login_name=None)
    assert not log_in("VDOC", "")[1]
    assert not log_in("None", "")[1]


def test_an_invited_person_without_a_password_cannot_log_in():
    user = make_user(login_name="balie")
    user.set_unusable_password()
    user.save()
    assert not log_in("balie", user.password)[1]


def test_nobody_signs_up():
    form = {"username": "indringer", "password1": PASSWORD, "password2": PASSWORD}
    answer = Client().post(reverse("account_signup"), form)
    assert answer.status_code == 200
    assert "account/signup_closed.html" in [template.name for template in answer.templates]
    assert not User.objects.exists()


def test_guessing_is_stopped():
    make_account(login_name="balie")
    answers = [log_in("balie", f"gok {attempt}")[0] for attempt in range(12)]
    assert codes(answers[0]) == ["username_password_mismatch"]
    assert codes(answers[-1]) == ["too_many_login_attempts"]
    right, inside = log_in("balie")
    assert not inside
    assert codes(right) == ["too_many_login_attempts"]


def codes(answer) -> list[str]:
    """Why the log-in form was refused."""
    return [
        error.code for each in answer.context["form"].errors.as_data().values() for error in each
    ]


def test_trying_many_names_is_stopped():
    answers = [log_in(f"naam {attempt}", "gok")[0] for attempt in range(40)]
    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429


def test_behind_a_proxy_one_who_tries_many_names_stops_nobody_else(settings):
    """What klantgedrag.settings sets for BEHIND_PROXY; see tests/test_settings.py."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    one, other = (Client(HTTP_X_FORWARDED_FOR=address) for address in ("192.0.2.1", "192.0.2.2"))
    answers = [log_in(f"naam {attempt}", "gok", one)[0] for attempt in range(40)]
    assert answers[-1].status_code == 429
    assert log_in("naam", "gok", other)[0].status_code == 200


def test_asking_for_links_is_stopped():
    make_account(email="anna@gemeente.nl")
    client = Client()
    asked = {"email": "anna@gemeente.nl"}
    statuses = [
        client.post(reverse("account_reset_password"), asked).status_code for _ in range(25)
    ]
    assert statuses[0] == 302
    assert statuses[-1] == 429
    assert len(mail.outbox) < 25


def test_a_forgotten_password_is_chosen_again_and_the_address_is_no_secret_told():
    make_account(email="anna@gemeente.nl")
    known = Client().post(reverse("account_reset_password"), {"email": "Anna@gemeente.nl"})
    unknown = Client().post(reverse("account_reset_password"), {"email": "wie@elders.nl"})
    assert known["Location"] == unknown["Location"]
    assert "/account/password/reset/key/" in mail.outbox[0].body


def test_the_session_gets_another_key_when_one_logs_in():
    make_account(login_name="balie")
    client = Client()
    client.get(reverse("account_login"))
    client.session["seen"] = True
    client.session.save()
    before = client.session.session_key
    log_in("balie", client=client)
    assert client.session.session_key != before
