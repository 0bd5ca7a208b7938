"""What stands around the norms: the axis of stories, the Pareto of V18, what a loss costs."""

import pytest
import time_machine

from coaching.actions.attention import set_loss_terms
from coaching.attention import Tapped
from dashboards.around import barrier_rows
from incidents.stories import Telling, tell_story
from people.models import Team
from tests.builders import NOW, log_contact, log_miss, make_barrier, make_person, make_root
from tests.dashboards.office import ADDRESS, as_reader, log_week, make_balie, norm_of, reader

#: Table V18: 50 taps.
V18 = (18, 11, 9, 5, 3, 3, 1)


def rows(*counts: int):
    """Rows of so many taps each, the last of them "something else", given in another order."""
    found = [
        Tapped(number, f"b{number}", number == len(counts), count, 0)
        for number, count in enumerate(counts, start=1)
    ]
    return barrier_rows(found[::-1], {})


def test_v18_the_vital_few_are_the_first_four():
    found = rows(*V18)
    assert [row.reached for row in found] == ["36%", "58%", "76%", "86%", "92%", "98%", "100%"]
    assert [row.is_vital for row in found] == [True] * 4 + [False] * 3
    assert [row.width for row in found] == [100, 61, 50, 28, 17, 17, 6]


def test_something_else_stands_last_whatever_its_number():
    assert [row.words for row in rows(3, 20, 40)] == ["b2", "b1", "b3"]


@pytest.mark.parametrize(("counts", "shares"), [((10, 9), False), ((11, 9), True)])
def test_fewer_than_twenty_taps_are_counts_alone(counts, shares):
    found = rows(*counts)
    assert all(bool(row.share) is bool(row.reached) is shares for row in found)
    assert any(row.is_vital for row in found) is shares
    assert rows() == []


@pytest.fixture
def _that_monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.django_db
@pytest.mark.usefixtures("_that_monday")
class TestOnThePage:
    @staticmethod
    def page(team: Team, kind: str = "team_lead"):
        return as_reader(reader(team, kind)).get(ADDRESS).context["page"]

    @staticmethod
    def tell(team: Team, number: int = 1, **told) -> None:
        for _ in range(number):
            person = make_person(team)
            contact = log_contact(team, employee=person, logged_by=person)
            telling = Telling(line="Een verhaal", **told)
            tell_story(incident=contact, telling=telling, by=person, at=NOW)

    def test_stories_stand_on_an_axis_of_their_own_and_in_no_score(self):
        team = make_balie()
        log_week(team, norm_of()[0], 12, 15)
        before = [item.figure for item in self.page(team).figures[:2]]
        self.tell(team, 2, experience="below")
        self.tell(team, 3, experience="exceeded")
        self.tell(team)
        axis = [(side.label, side.count) for side in self.page(team).around.stories]
        assert axis == [
            ("better than expected", 3),
            ("as expected", 0),
            ("less than expected", 2),
            ("not said", 1),
        ]
        assert [item.figure for item in self.page(team).figures[:2]] == before

    def test_without_anything_there_is_nothing(self):
        team = make_balie()
        log_week(team, norm_of()[0], 12, 15)
        found = self.page(team).around
        assert (found.stories, found.barriers, found.compliments, found.cost) == ([], [], 0, None)

    def test_a_manager_reads_counts_and_no_lines(self):
        team = make_balie()
        self.tell(team, 2, experience="below", for_wall=True)
        found = self.page(team, "manager").around
        assert [(side.count, list(side.lines)) for side in found.stories] == [
            (0, []), (0, []), (2, []),
        ]  # fmt: skip
        assert (found.wall_url, found.board_url) == ("", "")

    @pytest.mark.parametrize(
        ("kind", "reads"),
        [
            ("team_lead", True), ("employee", True),
            ("manager", False), ("works_council", False), ("observer", False),
        ],
    )  # fmt: skip
    def test_what_was_in_the_way_is_read_by_the_team_alone(self, kind, reads):
        """Its taps are of four weeks, in some of which the team may have been small."""
        team = make_balie()
        behaviour, _ = norm_of()
        log_miss(team, make_person(team), behaviour, make_barrier())
        node = make_root() if kind == "works_council" else team
        found = self.page(node, kind).around
        assert (len(found.barriers), found.taps, bool(found.board_url)) == (reads, reads, reads)

    @pytest.mark.parametrize(("can_leave", "is_set"), [(True, True), (True, False), (False, True)])
    def test_lost_customers_cost_a_range_by_the_terms_beside_it(self, settings, can_leave, is_set):
        settings.CUSTOMERS_CAN_LEAVE = can_leave
        team = make_balie()
        self.tell(team, 2, loyalty="lost")
        self.tell(team, loyalty="at_risk")
        if is_set:
            person = make_person(team)
            set_loss_terms(margin_low=9, margin_high=9, years=1, by=person, at=NOW)
            set_loss_terms(margin_low=150, margin_high=400, years=4, by=person, at=NOW)
        cost = self.page(team).around.cost
        assert bool(cost) is (can_leave and is_set)
        if cost:
            assert cost.sentence == "2 lost customers: € 1,200 to € 3,200."
            assert "€ 150 to € 400 margin a year, and a customer who stays 4 years" in cost.terms

    def test_a_team_that_only_began_has_one_next_step(self):
        team = make_balie(people=3)
        log_week(team, norm_of()[0], 5, 7)
        page = self.page(team)
        assert page.next_step.text == "Tell of one contact what the customer would say at home"
        self.tell(team)
        assert self.page(team).next_step.text == "Choose what the team looks at first"
        assert self.page(team, "employee").next_step.text == "Log the next contact"
