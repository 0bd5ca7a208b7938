"""What somebody reads about the own contacts, who else may, and what that leaves behind."""

import csv
import io
import re
from datetime import timedelta
from html import unescape

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.promises.actions import Keeper, settle_promise
from people.models import PersonView
from periods.week import Week
from tests.builders import (
    NOW,
    TODAY,
    allow,
    fill_team,
    give_role,
    log_contact,
    log_miss,
    make_barrier,
    make_person,
    make_root,
    make_team,
)
from tests.coaching.office import give
from tests.dashboards.office import WEEK, as_reader, log_week, norm_of, reader
from tests.incidents.promises.making import promise

pytestmark = pytest.mark.django_db

ME = "/me/results/"
LOOKS = "/me/looks/"
PEOPLE = "/teams/balie/people/"
DAY = timedelta(days=1)
SOON = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW + timedelta(hours=3), tick=False):
        yield


@pytest.fixture
def team():
    return make_team("Balie", slug="balie")


@pytest.fixture
def me(team):
    return reader(team, "employee", name="Noor Naam")


@pytest.fixture
def lead(team):
    return reader(team, "team_lead", name="Lia Leider")


@pytest.fixture
def answer():
    return norm_of()[0]


def text_of(user, address: str = ME, status: int = 200) -> str:
    """The words of the page itself, without tags."""
    answer = as_reader(user).get(address)
    assert answer.status_code == status
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main))).replace(" .", ".")


def log_mine(team, me, behaviour, met: int, of: int, week: Week = WEEK) -> None:
    log_week(team, behaviour, met, of, week=week, employee=me, logged_by=me)


def person(someone) -> str:
    return f"{PEOPLE}{someone.pk}/"


class TestFigures:
    def test_under_twenty_seen_there_is_no_percentage_anywhere(self, team, me, answer):
        log_mine(team, me, answer, 15, 19)
        text = text_of(me)
        assert "15 of 19 within 20 seconds" in text
        assert re.findall(r"\d+%", text) == []
        assert "<svg" not in as_reader(me).get(ME).text

    def test_from_twenty_on_there_is_one_with_its_margin(self, team, me, answer):
        log_mine(team, me, answer, 16, 20)
        text = text_of(me)
        assert "16 of 20 within 20 seconds" in text
        assert "80% 58-92%" in text

    @pytest.mark.parametrize(
        ("before", "said"),
        [
            ((10, 12), "no clear difference with the 8 weeks before"),
            ((1, 12), "more than the 8 weeks before"),
            ((2, 3), "too few to hold against the 8 weeks before"),
        ],
    )
    def test_it_is_held_against_the_own_past_in_a_sentence(self, team, me, answer, before, said):
        log_mine(team, me, answer, 11, 12)
        log_mine(team, me, answer, *before, week=WEEK - 9)
        assert f"11 of 12 within 20 seconds, {said}" in text_of(me)

    def test_another_norm_is_not_held_against_the_one_before(self, team, me, answer):
        log_mine(team, me, answer, 9, 9, week=WEEK - 9)
        answer.norms.model.objects.create(
            behaviour=answer, team=make_root(), starts_on=(WEEK - 2).monday, published_at=NOW,
            sentence="Binnen 10", threshold=10, zero_point=30,
        )  # fmt: skip
        log_mine(team, me, answer, 9, 9)
        assert "9 of 9 within 10 seconds, under a new norm" in text_of(me)

    def test_a_point_of_the_line_is_never_of_one_small_week(self, team, me, answer):
        for back in range(12):
            log_mine(team, me, answer, 4, 5, week=WEEK - back)
        answer = as_reader(me).get(ME)
        (result,) = answer.context["page"].rows
        # 8 weeks are shown, of which every point holds the 8 up to it, of 20 to 40 contacts.
        assert "Over 8 weeks each time: from 80% up to week 40 to 80% up to week 47." in result.line

    def test_misses_that_were_not_ones_own_are_told_apart(self, team, me, answer):
        log_mine(team, me, answer, 3, 4)
        for _ in range(2):
            log_miss(team, me, answer, make_barrier("too_busy"))
        text = text_of(me)
        assert "3 of 4 within 20 seconds" in text
        assert "not met 2 times by something that was not yours" in text

    def test_every_number_opens_exactly_the_contacts_behind_it(self, team, me, answer):
        log_mine(team, me, answer, 3, 5)
        log_miss(team, me, answer, make_barrier("too_busy"))
        log_mine(team, me, answer, 1, 1, week=WEEK - 9)
        log_week(team, answer, 1, 3)
        client = as_reader(me)
        page = client.get(ME).context["page"]
        (row,) = page.rows
        numbers = (page.contacts, row.share, row.seen, row.missed, row.apart)
        found = [client.get(number.url).context["table"].paginator.count for number in numbers]
        assert found == [6, 3, 5, 2, 1]
        assert row.not_applicable.url == ""

    @pytest.mark.parametrize("norms", [1, 3])
    def test_twelve_queries_whatever_was_seen(self, team, me, norms, django_assert_num_queries):
        behaviours = [norm_of(f"N-{number}")[0] for number in range(norms)]
        for behaviour in behaviours:
            log_mine(team, me, behaviour, 3, 4)
        for _ in range(norms):
            give(me, make_person(team), team)
        client = as_reader(me)
        with django_assert_num_queries(12):
            client.get(ME)


