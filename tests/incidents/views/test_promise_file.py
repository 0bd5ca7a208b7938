"""The list of promises as a file: what the page shows, with its filters, and never who calls."""

import csv
import io

import openpyxl
import pytest
import time_machine
from django.test import Client

from incidents.promises.actions import Keeper, settle_promise
from incidents.views import files
from tests.builders import NOW, make_person, make_team
from tests.incidents.promises.making import HOUR, NOTE, promise
from tests.incidents.site import page, signed_in

pytestmark = pytest.mark.django_db
LIST = "/promises/"


@pytest.fixture(autouse=True)
def _monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


def as_csv(client: Client, query: str) -> list[dict[str, str]]:
    text = client.get(f"{LIST}?_export=csv&{query}").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def test_it_has_the_rows_of_its_tab_as_they_stand(client, team):
    lead = signed_in(client, make_person(team, "team_lead", name="Lies Lead"))
    other = make_team("Planning")
    promise(team, keeper=Keeper(owner=lead), promised_by=other, note=NOTE)
    promise(team, subject="=1+1", due_at=NOW + 3 * HOUR)
    promise(other)
    kept = promise(team, subject="Al gebeld")
    settle_promise(promise=kept, how="kept", at=NOW, by=lead)
    assert as_csv(client, "show=team") == [
        {
            "Date": "2026-11-16", "Week": "2026-W47", "Due": "Mon 16 Nov 12:00",
            "Kind": "Callback", "What it is about": "Over de vergunning",
            "Promised by": "Planning", "Kept by": team.name, "Who": "Lies Lead",
            "Standing": "still open",
        },
        {
            "Date": "2026-11-16", "Week": "2026-W47", "Due": "Mon 16 Nov 14:00",
            "Kind": "Callback", "What it is about": "'=1+1",
            "Promised by": team.name, "Kept by": team.name, "Who": "whoever comes first",
            "Standing": "still open",
        },
    ]  # fmt: skip
    (row,) = as_csv(client, "show=settled")
    assert (row["What it is about"], row["Standing"]) == ("Al gebeld", "kept")


def test_of_a_settled_one_nobody_else_reads_who_kept_it(client, team):
    keeper = make_person(team, name="Kees Keeper")
    signed_in(client, make_person(team, "team_lead"))
    kept = promise(team, keeper=Keeper(owner=keeper), note=NOTE)
    settle_promise(promise=kept, how="kept", at=NOW, by=keeper)
    (row,) = as_csv(client, "show=settled")
    assert row["Who"] == ""
    assert not {NOTE.name, NOTE.number, "Kees Keeper"} & set(row.values())


def test_the_filters_of_the_page_are_those_of_the_file(client, team):
    lead = signed_in(client, make_person(team, "team_lead"))
    for how in ("kept", "cancelled"):
        settle_promise(promise=promise(team, subject=how), how=how, at=NOW, by=lead)
    shown = page(client, f"{LIST}?show=settled&outcome=kept")
    address = "show=settled&amp;outcome=kept&amp;_export="
    assert [f'href="?{address}{kind}"' in shown for kind in ("csv", "xlsx")] == [True, True]
    assert [row["What it is about"] for row in as_csv(client, "show=settled&outcome=kept")] == [
        "kept"
    ]
    content = client.get(f"{LIST}?show=settled&outcome=kept&_export=xlsx").content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert [row[4] for row in sheet.iter_rows(values_only=True)] == ["What it is about", "kept"]
    assert "This is not a week" in page(client, f"{LIST}?show=settled&week=nu&_export=csv")


def test_too_many_for_one_file_are_refused_on_the_list(client, team, monkeypatch):
    monkeypatch.setattr(files, "MOST_ROWS", 1)
    signed_in(client, make_person(team, "team_lead"))
    for _ in range(2):
        promise(team)
    answer = client.get(f"{LIST}?show=team&_export=csv", follow=True)
    assert answer.redirect_chain == [(f"{LIST}?show=team", 302)]
    assert "That is more than 1 promises" in answer.text


@pytest.mark.parametrize("count", [1, 4])
def test_it_costs_as_many_queries_however_many_promises(
    count, client, team, django_assert_num_queries
):
    lead = signed_in(client, make_person(team, "team_lead"))
    for _ in range(count):
        promise(team, keeper=Keeper(owner=lead), promised_by=make_team())
    with django_assert_num_queries(5):
        assert len(as_csv(client, "show=team")) == count
