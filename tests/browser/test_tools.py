"""The tools of the journeys themselves: each must be able to fail."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from people.models import User


def test_the_console_hears_messages_and_errors(page: Page, console):
    page.goto("data:text/html,<script>console.log('first'); undefinedName()</script>")
    page.wait_for_timeout(100)
    assert any("first" in line for line in console.said)
    assert any("undefinedName" in line for line in console.said)
    console.expect("first")
    console.expect("undefinedName")


def test_axe_finds_a_picture_without_a_text(page: Page, assert_accessible: Callable):
    page.set_content("<html lang='nl'><title>x</title><main><h1>x</h1><img src='data:,'></main>")
    with pytest.raises(AssertionError, match="image-alt"):
        assert_accessible(page)


def test_axe_passes_a_plain_page(page: Page, assert_accessible: Callable):
    page.set_content("<html lang='nl'><title>x</title><main><h1>x</h1></main>")
    assert_accessible(page)


def test_a_page_that_is_too_wide_does_not_fit(page: Page, assert_fits: Callable):
    page.set_content("<div style='width: 3000px'>x</div>")
    with pytest.raises(AssertionError, match="3000|30"):
        assert_fits(page)


def test_third_party_files_are_served(page: Page, live_server):
    for path in ("bootstrap/css/bootstrap.min.css", "echarts/echarts.common.min.js"):
        answer = page.request.get(f"{live_server.url}/static/vendor/{path}")
        assert (answer.status, len(answer.body()) > 100_000) == (200, True)


def test_somebody_signed_in_holds_a_session_on_a_phone(signed_in: Callable):
    user = User.objects.create(name="Sanne", login_name="sanne", created_at=timezone.now())
    page = signed_in(user, "/privacy/", phone=True, dark=True)
    assert "sessionid" in {cookie["name"] for cookie in page.context.cookies()}
    assert page.evaluate("[innerWidth, navigator.language]") == [320, "nl-NL"]
    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
