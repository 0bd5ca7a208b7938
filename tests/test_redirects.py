"""Nobody is led to another site: what `next` may say when logging in or choosing a language."""

from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.builders import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_earlier_attempts():
    cache.clear()


STRANGE_PLACES = [
    "https://example.org/",
    "http://example.org",
    "//example.org",
    "///example.org",
    "////example.org",
    "\\\\example.org",
    "/\\example.org",
    "\\/example.org",
    "/\\/example.org",
    "https:example.org",
    "https:/example.org",
    "http:\\\\example.org",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "ftp://example.org",
    "http://testserver@example.org",
    "http://testserver.example.org",
    "https://testserver:80@example.org/",
    "//testserver@example.org",
    " //example.org",
    "\t//example.org",
    "\n//example.org",
    "http:///example.org",
    "https:///example.org",
    "//example.org/%2f..",
    "//\u2025example.org",
    "//example\u3002org",
    "http://[::1]/",
    "file:///etc/passwd",
    "\x08//example.org",
]


@pytest.mark.parametrize("place", STRANGE_PLACES)
def test_nobody_is_sent_to_another_site(place):
    user = make_user(login_name="balie1")
    user.set_password("een lang wachtwoord")
    user.save()
    client = Client()
    language = client.post(reverse("set_language"), {"language": "en", "next": place})
    assert_stays_here(language)
    assert_stays_here(client.post(reverse("set_language"), {"language": "en"}, HTTP_REFERER=place))
    filled = {"login": "balie1", "password": "een lang wachtwoord", "next": place}
    logged_in = client.post(reverse("account_login"), filled)
    assert_stays_here(logged_in)
    assert "_auth_user_id" in client.session
    assert_stays_here(client.post(reverse("account_logout"), {"next": place}))


def assert_stays_here(answer) -> None:
    """Led on, to a path of this site."""
    assert answer.status_code == 302
    target = urlsplit(answer["Location"])
    assert (target.scheme, target.netloc) in {("", ""), ("http", "testserver")}
    assert target.path.startswith("/")
    assert not answer["Location"].startswith(("//", "/\\"))
