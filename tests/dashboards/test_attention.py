"""The top of a team's week: what each reader sees there, and what a lead's taps do."""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
import time_machine

from coaching.actions.compliments import give_compliment
from coaching.actions.fresh_eyes import ask_why
from coaching.models import Handled
from incidents.stories import Telling, tell_story
from tests.builders import NOW, log_contact, log_miss, make_barrier, make_person, make_root
from tests.dashboards.office import ADDRESS, WEEK, as_reader, log_week, make_balie, norm_of, reader
from tests.incidents.promises.making import promise

pytestmark = pytest.mark.django_db
HANDLE = f"{ADDRESS}attention/"
HANDLED = "/teams/balie/handled/"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def titles(client, address: str = ADDRESS) -> list[str]:
    """The sentences at the top of the page, those behind its one line included."""
    found = re.findall(r'class="finding">([^<]+)<', client.get(address).text)
    return [unescape(each) for each in found]


def tell(team, line: str = "Ik werd drie keer doorverbonden", **told):
    person = make_person(team)
    contact = log_contact(team, employee=person, logged_by=person)
    telling = Telling(line=line, **({"experience": "below"} | told))
    return tell_story(incident=contact, telling=telling, by=person, at=NOW)


def everything(team):
    """One of each kind that stands in a running week."""
    behaviour, _ = norm_of("TEL-02", title="Doorverbinden")
    log_week(team, norm_of()[0], 4, 20)
    log_miss(team, make_person(team), behaviour, make_barrier("too_busy"))
    tell(team)
    tell(team, "Ze belde zelf terug", experience="exceeded", loyalty="")
    tell(team, "Ik ga naar een ander", loyalty="lost")
    promise(team, due_at=NOW - timedelta(hours=2), at=NOW - timedelta(hours=4))
    ask_why(team=team, asked_by=make_person(team), text="Waarom op papier?", at=NOW)


SENTENCES = [
    "1 customer lost",
    "1 customer got less than expected",
    "1 promise is not kept yet",
    "Answer within 20 seconds: met 4 of 20 times",
    "Most in the way: too_busy",
    "1 question waits for an answer",
    "1 customer got more than expected",
]


def test_the_team_and_its_lead_read_everything_most_important_first():
    team = make_balie()
    everything(team)
    assert titles(as_reader(reader(team, "team_lead"))) == SENTENCES
    assert titles(as_reader(reader(team, "employee"))) == SENTENCES


@pytest.mark.parametrize("kind", ["observer", "manager", "works_council"])
def test_others_read_the_figures_alone(kind):
    team = make_balie()
    everything(team)
    client = as_reader(reader(team, kind))
    assert titles(client) == [SENTENCES[3]]
    text = client.get(ADDRESS).text
    assert re.findall(r'name="tap"|drie keer doorverbonden|/barriers/"|/handled/', text) == []


def test_a_lead_reads_every_line_and_the_team_those_on_its_wall():
    team = make_balie()
    tell(team, "Voor iedereen", for_wall=True)
    tell(team, "Voor de leider")
    texts = {
        kind: as_reader(reader(team, kind)).get(ADDRESS).text for kind in ("team_lead", "employee")
    }
    assert all("Voor iedereen" in text for text in texts.values())
    assert ["Voor de leider" in text for text in texts.values()] == [True, False]


def test_three_stand_first_with_a_link_each_that_opens():
    team = make_balie()
    everything(team)
    client = as_reader(reader(team, "team_lead"))
    page = client.get(ADDRESS).context["page"]
    items = [*page.attention.first, *page.attention.rest]
    assert (len(page.attention.first), len(items)) == (3, 7)
    links = [link.url for item in items for link in (item.link, *item.lines) if link.url]
    assert len(links) == 7
    assert {client.get(url).status_code for url in links} == {200}


@pytest.mark.parametrize("outcome", ["discussed", "noise", "later"])
def test_one_tap_puts_a_thing_away_for_that_week_and_it_is_found_and_taken_back(outcome):
    team = make_balie()
    everything(team)
    lead = reader(team, "team_lead", name="Chantal")
    client = as_reader(lead)
    key = client.get(ADDRESS).context["page"].attention.first[0].key
    answer = client.post(HANDLE, {"tap": f"{outcome} {key}"})
    assert (answer.status_code, answer.url) == (302, f"{ADDRESS}#attention")
    assert titles(client) == SENTENCES[1:]
    assert titles(as_reader(reader(team, "employee"))) == SENTENCES[1:]
    listed = client.get(HANDLED).text
    assert all(each in listed for each in (SENTENCES[0], outcome, "Chantal", f"/weeks/{WEEK}/"))
    row = Handled.objects.get()
    assert client.post(f"{HANDLED}{row.pk}/take-back/").status_code == 302
    assert titles(client) == SENTENCES
    assert "Nothing was handled yet" in client.get(HANDLED).text


def test_what_is_new_comes_back_and_the_sentence_of_a_story_keeps_no_words_of_a_customer():
    team = make_balie()
    tell(team)
    client = as_reader(reader(team, "team_lead"))
    key = client.get(ADDRESS).context["page"].attention.first[0].key
    client.post(HANDLE, {"tap": f"noise {key}"})
    assert Handled.objects.get().said == "1 customer got less than expected"
    assert titles(client) == []
    tell(team, "Nog een")
    assert titles(client) == ["1 customer got less than expected"]


