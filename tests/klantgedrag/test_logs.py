"""What lets in whoever has it stands in no log."""

import logging

import pytest

from klantgedrag.logs import WithoutSecrets


@pytest.mark.parametrize(
    ("said", "path", "line"),
    [
        ("Not Found: %s", "/p/geheim-42/", "Not Found: /p/…/"),
        (
            "%s failed",
            "/account/password/reset/key/1-abc/",
            "/account/password/reset/key/…/ failed",
        ),
        ("Not Found: %s", "/promises/3/", "Not Found: /promises/3/"),
    ],
)
def test_a_secret_in_an_address_is_left_out(said: str, path: str, line: str):
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, said, (path,), None)
    assert WithoutSecrets().filter(record)
    assert record.getMessage() == line