class TestBeginning:
    def test_seven_contacts_are_counts_and_one_next_step(self, team, me, answer):
        log_mine(team, me, answer, 5, 7)
        text = text_of(me)
        assert "7 contacts (7 logged by oneself)" in text
        assert "From 20 times seen a norm gets one." in text
        assert text.count("Next step: log one contact today") == 1
        assert "%" not in text

    def test_without_a_contact_it_says_what_will_come(self, me):
        text = text_of(me)
        assert "Nothing about you yet" in text
        assert "Log your first contact" in text

    def test_the_start_page_leads_here(self, team, me, lead):
        assert f'href="{ME}"' in as_reader(me).get("/").text.partition("<main")[2]
        assert f'href="{ME}"' in as_reader(make_person(make_root(), "works_council")).get("/").text

    def test_who_left_still_reads_what_was_theirs(self, team, answer):
        gone = reader(team, "employee")
        log_mine(team, gone, answer, 5, 7)
        gone.roles.update(ends_on=TODAY - timedelta(days=1))
        text = text_of(gone)
        assert "5 of 7 within 20 seconds" in text
        assert "Next step" not in text


class TestAround:
    def test_compliments_stand_here_without_being_counted(self, team, me):
        give(me, make_person(team, name="Olaf Oog"), team)
        give(make_person(team), me, team)
        text = text_of(me)
        assert text.count("Well done Olaf Oog") == 1

    def test_of_promises_it_says_how_many_were_kept(self, team, me):
        kept, _late = (
            promise(team, keeper=Keeper(owner=me), due_at=at) for at in (SOON, SOON + DAY)
        )
        settle_promise(promise=kept, how="kept", by=me, at=SOON)
        other = promise(team, keeper=Keeper(owner=make_person(team)), due_at=SOON)
        settle_promise(promise=other, how="kept", by=None, at=SOON)
        text = text_of(me)
        assert "1 of 1 kept." in text
        assert "1 open, 0 past their time." in text
        address = f"/promises/?show=settled&own=true&since={WEEK - 7}"
        assert address.replace("&", "&amp;") in as_reader(me).get(ME).text
        listed = as_reader(me).get(address).context["table"]
        assert [row.record for row in listed.page.object_list] == [kept]

    def test_it_is_not_kept_by_the_browser(self, me, lead):
        allow("individual_view")
        for user, address in ((me, ME), (me, LOOKS), (lead, PEOPLE), (lead, person(me))):
            assert "no-store" in as_reader(user).get(address)["Cache-Control"]


