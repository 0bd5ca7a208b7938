"""The line under a long list."""

import pytest
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override


@pytest.mark.parametrize(
    ("language", "said"),
    [("nl", "1.451 tot en met 1.489 van 1.489"), ("en", "1,451 to 1,489 of 1,489")],
)
def test_thousands_stand_apart_as_everywhere(language, said):
    page = Paginator(range(1489), 50).page(30)
    request = RequestFactory().get("/contacts/", {"page": 30, "week": "2026-W47"})
    with override(language):
        html = render_to_string("_pagination.html", {"page": page}, request)
    assert said in html
    assert 'href="?page=29&amp;week=2026-W47"' in html
