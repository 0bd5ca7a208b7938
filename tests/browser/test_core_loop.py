"""The whole path in a browser: a norm is published, contacts are noted, the lead reads the week."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from behaviours.models import Behaviour
from incidents.models import Incident
from people.models import Team, User
from periods.local_time import local_date
from tests.builders import fill_team, make_department, make_person, make_team

pytestmark = pytest.mark.django_db(transaction=True)

#: What an impatient finger does: the same form, sent twice. At once is tried on PostgreSQL, by
#: tests/incidents/test_concurrency.py: here all requests share one connection.
POST_TWICE = """async () => {
  const form = document.querySelector("form.tap");
  const send = () => fetch(location.href, {method: "POST", body: new FormData(form)});
  await send();
  await send();
}"""
SENTENCE = "We nemen de telefoon binnen 20 seconden op"


@pytest.fixture
def team() -> Team:
    team = make_team("Balie", slug="balie", parent=make_department("Dienstverlening"))
    fill_team(team)
    return team


def publish(page: Page) -> None:
    """Answer the four questions of a new behaviour."""
    page.fill("[name=sentence]", SENTENCE)
    page.check("[name=kind][value=time_limit]")
    page.fill("[name='time_limit-threshold']", "20")
    page.fill("[name='time_limit-zero_point']", "60")
    page.fill("[name=good_example]", "Neemt op na drie keer overgaan")
    page.fill("[name=bad_example]", "Laat de telefoon rinkelen")
    page.get_by_role("button", name="Gedrag en norm publiceren").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(SENTENCE)


def answer(page: Page, words: str) -> None:
    """Answer the one norm of the form."""
    page.get_by_role("group", name=SENTENCE).get_by_label(words, exact=True).check()


def note(page: Page, words: str) -> None:
    """Note one phone contact with one answer, from the form as it stands."""
    answer(page, words)
    with page.expect_navigation():
        page.get_by_role("button", name="Contact noteren").click()
    expect(page.get_by_role("heading", name="Genoteerd")).to_be_visible()


def as_published(manager: User, signed_in: Callable[..., Page]) -> Behaviour:
    publish(signed_in(manager, "/behaviours/new/"))
    return Behaviour.objects.get()


def test_from_a_norm_to_the_week_of_the_lead(team: Team, signed_in: Callable[..., Page]):
    department = team.parent
    assert department is not None
    behaviour = as_published(make_person(department, "manager"), signed_in)
    assert (behaviour.kind, behaviour.norms.get().threshold) == ("time_limit", 20)

    page = signed_in(make_person(team), "/contacts/new/?channel=phone", phone=True)
    for words in ("Ja", "Ja", "Nee"):
        note(page, words)
    assert [row.score for row in Incident.objects.order_by("pk")] == [10_000, 10_000, 0]

    page = signed_in(make_person(team, "team_lead"), "/teams/balie/")
    day = local_date(Incident.objects.latest("pk").occurred_at)
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Week {day.isocalendar().week}")
    row = page.locator(".norm-row", has_text=SENTENCE)
    expect(row).to_contain_text("2 van 3")
    expect(row).not_to_contain_text("67%")

    row.get_by_role("link", name="1 niet", exact=False).click()
    expect(page.get_by_text("1 contact")).to_be_visible()


def test_the_same_path_without_javascript(team: Team, signed_in: Callable[..., Page]):
    department = team.parent
    assert department is not None
    as_published(make_person(department, "manager"), signed_in)
    page = signed_in(make_person(team), "/contacts/new/?channel=phone", java_script_enabled=False)
    note(page, "Nee")
    assert Incident.objects.get().score == 0


def test_sending_a_form_twice_makes_one_contact(team: Team, signed_in: Callable[..., Page]):
    department = team.parent
    assert department is not None
    as_published(make_person(department, "manager"), signed_in)
    page = signed_in(make_person(team), "/contacts/new/?channel=phone")
    answer(page, "Ja")
    page.evaluate(POST_TWICE)
    assert Incident.objects.count() == 1


@pytest.mark.parametrize("has_javascript", [True, False])
def test_another_channel_keeps_what_was_filled_in(
    team: Team,
    signed_in: Callable[..., Page],
    assert_accessible: Callable[[Page], None],
    assert_fits: Callable[[Page], None],
    has_javascript: bool,
):
    department = team.parent
    assert department is not None
    as_published(make_person(department, "manager"), signed_in)
    page = signed_in(
        make_person(team),
        "/contacts/new/?channel=phone",
        phone=True,
        java_script_enabled=has_javascript,
    )
    answer(page, "Ja")
    page.locator("details.form-section summary").press("Enter")
    page.fill("[name=subject]", "paspoort")
    page.get_by_role("button", name="Balie", exact=True).click()
    expect(page.get_by_role("button", name="Balie", exact=True)).to_have_attribute(
        "aria-current", "true"
    )
    expect(page.get_by_role("radio", name="Ja", exact=True)).to_be_checked()
    assert Incident.objects.count() == 0
    if has_javascript:
        assert_accessible(page)
    assert_fits(page)
    page.press("[name=subject]", "Enter")
    expect(page.get_by_role("heading", name="Genoteerd")).to_be_visible()
    incident = Incident.objects.get()
    assert (incident.channel, incident.subject, incident.score) == ("desk", "paspoort", 10_000)
