"""Reading the week page: as a whole, in PostgreSQL alone, and as the first after a write."""

import sys
from collections.abc import Callable, Iterator
from functools import partial

from django.db import connection

from bench.data import (
    HUGE_TEAM,
    LAST_WEEK,
    NORMS,
    SEEN_A_CONTACT,
    Store,
    Stores,
    check_tallies,
    make_contacts,
)
from bench.measure import (
    Result,
    Statement,
    alternately,
    backend_cpu,
    by_turns,
    ratios,
    spent,
    statements_of,
)
from bench.site import EMPTY_PAGE, Browser, on_database
from incidents.journal import raise_revisions
from people.models import Team
from periods.week import weeks_ending
from scoring.queries import team_figures

PAGE = f"/teams/team-0/weeks/{LAST_WEEK}/"
WEEKS = weeks_ending(LAST_WEEK, 13)
REQUESTS_A_TURN = 60
NOT_MODIFIED = 304
READS_A_TURN = 10
MOST_QUERIES = 8
#: Of all observations, so many are in one huge team-week: 100,000 of a million.
HUGE_SHARE = 10
#: And no more than this: the size its target is about.
MOST_HUGE = 100_000


def week_page(stores: Stores) -> Iterator[Result]:
    """The whole page against the empty frame of the same site, then the page unchanged."""
    with on_database(stores.large.name):
        browser = Browser(stores.cookie)
        page, empty = browser.get(PAGE), browser.get(EMPTY_PAGE)
        assert (page.status, empty.status) == (200, 200), (page.status, empty.status)
        assert page.body.count(b"/behaviours/N-") >= NORMS, "not the page that is meant"
        floor = partial(_request, browser, EMPTY_PAGE)
        whole = ratios(alternately(partial(_request, browser, PAGE), floor))
        yield Result("week page, 40 norms x 13 weeks / empty page (aim 1.5), CPU", whole, at_most=3)
        fresh = ratios(alternately(partial(_unremembered, browser), floor))
        yield Result("week page, nothing remembered of it / empty page, CPU", fresh)
        again = ratios(alternately(partial(_again, browser), floor))
        yield Result("week page asked again, unchanged (304) / empty page, CPU", again)


def page_sql(stores: Stores) -> Iterator[Result]:
    """The statements of that page, in a small and in a large database."""
    browser = Browser(stores.cookie)
    sent = {}
    for store in (stores.large, stores.small):
        with on_database(store.name):
            browser.get(PAGE)
            sent[store] = statements_of(lambda: browser.get(PAGE))
    assert len(sent[stores.large]) == len(sent[stores.small]), (
        "the page asks more when there is more"
    )
    large, small = (partial(_sql, store, sent[store]) for store in sent)
    sizes = f"{stores.large.observations:,} / {stores.small.observations:,} observations"
    yield Result(f"week page: SQL at {sizes}, CPU", ratios(by_turns(large, small)), at_most=1.15)
    yield Result("week page: queries", [len(sent[stores.large])], "", at_most=MOST_QUERIES)


def after_a_write(stores: Stores) -> Iterator[Result]:
    """The first reader after a write counts again: an ordinary team-week, and a huge one."""
    with on_database(stores.large.name):
        ordinary = Team.objects.get(slug="team-0")
        values = ratios(_written_or_not(ordinary, lambda: team_figures(team=ordinary, weeks=WEEKS)))
        yield Result("figures after a write / without, 480 observations, CPU", values)
        browser = Browser(stores.cookie)
        values = ratios(_written_or_not(ordinary, lambda: browser.get(PAGE)))
        yield Result("week page after a write / without, 480 observations, CPU", values, at_most=3)
        huge = Team.objects.get(slug=HUGE_TEAM)
        size = min(MOST_HUGE, stores.large.observations // HUGE_SHARE)
        make_contacts([huge], weeks=1, contacts=size // SEEN_A_CONTACT)
        pairs = _written_or_not(huge, lambda: team_figures(team=huge, weeks=WEEKS))
        more = [1000 * (after - without) for after, without in pairs]
        yield Result(
            f"figures after a write, {size:,} observations: more CPU", more, "ms", at_most=150
        )
        check_tallies()


def _request(browser: Browser, path: str, **headers: str) -> float:
    return spent(lambda: browser.get(path, **headers))


def _unremembered(browser: Browser) -> float:
    """As after a start: words and lines that the process keeps are made anew."""
    for name, room in sys.modules.items():
        if name.startswith(("dashboards.", "scoring.")):
            for each in vars(room).values():
                if hasattr(each, "cache_clear"):
                    each.cache_clear()
    return _request(browser, PAGE)


def _again(browser: Browser) -> float:
    """The page is asked for once to know its tag, which is not counted, then with the tag."""
    for _ in range(2):  # the tag holds for one minute, which may just have passed
        tag = browser.get(PAGE).headers["ETag"]
        cost = _request(browser, PAGE, HTTP_IF_NONE_MATCH=tag)
        if browser.get(PAGE, HTTP_IF_NONE_MATCH=tag).status == NOT_MODIFIED:
            return cost
    raise AssertionError("an unchanged page was sent again")


def _sql(store: Store, statements: list[Statement]) -> float:
    """Seconds of PostgreSQL's processor for the statements of so many pages."""

    def work() -> None:
        with connection.cursor() as cursor:
            for sql, parameters in statements * REQUESTS_A_TURN:
                cursor.execute(sql, parameters)
                cursor.fetchall()

    with on_database(store.name):
        return spent(work, backend_cpu)


def _written_or_not(team: Team, read: Callable[[], object]) -> list[tuple[float, float]]:
    """What some reads cost: each just after a write to the latest week, and without."""

    def cost(written: bool) -> float:
        total = 0.0
        for _ in range(READS_A_TURN):
            if written:
                raise_revisions([(team.pk, LAST_WEEK.monday)])
            total += spent(read)
        return total / READS_A_TURN

    return by_turns(lambda: cost(True), lambda: cost(False))