def test_what_was_put_off_stands_on_the_next_week():
    team = make_balie()
    tell(team)
    client = as_reader(reader(team, "team_lead"))
    key = client.get(ADDRESS).context["page"].attention.first[0].key
    client.post(HANDLE, {"tap": f"later {key}"})
    with time_machine.travel(NOW + timedelta(weeks=1), tick=False):
        after = f"/teams/balie/weeks/{WEEK.next}/"
        assert titles(client, after) == ["Put off last week: 1 customer got less than expected"]
        client.post(f"{after}attention/", {"tap": f"discussed {key}"})
        assert titles(client, after) == []
        assert Handled.objects.latest("pk").said == "1 customer got less than expected"


def test_a_line_goes_with_it_and_data_of_a_customer_in_it_is_refused():
    team = make_balie()
    tell(team)
    client = as_reader(reader(team, "team_lead"))
    key = client.get(ADDRESS).context["page"].attention.first[0].key
    assert "1 customer got less than expected" in client.get(f"{HANDLE}?key={key}").text
    filled = {"key": key, "outcome": "discussed", "line": "Bel 06-12345678"}
    refused = client.post(HANDLE, filled)
    assert (refused.status_code, Handled.objects.count()) == (200, 0)
    assert "Bel 06-12345678" in refused.text
    client.post(HANDLE, filled | {"line": "Maandag besproken"})
    assert Handled.objects.get().line == "Maandag besproken"
    assert "Maandag besproken" in client.get(HANDLED).text


@pytest.mark.parametrize(
    "posted", [{}, {"tap": "noise"}, {"tap": "noise x:1"}, {"tap": "noise overdue:7"}, {"key": "x"}]
)
def test_what_is_not_at_the_top_cannot_be_handled(posted):
    team = make_balie()
    tell(team)
    answer = as_reader(reader(team, "team_lead")).post(HANDLE, posted)
    assert (answer.status_code, Handled.objects.count()) == (302, 0)


def test_an_unknown_outcome_is_asked_again():
    team = make_balie()
    story = tell(team)
    answer = as_reader(reader(team, "team_lead")).post(
        HANDLE, {"tap": f"ignored below_expected:{story.pk}"}
    )
    assert (answer.status_code, Handled.objects.count()) == (200, 0)


@pytest.mark.parametrize("kind", ["employee", "observer", "manager", "works_council"])
def test_only_the_lead_handles(kind):
    team = make_balie()
    client = as_reader(reader(team, kind))
    assert client.post(HANDLE, {"tap": "noise unseen:1"}).status_code == 403
    assert client.get(HANDLED).status_code == 403


def test_attention_that_slips_is_named_with_its_counts():
    team = make_balie()
    behaviour, _ = norm_of(kind="do", title="Laten uitpraten")
    for back in (5, 6, 7, 8):
        log_week(team, behaviour, 2, 2, week=WEEK - back, origin="observed")
    log_week(team, behaviour, 9, 9, week=WEEK - 2)
    client = as_reader(reader(team, "team_lead"))
    assert titles(client) == ["Attention for “Laten uitpraten” slips"]
    assert "0 times in four weeks, against 8" in unescape(client.get(ADDRESS).text)
    giver, to = make_person(team), make_person(team)
    praise = give_compliment(
        to=to, from_user=giver, team=team, submission_key=uuid4(), at=NOW - timedelta(days=8)
    )
    praise.behaviour = behaviour
    praise.save()
    log_week(team, behaviour, 3, 3, week=WEEK - 1, origin="observed")
    assert titles(client) == []


def test_the_agenda_of_a_meeting_is_attention_on_the_day_it_was_held():
    team = make_balie()
    behaviour, _ = norm_of(kind="do", title="Laten uitpraten")
    for back in (5, 6, 7, 8):
        log_week(team, behaviour, 1, 1, week=WEEK - back, origin="observed")
    log_week(team, behaviour, 9, 9, week=WEEK - 2)
    lead = reader(team, "team_lead")
    client = as_reader(lead)

    def meet(back: int) -> str:
        with time_machine.travel(NOW - timedelta(weeks=back), tick=False):
            page = f"/teams/balie/weeks/{WEEK - back}/meeting/"
            about = as_reader(lead).get(page).context["form"]["about"].value()
            made = {"title": "Oefenen", "owner": lead.pk, "due_on": f"{WEEK.next.monday}"}
            assert as_reader(lead).post(page, made | {"about": about}).status_code == 302
        return unescape(client.get(ADDRESS).text)

    assert "0 times in four weeks, against 4" in unescape(client.get(ADDRESS).text)
    said = "Seen by others, praised or in the team meeting: 1 time in four weeks, against 4."
    assert said in meet(1)
    assert said in meet(0), "the week that runs is none of the four"
    assert titles(client) == ["Attention for “Laten uitpraten” slips"]
    meet(3)
    assert titles(client) == []


def test_a_norm_nobody_saw_counts_only_when_it_is_looked_at_first():
    team = make_balie()
    seen, unseen = norm_of()[0], norm_of("TEL-02", title="Laten uitpraten")[0]
    log_week(team, seen, 9, 9, week=WEEK - 1)
    log_week(team, unseen, 1, 1, week=WEEK - 2)
    client = as_reader(reader(team, "team_lead"))
    before = f"/teams/balie/weeks/{WEEK - 1}/"
    assert titles(client, before) == []
    team.focuses.create(
        behaviour=unseen,
        starts_on=(WEEK - 1).monday,
        ends_on=WEEK.monday,
        set_at=NOW,
        set_by=make_person(make_root(), "manager"),
    )
    assert titles(client, before) == [
        "Nobody saw what the team looks at first this week: Laten uitpraten"
    ]
