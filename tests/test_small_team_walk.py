"""Every address and file of the site, opened around a small team by who is not of it.

Its figures are numbers that stand nowhere else, and no contacts are behind them, so that whatever
shows one has it from the sums. Nor does any address order people or teams by a score.
"""

import re
from collections.abc import Iterator
from io import BytesIO

import openpyxl
import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from behaviours.models import Behaviour
from incidents.models import TeamWeek
from people.models import Team
from periods.week import weeks_ending
from scoring.models import ContactTally, Tally, TallyState
from scoring.pooled import Pooled
from scoring.sums import CONTACT_SUMS, NORM_SUMS
from scoring.verifying import out_of_step
from tests.addresses import FOUND
from tests.builders import NOW, fill_team, make_team
from tests.dashboards.office import WEEK
from tests.test_walk import OPENED, expected
from tests.world import World

pytestmark = pytest.mark.django_db

WEEKS = weeks_ending(WEEK, 13)
#: Of the small team and of the large one in each week: met, and seen.
SMALL, LARGE = (60007, 70003), (1100, 2300)
QUERIES = (
    "", "?_export=csv", "?_export=xlsx", "?span=13", "?span=13&_export=csv",
    "?node=burgerzaken", "?node=burgerzaken&span=13&_export=xlsx",
)  # fmt: skip
#: Where the weeks or the table can be asked for otherwise; elsewhere the plain address will do.
WITH_TABLES = {
    "organisation_week",
    "team_week",
    "team_norm",
    "incident_list",
    "promise_list",
    "start",
}
ORDERS = "?sort=-score&order=score&order_by=-score&ordering=-met&o=-2&rank=1&direction=desc"


@pytest.fixture
def world(db, settings) -> Iterator[World]:
    """The team of the walk has two employees; beside it stands one of six."""
    settings.CUSTOMERS_CAN_LEAVE = True
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        world = World()
        large = make_team("Grote balie", parent=world.node, slug="grote-balie")
        fill_team(large, 6)
        for team, figures in ((world.team, SMALL), (large, LARGE)):
            plant(team, *figures)
        yield world


def plant(team: Team, met: int, observed: int) -> None:
    """These sums in each of the weeks, up to date."""
    behaviour = Behaviour.objects.get(code="TEL-01")
    for week in WEEKS:
        revision = TeamWeek.objects.update_or_create(
            team=team, week=week.monday, defaults={"revision": 9}
        )[0].revision
        for model in (TallyState, Tally, ContactTally):
            model.objects.filter(team=team, week=week.monday).delete()
        row = Tally.objects.create(
            team=team, week=week.monday, behaviour=behaviour, norm=behaviour.norms.get(),
            origin="self", observed=observed, met=met, happened=0, score_sum=10_000 * met,
            not_applicable=met + 5, not_observed=0,
        )  # fmt: skip
        contacts = ContactTally.objects.create(
            team=team, week=week.monday, origin="self", contacts=observed + 2,
            fully_judged=observed, fully_in_order=met, critical_judged=observed,
            critical_in_order=met, not_answered_by_wait=0, not_answered_not_met=0,
            not_answered_not_applicable=0,
        )  # fmt: skip
        norm = [[row.norm_id], *([getattr(row, name)] for name in NORM_SUMS), [0], [0]]
        by_origin = {"self": [getattr(contacts, name) for name in CONTACT_SUMS]}
        shown = Pooled._make((*norm, by_origin)).text
        TallyState.objects.create(
            team=team, week=week.monday, counted_revision=revision, sums=shown
        )
    assert not out_of_step()


def planted() -> set[str]:
    """What would tell: each figure, what is missed, its sums over weeks and with the other team."""
    met, seen = SMALL
    figures = {met, seen, seen - met, met + 5, seen + 2}
    large = {0, LARGE[0], LARGE[1], LARGE[1] - LARGE[0]}
    sums = {figure * weeks for figure in figures for weeks in range(1, 14)}
    return {str(each + other * 13) for each in sums for other in large} | {
        str(each + other) for each in sums for other in large
    }


def numbers_in(answer) -> set[str]:
    """Every number in the answer, in words, titles, addresses and scripts, its signs left out."""
    if "spreadsheet" in answer.headers.get("Content-Type", ""):
        sheet = openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0]
        text = "\n".join(str(cell) for row in sheet.values for cell in row)
    else:
        text = answer.content.decode()
    return set(re.findall(r"\d+", re.sub(r"(?<=\d)[.,\s\u00a0](?=\d{3}\b)", "", text)))


def addresses(world: World, persona: str) -> list[str]:
    """Of every page that opens for this persona, and the same of the large team."""
    found = []
    for name in sorted(FOUND):
        if expected(OPENED[name])[persona] != 200 or name == "account_logout":
            continue
        queries = QUERIES if name in WITH_TABLES else ("",)
        address = world.address(name)
        both = {address, address.replace("/teams/balie/", "/teams/grote-balie/")}
        found += [each + query for each in sorted(both) for query in queries]
    return found


def client_of(world: World, persona: str) -> Client:
    return dict(world.clients())[persona]


@pytest.mark.parametrize("persona", ["manager", "works_council"])
def test_no_page_and_no_file_shows_a_figure_of_a_small_team_to_who_is_not_of_it(persona, world):
    client, secrets = client_of(world, persona), planted()
    asked = addresses(world, persona)
    assert len(asked) > 50
    shown = {}
    for address in asked:
        answer = client.get(address)
        assert answer.status_code in {200, 302}, address
        shown[address] = numbers_in(answer)
    assert not {address for address, numbers in shown.items() if numbers & secrets}
    # The large team stands beside it, so these are the pages that would have shown it.
    grids = [address for address in asked if "/organisation/weeks/" in address]
    assert len(grids) == len(QUERIES)
    for address in grids:
        times = 13 if "span" in address else 1
        assert str(LARGE[1] * times) in shown[address], address


def test_its_lead_finds_them_so_the_search_would(world):
    client, secrets = client_of(world, "team_lead"), planted()
    for query in QUERIES[:3]:
        address = world.address("team_week") + query
        assert {str(SMALL[0]), str(SMALL[1])} <= numbers_in(client.get(address)) & secrets


@pytest.mark.parametrize("persona", ["manager", "team_lead"])
def test_no_address_orders_people_or_teams_by_a_score(persona, world):
    client = client_of(world, persona)
    for address in addresses(world, persona):
        # The list of contacts sorts contacts, not people, and names nobody.
        if "?" in address or address == "/contacts/":
            continue
        plain, ordered = client.get(address), client.get(address + ORDERS)
        assert order_of(plain.text) == order_of(ordered.text), address


def order_of(html: str) -> list[str]:
    """The words of a page in their order, without what changes from one time to the next."""
    main = html.partition("<main")[2]
    return re.sub(r"<[^>]*>", " ", main).split()