class TestLead:
    def test_opens_a_page_that_the_person_then_reads_of(self, team, me, lead, answer):
        allow("individual_view")
        log_mine(team, me, answer, 16, 20)
        text = text_of(lead, person(me))
        assert "Noor Naam reads that you opened this page, and when." in text
        assert "16 of 20 within 20 seconds" in text
        assert "Lia Leider Mon 16 Nov 2026 14:00".lower() in text_of(me).lower()

    def test_it_is_written_down_before_anything_is_read(self, team, me, lead, answer):
        allow("individual_view")
        with CaptureQueriesContext(connection) as captured:
            as_reader(lead).get(person(me))
        statements = [query["sql"] for query in captured]
        written = next(at for at, sql in enumerate(statements) if "INSERT" in sql)
        read = [at for at, sql in enumerate(statements) if "incidents_" in sql]
        assert read
        assert written < min(read)

    def test_sees_neither_contacts_nor_what_was_kept_apart_nor_other_teams(
        self, team, me, lead, answer
    ):
        allow("individual_view")
        elsewhere = make_team("Archief")
        log_mine(team, me, answer, 3, 4)
        log_mine(elsewhere, me, answer, 4, 4)
        log_miss(team, me, answer, make_barrier("too_busy"))
        give(me, make_person(team, name="Olaf Oog"), team)
        shown = as_reader(lead).get(person(me)).text.partition("<main")[2]
        assert "3 of 4 within 20 seconds" in shown
        assert "/contacts/" not in shown
        assert "not yours" not in shown
        assert "Olaf Oog" not in shown

    def test_gets_no_file_of_another(self, team, me, lead, answer):
        allow("individual_view")
        log_mine(team, me, answer, 3, 4)
        answer = as_reader(lead).get(f"{person(me)}?_export=csv")
        assert answer["Content-Type"].startswith("text/html")

    def test_is_led_to_the_own_page_and_nothing_is_written(self, team, lead):
        give_role(lead, team, "employee")
        assert as_reader(lead).get(person(lead))["Location"] == ME
        assert not PersonView.objects.exists()

    @pytest.mark.parametrize("sort", ["", "?sort=-score", "?order_by=met"])
    def test_people_stand_by_name_and_without_a_figure(self, team, lead, answer, sort):
        allow("individual_view")
        for name, met in (("Zoë", 19), ("Anouk", 2), ("Mehmet", 12)):
            log_mine(team, make_person(team, name=name), answer, met, 20)
        shown = as_reader(lead).get(PEOPLE + sort).text.partition("<main")[2].partition("</main")[0]
        names = re.findall(r'href="/teams/balie/people/\d+/">([^<]+)<', shown)
        assert names == ["Anouk", "Mehmet", "Zoë"]
        assert "%" not in shown
        assert not re.search(r"\d+ of \d+", shown)
        assert not PersonView.objects.exists()

    @pytest.mark.parametrize("agreed", [True, False])
    def test_finds_the_way_only_while_it_is_agreed(self, team, me, lead, agreed):
        if agreed:
            allow("individual_view")
        assert (PEOPLE in as_reader(lead).get("/").text) == agreed
        assert PEOPLE not in as_reader(me).get("/").text
        assert as_reader(lead).get(PEOPLE).status_code == (200 if agreed else 403)
        assert as_reader(lead).get(person(me)).status_code == (200 if agreed else 403)
        assert PersonView.objects.count() == agreed


class TestLooks:
    def test_nobody_reads_who_looked_at_another(self, team, me, lead):
        PersonView.objects.create(viewer=lead, subject=me, page="results", viewed_at=NOW)
        for address in (ME, LOOKS):
            assert "Lia Leider" in text_of(me, address)
            assert "Lia Leider" not in text_of(reader(team, "employee"), address)

    @pytest.mark.parametrize("views", [1, 3])
    def test_the_whole_list_costs_five_queries(self, me, lead, views, django_assert_num_queries):
        for back in range(views):
            at = NOW - timedelta(days=back)
            PersonView.objects.create(viewer=lead, subject=me, page="results", viewed_at=at)
        client = as_reader(me)
        with django_assert_num_queries(5):
            assert len(client.get(LOOKS).context["page"].object_list) == views


class TestFile:
    def test_holds_what_the_page_shows_and_no_share_under_twenty(self, team, me, answer):
        fill_team(team)
        other = norm_of("U-01", kind="do", title="Say u")[0]
        log_mine(team, me, answer, 16, 20)
        log_mine(team, me, other, 15, 19)
        log_miss(team, me, answer, make_barrier("too_busy"))
        response = as_reader(me).get(f"{ME}?_export=csv")
        rows = list(
            csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";")
        )
        found = [(row["Code"], row["Met"], row["Seen"], row["Met (%)"]) for row in rows]
        assert found == [("TEL-01", "16", "20", "80.0"), ("U-01", "15", "19", "")]
        apart = [row["Not met by something that was not yours"] for row in rows]
        assert apart == ["1", "0"]

    def test_is_a_workbook_too(self, team, me, answer):
        log_mine(team, me, answer, 16, 20)
        response = as_reader(me).get(f"{ME}?_export=xlsx")
        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
        assert sheet is not None
        assert [cell.value for cell in list(sheet.iter_rows())[1]][4:8] == [16, 20, 80, 58.4]


def test_a_contact_noted_without_a_name_is_in_nobodys_results(team, me, answer):
    log_contact(team, {answer: 10}, origin="observed", logged_by=me)
    assert "Nothing about you yet" in text_of(me)
