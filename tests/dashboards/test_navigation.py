"""The entries of the bar: every page belongs to one of them, so that a reader sees where it is."""

from collections import Counter

from dashboards.navigation import ENTRIES
from tests.addresses import FOUND
from tests.test_walk import OPENED, POSTED, expected

#: For who has no bar: somebody at a station, and somebody with a link and no account.
WITHOUT_A_BAR = {"pin_change", "promise_by_link"}
#: Leads on to the running week, which has no address of its own.
LEADS_ON = {"organisation_now"}
LISTED = Counter(name for _label, _address, pages, _kinds in ENTRIES for name in pages)


def is_page(name: str) -> bool:
    """Whether it answers somebody with a page; those of the log-in stand outside the bar."""
    answers = {*expected(OPENED[name]).values(), *expected(POSTED.get(name, OPENED[name])).values()}
    if name in LEADS_ON:
        return True
    return 200 in answers and not name.startswith("account_") and name not in WITHOUT_A_BAR


def test_every_page_belongs_to_one_entry():
    assert {name: LISTED[name] for name in FOUND if is_page(name)} == dict.fromkeys(LISTED, 1)


def test_an_entry_leads_to_a_page_of_its_own():
    assert all(address in pages for _label, address, pages, _kinds in ENTRIES)
