"""Reading the grid: every team of the organisation against every norm, for one week and for 13."""

from collections.abc import Iterator
from functools import partial

from bench.data import HUGE_TEAM, LAST_WEEK, NORMS, TEAMS, Stores, log_in, make_contacts
from bench.measure import Result, alternately, ratios, spent, statements_of
from bench.pages import NOT_MODIFIED
from bench.site import EMPTY_PAGE, Browser, create_database, on_database
from incidents.models import TeamWeek
from people.models import Role, Team

GRID = f"/organisation/weeks/{LAST_WEEK}/"
WEEKS = 13
#: A copy of the large database in which every team has its last weeks.
STORE = "grid"


def organisation_grid(stores: Stores) -> Iterator[Result]:
    """The whole page against the empty frame of the same site, for somebody who sees all of it."""
    create_database(STORE, stores.large.name)
    with on_database(STORE):
        browser = Browser(_everywhere())
        page, empty = browser.get(GRID), browser.get(EMPTY_PAGE)
        assert (page.status, empty.status) == (200, 200), (page.status, empty.status)
        assert page.body.count(b"/behaviours/N-") > TEAMS * NORMS, "not the page that is meant"
        floor = partial(_request, browser, EMPTY_PAGE)
        whole = ratios(alternately(partial(_request, browser, GRID), floor))
        yield Result("grid, 200 teams x 40 norms / empty page, CPU", whole, at_most=6)
        again = ratios(alternately(partial(_again, browser), floor))
        yield Result("grid asked again, unchanged (304) / empty page, CPU", again)
        span = alternately(partial(_request, browser, f"{GRID}?span={WEEKS}"), floor)
        yield Result(f"grid, {WEEKS} weeks added up / empty page, CPU", ratios(span))
        yield Result("grid: queries", [len(statements_of(lambda: browser.get(GRID)))], "")


def _everywhere() -> str:
    """Contacts for the teams that have none in the last weeks; the cookie of who reads them all."""
    seen = TeamWeek.objects.filter(week=LAST_WEEK.monday).values("team_id")
    teams = Team.objects.filter(kind="team").exclude(pk__in=seen).exclude(slug=HUGE_TEAM)
    if teams:
        make_contacts(teams, weeks=WEEKS)
    root = Team.objects.get(kind="organisation")
    return log_in("ondernemingsraad", root, Role.Kind.WORKS_COUNCIL)


def _request(browser: Browser, path: str, **headers: str) -> float:
    return spent(lambda: browser.get(path, **headers))


def _again(browser: Browser) -> float:
    """Asked for with the tag of the page, which is read first and not counted."""
    for _ in range(2):  # the tag holds for one minute, which may just have passed
        tag = browser.get(GRID).headers["ETag"]
        cost = _request(browser, GRID, HTTP_IF_NONE_MATCH=tag)
        if browser.get(GRID, HTTP_IF_NONE_MATCH=tag).status == NOT_MODIFIED:
            return cost
    raise AssertionError("an unchanged page was sent again")
