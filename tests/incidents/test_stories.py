"""The story of a contact: told by who knows, in no figure, on the wall only with consent."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from incidents.actions import withdraw_contact
from incidents.models import Story
from incidents.stories import Telling, answer_for_wall, take_story_back, tell_story
from people.models import Notice, User
from periods.week import Week
from scoring.models import ContactTally, Tally
from scoring.queries import team_figures
from tests.builders import (
    NOW,
    TODAY,
    log_contact,
    log_miss,
    make_behaviour,
    make_norm,
    make_person,
    make_team,
)
from tests.incidents.writes import correct, revisions

pytestmark = pytest.mark.django_db
LINE = "Ik werd teruggebeld precies toen ze het zeiden."


@pytest.fixture
def team():
    return make_team("Balie")


@pytest.fixture
def me(team):
    return make_person(team)


@pytest.fixture
def observer(team):
    return make_person(team, "observer")


def told(incident, by, line: str = LINE, **fields: Any) -> Story:
    return tell_story(incident=incident, telling=Telling(line=line, **fields), by=by, at=NOW)


def own(team, me):
    return log_contact(team, employee=me, logged_by=me)


def observed(team, me, observer):
    return log_contact(team, employee=me, logged_by=observer, origin="observed")


def walls(team) -> list[str]:
    return [story.line for story in Story.objects.on_wall(team)]


def says_yes(story: Story, by: User) -> None:
    """To the words as this story has them."""
    answer_for_wall(story=story, is_allowed=True, read=story.wording, by=by)


class TestTelling:
    def test_one_line_is_a_story(self, team, me):
        story = told(own(team, me), me, line="  Ik stond zo weer buiten ")
        assert (story.line, story.experience, story.wall) == ("Ik stond zo weer buiten", "", "off")
        assert (story.told_by, story.told_at, story.changed_at) == (me, NOW, None)

    def test_it_touches_no_revision_no_tally_and_no_score(self, team, me):
        behaviour = make_behaviour()
        make_norm(behaviour)
        incident = log_miss(team, me, behaviour)
        week = Week.of(TODAY)
        figures = team_figures(team=team, weeks=[week])
        before = revisions(), list(Tally.objects.values()), list(ContactTally.objects.values())
        score = (incident.score, incident.version)
        told(incident, me, experience="exceeded", recovery="bloemen", recovery_end="good")
        incident.refresh_from_db()
        assert (incident.score, incident.version) == score
        assert team_figures(team=team, weeks=[week]) == figures
        after = revisions(), list(Tally.objects.values()), list(ContactTally.objects.values())
        assert after == before
        assert all(before)

    def test_its_teller_changes_it_and_nobody_else(self, team, me, observer):
        incident = observed(team, me, observer)
        told(incident, observer)
        assert told(incident, observer, line="Anders").changed_at == NOW
        with pytest.raises(ValidationError):
            told(incident, me, line="Nog anders")
        assert Story.objects.get().line == "Anders"

    def test_a_contact_of_others_has_no_story_of_mine(self, team, me):
        incident = own(team, me)
        for other in (make_person(team), make_person(team, "team_lead")):
            with pytest.raises(ValidationError):
                told(incident, other)

    def test_an_empty_line_and_an_end_of_nothing_are_refused(self, team, me):
        incident = own(team, me)
        for fields in ({"line": " \u200b"}, {"recovery_end": "good"}):
            with pytest.raises(ValidationError):
                told(incident, me, **fields)
        withdraw_contact(incident=incident, version=1, by=me, at=NOW, reason="dubbel")
        with pytest.raises(ValidationError):
            told(incident, me)
        assert not Story.objects.exists()


class TestWall:
    def test_ones_own_story_stands_there_by_ones_own_tick(self, team, me):
        incident = own(team, me)
        told(incident, me)
        assert walls(team) == []
        told(incident, me, for_wall=True)
        assert walls(team) == [LINE]
        told(incident, me)
        assert walls(team) == []

    def test_of_somebody_elses_contact_without_a_name_nobody_can_say_yes(self, team, observer):
        told(log_contact(team, logged_by=observer, origin="observed"), observer, for_wall=True)
        assert walls(team) == []
        assert not Notice.objects.exists()

    def test_whom_it_is_about_is_asked_once_and_says_yes(self, team, me, observer):
        incident = observed(team, me, observer)
        told(incident, observer, for_wall=True)
        story = told(incident, observer, for_wall=True)
        assert (story.wall, walls(team)) == ("asked", [])
        notice = Notice.objects.get()
        assert (notice.user, notice.url) == (me, f"/contacts/{incident.pk}/")
        assert LINE not in notice.text
        says_yes(story, me)
        assert walls(team) == [LINE]

    def test_other_words_are_asked_about_anew(self, team, me, observer):
        incident = observed(team, me, observer)
        says_yes(told(incident, observer, for_wall=True), me)
        assert told(incident, observer, for_wall=True, loyalty="lost").wall == "shown"
        assert told(incident, observer, for_wall=True, unexpected="Meer").wall == "asked"
        assert (walls(team), Notice.objects.count()) == ([], 2)
        says_yes(Story.objects.get(), me)
        below = {"unexpected": "Meer", "experience": "below"}
        assert told(incident, observer, for_wall=True, **below).wall == "asked"

    def test_a_yes_holds_for_the_words_that_were_read(self, team, me, observer):
        incident = observed(team, me, observer)
        read = told(incident, observer, for_wall=True)
        told(incident, observer, line="Heel anders", for_wall=True)
        with pytest.raises(ValidationError):
            says_yes(read, me)
        assert walls(team) == []

    def test_a_contact_that_moves_takes_its_story_to_no_other_wall(self, team, me):
        incident = own(team, me)
        told(incident, me, for_wall=True)
        other = make_team("Telefoon")
        correct(incident, team=other, employee=me)
        assert (walls(team), walls(other)) == ([], [])

    def test_a_no_stands_until_that_person_says_otherwise(self, team, me, observer):
        incident = observed(team, me, observer)
        story = told(incident, observer, for_wall=True)
        answer_for_wall(story=story, is_allowed=False, read="", by=me)
        assert told(incident, observer, line="Anders", for_wall=True).wall == "refused"
        assert told(incident, observer).wall == "refused"
        assert Notice.objects.count() == 1
        says_yes(Story.objects.get(), me)
        assert walls(team) == [LINE]

    def test_nobody_else_answers_and_nobody_puts_there_what_was_not_offered(
        self, team, me, observer
    ):
        story = told(observed(team, me, observer), observer)
        for by in (observer, me):
            with pytest.raises(ValidationError):
                says_yes(story, by)

    def test_a_withdrawn_contact_leaves_the_wall_and_another_team_never_sees_it(self, team, me):
        incident = own(team, me)
        told(incident, me, for_wall=True)
        assert walls(make_team("Telefoon")) == []
        withdraw_contact(incident=incident, version=1, by=me, at=NOW, reason="dubbel")
        assert walls(team) == []

    def test_teller_and_whom_it_is_about_take_it_back(self, team, me, observer):
        for by in (me, observer):
            story = told(observed(team, me, observer), observer)
            with pytest.raises(ValidationError):
                take_story_back(story=story, by=make_person(team))
            take_story_back(story=story, by=by)
        assert not Story.objects.exists()


REFUSED: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "story_has_a_line": ({"line": "x"}, {"line": ""}),
    "story_recovery_ends_after_it_was_tried": (
        {"recovery": "x", "recovery_end": "good"},
        {"recovery": "", "recovery_end": "good"},
    ),
    "story_choices_are_known": ({"wall": "refused"}, {"wall": "maybe"}),
}


@pytest.mark.parametrize("constraint", REFUSED)
def test_the_database_takes_one_and_refuses_the_other(team, me, constraint: str):
    told(own(team, me), me)
    taken, refused = REFUSED[constraint]
    assert Story.objects.update(**taken) == 1
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Story.objects.update(**refused)


def test_a_contact_has_one_story(team, me):
    incident = own(team, me)
    told(incident, me)
    with pytest.raises(IntegrityError), transaction.atomic():
        Story.objects.create(incident=incident, line="x", told_by=me, told_at=NOW)
