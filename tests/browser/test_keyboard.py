"""Journeys without a mouse: everything is reached with Tab, and it shows where one is."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from behaviours.models import Behaviour
from people.models import Role, Team
from tests.builders import fill_team, make_department, make_person, make_team

pytestmark = pytest.mark.django_db(transaction=True)

#: More presses than this to the next thing one needs is a detour.
FAR = 25
#: What has the focus: its name, whether that shows, and whether it is in sight. An answer that is
#: drawn by its label shows the focus there.
FOCUS = """() => {
  const at = document.activeElement;
  const drawn = getComputedStyle(at).opacity === "0" ? at.nextElementSibling : at;
  const style = getComputedStyle(drawn);
  const box = drawn.getBoundingClientRect();
  const [x, y] = [box.x + box.width / 2, box.y + Math.min(box.height, 40) / 2];
  return {
    name: (at.labels?.[0] ?? at).innerText.trim() || at.getAttribute("aria-label") || at.tagName,
    shows: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    isInSight: [at, drawn].some((each) => each.contains(document.elementFromPoint(x, y))),
  };
}"""


class Keyboard:
    """The hands of somebody who has no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def tab_to(self, name: str) -> list[str]:
        """Press Tab until what has the focus is called so; returns what was passed."""
        passed: list[str] = []
        while len(passed) < FAR:
            self.press("Tab")
            focus = self.page.evaluate(FOCUS)
            assert focus["shows"], f"nothing shows that {focus['name']} has the focus"
            assert focus["isInSight"], f"{focus['name']} has the focus out of sight"
            if focus["name"].startswith(name):
                return passed
            passed.append(focus["name"])
        raise AssertionError(f"{name} is not reached: {passed}")

    def follow(self, name: str) -> None:
        """Go to a link or button and use it; leads to another page."""
        self.tab_to(name)
        with self.page.expect_navigation():
            self.press("Enter")

    def fill(self, name: str, text: str) -> None:
        """Go to a field and type; in a list that chooses what begins so."""
        self.tab_to(name)
        self.page.keyboard.type(text)

    def skip_to_the_content(self) -> None:
        assert self.tab_to("Naar de inhoud") == []
        self.press("Enter")


@pytest.fixture
def team() -> Team:
    team = make_team("Balie", slug="balie", parent=make_department("Dienstverlening"))
    fill_team(team)
    return team


def test_a_manager_writes_a_behaviour_with_its_norm(team: Team, signed_in: Callable[..., Page]):
    assert team.parent is not None
    page = signed_in(make_person(team.parent, "manager"), "/behaviours/")
    hands = Keyboard(page)
    hands.skip_to_the_content()
    hands.follow("Eerste gedrag toevoegen")
    hands.skip_to_the_content()
    hands.fill("De norm in één zin", "We nemen de telefoon binnen 20 seconden op")
    with page.expect_navigation():
        hands.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()

    hands.tab_to("Waaraan zie je of het gelukt is? –")
    hands.press("Enter")
    expect(page.get_by_role("radio", name="binnen zoveel seconden")).to_be_focused()
    hands.press("Space")
    assert hands.tab_to("Grens") == []
    page.keyboard.type("20")
    assert hands.tab_to("0 punten vanaf") == []
    page.keyboard.type("60")
    assert hands.tab_to("Zo wel") == []
    page.keyboard.type("Neemt op na drie keer overgaan")
    assert hands.tab_to("Zo niet") == []
    page.keyboard.type("Laat de telefoon rinkelen")
    hands.follow("Gedrag en norm publiceren")
    expect(page.get_by_role("status")).to_contain_text("gepubliceerd")
    norm = Behaviour.objects.get().norms.get()
    assert (norm.threshold, norm.zero_point, norm.team) == (20, 60, team.parent)


def test_a_lead_invites_somebody_and_places_a_colleague(team: Team, signed_in: Callable[..., Page]):
    colleague = make_person(team, name="Sanne Visser", login_name="sanne")
    page = signed_in(make_person(team, "team_lead"), "/organisation/balie/")
    hands = Keyboard(page)
    hands.skip_to_the_content()
    hands.follow("Iemand uitnodigen")
    hands.skip_to_the_content()
    hands.follow("Uitnodigen")
    expect(page.get_by_role("alert")).to_be_focused()
    hands.tab_to("Naam –")
    hands.press("Enter")
    expect(page.get_by_label("Naam", exact=True)).to_be_focused()
    page.keyboard.type("Noor de Wit")
    hands.fill("E-mailadres", "noor@voorbeeld.nl")
    hands.fill("Rol", "meekijker")
    hands.follow("Uitnodigen")
    expect(page.get_by_role("status")).to_contain_text("noor@voorbeeld.nl")

    hands.skip_to_the_content()
    hands.follow("Collega plaatsen")
    hands.skip_to_the_content()
    hands.fill("Persoon", "Sanne")
    hands.fill("Rol", "meekijker")
    hands.follow("Plaatsen")
    expect(page.get_by_role("status")).to_contain_text("Sanne Visser")
    observers = Role.objects.filter(kind=Role.Kind.OBSERVER, team=team)
    assert sorted(role.user.name for role in observers) == ["Noor de Wit", "Sanne Visser"]
    assert colleague.roles.count() == 2
