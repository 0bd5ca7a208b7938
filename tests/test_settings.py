"""Settings come from the environment, or from files it names; an unsafe start is refused."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
KEY = "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz"
OLD_KEY = KEY[::-1]
REFERENCE_KEY = "references-of-customers-0123456789-abcdefghijk"
#: Every one of these is stated, so that nobody's own `.env` changes what is tested.
PRODUCTION = {
    "DATABASE_URL": "sqlite://:memory:",
    "EMAIL_URL": "smtp://localhost:25",
    "SECRET_KEY": KEY,
    "CUSTOMER_REFERENCE_KEY": "",
    "DEBUG": "false",
    "ALLOWED_HOSTS": "klantgedrag.example.nl",
    "BEHIND_PROXY": "false",
}
#: Without the texts among them, which wait for Django.
SHOW = """
import json
from klantgedrag import settings
shown = {name: value for name, value in vars(settings).items() if name.isupper()}
del shown["LANGUAGES"]
print(json.dumps(shown, default=str))
"""


def child(**changes: str) -> subprocess.CompletedProcess[str]:
    """A process of its own that reads the settings and prints them."""
    env = os.environ | PRODUCTION | changes
    return subprocess.run(
        [sys.executable, "-c", SHOW], cwd=ROOT, env=env, capture_output=True, text=True
    )


def settings_of(**changes: str) -> dict:
    done = child(**changes)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_behind_a_proxy_it_says_who_asks_and_whether_that_was_over_https():
    without, behind = settings_of(), settings_of(BEHIND_PROXY="true")
    assert "ALLAUTH_TRUSTED_PROXY_COUNT" not in without
    assert "SECURE_PROXY_SSL_HEADER" not in without
    assert behind["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1
    assert behind["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": KEY[:39]}, "SECRET_KEY"),
        ({"PROMISE_KEY": f"{KEY},{KEY[:39]}"}, "PROMISE_KEY"),
        ({"CUSTOMER_REFERENCE_KEY": REFERENCE_KEY[:39]}, "CUSTOMER_REFERENCE_KEY"),
        ({"CUSTOMER_REFERENCE_KEY": "a1" * 30}, "CUSTOMER_REFERENCE_KEY"),
        ({"CUSTOMER_REFERENCE_KEY": KEY}, "CUSTOMER_REFERENCE_KEY"),
        ({"CUSTOMER_REFERENCE_KEY": OLD_KEY, "SECRET_KEY_FALLBACKS": OLD_KEY}, "REFERENCE_KEY"),
        ({"DEBUG": "true"}, "ALLOWED_HOSTS"),
        ({"DEBUG": "true", "ALLOWED_HOSTS": "localhost,klantgedrag.example.nl"}, "ALLOWED_HOSTS"),
    ],
)
def test_an_unsafe_start_is_refused_by_name(changes: dict[str, str], named: str):
    assert child().returncode == 0
    refused = child(**changes)
    assert refused.returncode != 0
    assert "ImproperlyConfigured" in refused.stderr
    assert named in refused.stderr.splitlines()[-1]


def test_notes_are_sealed_with_a_key_of_their_own_or_with_that_of_the_site(tmp_path: Path):
    assert settings_of(SECRET_KEY_FALLBACKS=KEY[::-1])["PROMISE_KEYS"] == [KEY, KEY[::-1]]
    assert settings_of(PROMISE_KEY=f"{KEY}1,{KEY}2")["PROMISE_KEYS"] == [f"{KEY}1", f"{KEY}2"]
    (tmp_path / "key").write_text(f"{KEY}-of-a-file\n")
    found = settings_of(PROMISE_KEY_FILE=str(tmp_path / "key"))
    assert found["PROMISE_KEYS"] == [f"{KEY}-of-a-file"]


def test_debug_is_for_this_machine():
    assert settings_of(DEBUG="true", ALLOWED_HOSTS="localhost,127.0.0.1")["DEBUG"] is True


def test_a_value_from_a_file_is_without_the_newline_that_ends_the_file(tmp_path: Path):
    files = {"SECRET_KEY": f"{KEY}-of-a-file", "ALLOWED_HOSTS": "a.example.nl,b.example.nl"}
    for name, value in files.items():
        (tmp_path / name).write_text(f"{value}\n")
    found = settings_of(**{f"{name}_FILE": str(tmp_path / name) for name in files})
    assert found["SECRET_KEY"] == files["SECRET_KEY"]
    assert found["ALLOWED_HOSTS"] == ["a.example.nl", "b.example.nl"]


def test_a_short_key_is_not_made_long_enough_by_a_newline(tmp_path: Path):
    (tmp_path / "key").write_text(KEY[:39] + "\n")
    refused = child(SECRET_KEY_FILE=str(tmp_path / "key"))
    assert "shorter than 40" in refused.stderr


def test_mail_goes_out_encrypted_where_the_address_says_so():
    found = settings_of(EMAIL_URL="smtp+tls://user:password@mail.example.org:587")
    assert (found["EMAIL_USE_TLS"], found["EMAIL_HOST"], found["EMAIL_PORT"]) == (
        True,
        "mail.example.org",
        587,
    )
    assert "EMAIL_USE_TLS" not in settings_of()


def test_references_of_customers_are_kept_with_a_key_of_their_own_or_not_at_all(tmp_path: Path):
    (tmp_path / "key").write_text(f"{REFERENCE_KEY}\n")
    found = settings_of(CUSTOMER_REFERENCE_KEY_FILE=str(tmp_path / "key"))
    assert found["CUSTOMER_REFERENCE_KEY"] == REFERENCE_KEY
    assert settings_of()["CUSTOMER_REFERENCE_KEY"] == ""
