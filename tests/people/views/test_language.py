"""The language of the site follows the reader."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import make_user
from tests.people.views.test_nodes import browser

pytestmark = pytest.mark.django_db


def choose(client: Client, language: str, after: str = "/privacy/"):
    return client.post(reverse("set_language"), {"language": language, "next": after})


def language_of(page) -> str:
    return page["Content-Language"]


def test_the_choice_is_kept_with_the_account_on_every_device():
    user = make_user(language="nl")
    first = browser(user)
    assert language_of(first.get(reverse("privacy"))) == "nl"
    assert choose(first, "en")["Location"] == "/privacy/"
    user.refresh_from_db()
    assert user.language == "en"
    assert language_of(browser(user).get(reverse("privacy"))) == "en"


def test_a_stranger_keeps_the_choice_in_the_browser():
    client = Client()
    choose(client, "en", reverse("account_login"))
    assert language_of(client.get(reverse("account_login"))) == "en"
    choose(client, "nl", reverse("account_login"))
    assert language_of(client.get(reverse("account_login"))) == "nl"


@pytest.mark.parametrize("language", ["", "de", "nl\x00", "../../etc", "EN"])
def test_another_language_changes_nothing(language):
    user = make_user(language="nl")
    assert choose(browser(user), language).status_code in {302, 400}
    user.refresh_from_db()
    assert user.language == "nl"
