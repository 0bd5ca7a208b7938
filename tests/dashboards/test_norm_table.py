"""The rows of the norm list: every field escaped, links only where something opens."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.safestring import mark_safe
from django.utils.translation import override

from dashboards.norm_rows import NormRow, Number
from dashboards.norm_table import norm_table_rows

TAG = "<b>\"'&"
ESCAPED = "&lt;b&gt;&quot;&#x27;&amp;"
ROW = NormRow(
    title="Answers", url="/norm/", critical=False, extra=False, finding="12 of 15", terms="20 s",
    note="", share=Number("80%", "/met/"), interval="55-93%", indicative=True,
    seen=Number("15", "/seen/"), missed=Number("3 not met", "/missed/"), not_applicable=Number("2"),
    not_applicable_of="2 of 17", change="+4", change_words="may be chance", change_clear=False,
    spark=mark_safe("<svg></svg>"), status="around", status_words="around target",
)  # fmt: skip
TEXTS = [
    "title", "url", "finding", "terms", "note", "interval", "not_applicable_of", "change",
    "change_words", "status_words",
]  # fmt: skip
NUMBERS = ["share", "seen", "missed", "not_applicable"]


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with override("en"):
        yield


def written(row: NormRow, *, counts_only: bool = False) -> str:
    return norm_table_rows([row], weeks=13, counts_only=counts_only)


def with_field(field: str, value: Any) -> NormRow:
    return ROW._replace(**{field: value})


def test_every_field_is_a_text_a_number_a_flag_or_our_own_drawing():
    flags = {"critical", "extra", "indicative", "change_clear"}
    assert set(NormRow._fields) == {*TEXTS, *NUMBERS, *flags, "spark", "status"}


@pytest.mark.parametrize("field", TEXTS)
def test_a_text_is_escaped(field: str):
    html = written(with_field(field, TAG))
    assert TAG not in html
    assert ESCAPED in html


@pytest.mark.parametrize("field", NUMBERS)
def test_a_number_and_its_address_are_escaped(field: str):
    html = written(with_field(field, Number(TAG, TAG)))
    assert TAG not in html
    assert f'<a href="{ESCAPED}">{ESCAPED}</a>' in html


def test_a_number_behind_which_nothing_opens_is_no_link():
    html = written(ROW._replace(share=Number("4 of 4")))
    assert '<span class="share">4 of 4</span>' in html


def test_a_small_team_reads_neither_change_nor_line_nor_standing():
    html = written(ROW, counts_only=True)
    assert html.count("<td") == 3
    assert "<svg" not in html
    assert "may be chance" not in html
    assert "2 of 17" not in html


def test_an_extra_has_no_standing():
    assert "around target" not in written(ROW._replace(extra=True))
    assert 'data-label="Happened"' in written(ROW._replace(extra=True))
