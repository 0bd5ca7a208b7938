"""Which norms a form asks about first: that of the week, then those least seen."""

from datetime import timedelta

import pytest
import time_machine

from behaviours.actions import set_focus
from behaviours.models import Norm
from incidents.judging import Entry
from incidents.queries import matter_now, seen_lately
from periods.week import Week
from tests.builders import NOW, TODAY, log_contact, make_behaviour, make_norm, make_team
from tests.incidents.site import address, choice, norm_of, posted

pytestmark = pytest.mark.django_db

WEEK = Week.of(TODAY)


@pytest.fixture(autouse=True)
def _monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


def norms(number: int) -> list[Norm]:
    return [
        make_norm(make_behaviour(f"A-{place}", "do"), sentence=f"norm {place}")
        for place in range(number)
    ]


def shown(parts) -> list[str]:
    return [part.fields.norm.behaviour.code for part in parts]


class TestMatterNow:
    def codes(self, found: list[Norm], keys: list[int]) -> list[str]:
        return [next(n.behaviour.code for n in found if n.behaviour_id == key) for key in keys]

    def test_the_four_least_seen_by_code(self):
        found = norms(6)
        seen = {found[0].behaviour_id: 9, found[3].behaviour_id: 8, found[5].behaviour_id: 1}
        keys = matter_now(found, focus_id=None, seen=seen)
        assert self.codes(found, keys) == ["A-1", "A-2", "A-4", "A-5"]

    def test_the_norm_of_the_week_stands_first_however_often_it_was_seen(self):
        found = norms(6)
        focus_id = found[5].behaviour_id
        keys = matter_now(found, focus_id=focus_id, seen={focus_id: 99})
        assert self.codes(found, keys) == ["A-5", "A-0", "A-1", "A-2"]

    def test_one_more_is_not_worth_a_tap(self):
        found = norms(5)
        assert len(matter_now(found, focus_id=None, seen={})) == 5

    def test_no_norms_is_none(self):
        assert matter_now([], focus_id=1, seen={}) == []


class TestSeenLately:
    def test_counts_what_was_seen_and_counts_and_no_more(self):
        team, other = make_team(), make_team()
        norm, idle = norms(2)
        behaviour = norm.behaviour
        for _ in range(2):
            log_contact(team, {behaviour: 1})
        log_contact(team, {behaviour: Entry.not_applicable()})
        log_contact(team, {behaviour: Entry.not_observed()})
        log_contact(other, {behaviour: 1})
        log_contact(team, {behaviour: 1}, occurred_at=NOW - timedelta(days=7))
        log_contact(team, {behaviour: 1}).observations.update(counts=False)
        assert seen_lately(team, since=WEEK.monday) == {behaviour.pk: 2}
        assert seen_lately(team, since=(WEEK - 1).monday) == {behaviour.pk: 3}
        assert idle.behaviour_id not in seen_lately(team, since=WEEK.monday)


class TestPage:
    def test_the_others_are_one_tap_away_with_their_number(self, client, team, employee):
        found = norms(6)
        set_focus(team=team, behaviour=found[4].behaviour, week=WEEK, weeks=1, by=None, at=NOW)
        response = client.get(address(team))
        form, page = response.context["form"], " ".join(response.content.decode().split())
        assert shown(form.first_parts) == ["A-4", "A-0", "A-1", "A-2"]
        assert shown(form.other_parts) == ["A-3", "A-5"]
        assert '<details class="more other-norms" > <summary> 2 other norms' in page
        assert page.count("norm of the week") == 1

    def test_what_is_filled_in_there_is_in_sight_when_the_form_comes_back(
        self, client, team, employee
    ):
        found = norms(6)
        data = posted(*found, on="2099-01-01") | {choice(found[5]): "1"}
        page = " ".join(client.post(address(team), data).content.decode().split())
        assert '<details class="more other-norms" open>' in page

    def test_all_in_order_fills_what_is_asked_first_and_left_alone(self, client, team, employee):
        dont = make_norm(make_behaviour("A-2", "dont"), sentence="geen mobiel")
        found = [*norms(2), dont, norm_of("extra", "iets extra's")]
        rated, counted = norm_of("rating", "opkijken"), norm_of("count_limit", "doorverbinden")
        set_focus(team=team, behaviour=counted.behaviour, week=WEEK, weeks=1, by=None, at=NOW)
        data = posted(*found, rated, counted) | {choice(found[0]): "0", "switch": "in_order"}
        form = client.post(address(team), data).context["form"]
        values = {
            part.fields.norm.sentence: part.choice.value()
            for part in [*form.first_parts, *form.other_parts]
        }
        assert values == {
            "doorverbinden": "1",
            "norm 0": "0",
            "norm 1": "1",
            "geen mobiel": "0",
            "iets extra's": "not_observed",
            "opkijken": "not_observed",
        }
