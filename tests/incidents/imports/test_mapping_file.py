"""A mapping is followed to the letter or refused, naming what is wrong."""

import pytest

from incidents.imports.errors import MappingRefused
from incidents.imports.mapping_file import parse_mapping, read_mapping
from tests.incidents.imports.calls import MAPPING, MAPPINGS

SPLIT = """[moment]
date = {{ column = "D", format = "{0}" }}
time = {{ column = "T", format = "{1}" }}"""


def replaced(old: str, new: str) -> str:
    assert old in MAPPING
    return MAPPING.replace(old, new)


@pytest.mark.parametrize("name", ["pwc_call_center", "simulated_call_centre"])
def test_the_worked_examples_are_sound(name: str):
    mapping = read_mapping(MAPPINGS / f"{name}.toml")
    assert len(mapping.behaviours) >= 3
    assert mapping.reference


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('reads = "seconds"', 'reads = "seconds"\ncolum = "X"', "colum"),
        ('source = "phones"', 'source = "phones"\nsources = "x"', "sources"),
        ('source = "phones"', "", "source"),
        ('source = "phones"', 'source = "My Phones"', "source"),
        ('source = "phones"', "source = 3", "source"),
        ('source = "phones"', 'source = "phones"\nwithout_norm = "guess"', "guess"),
        ('fixed = "phone"', 'fixed = "pigeon"', "phone"),
        ('fixed = "phone"', 'fixed = "phone"\ncolumn = "C"', "fixed"),
        ('columns = ["Id"]', "", "content"),
        ('columns = ["Id"]', 'columns = ["Id"]\ncontent = true', "content"),
        ('columns = ["Id"]', "columns = [1]", "columns"),
        ('columns = ["Id"]', 'columns = [""]', "columns"),
        ('columns = ["Id"]', 'columns = ["Id", ""]', "columns"),
        ('reads = "seconds"', 'reads = "minutes"', "minutes"),
        ('reads = "seconds"', 'reads = "words"', "words"),
        ('reads = "seconds"', 'reads = "seconds"\nwhen_not_answered = "rule"', "not_answered"),
        ('fixed = "team"', 'fixed = "team"\ncreate = true', "team"),
        ('fixed = "team"', 'column = "T"\ncreate = true', "parent"),
        ("[channel]", '[file]\ndelimiter = ";;"\n[channel]', "delimiter"),
        ("[channel]", '[file]\nencoding = "latin9"\n[channel]', "latin9"),
        ("[channel]", '[[leave_out]]\ncolumn = "C"\n[channel]', "is_not"),
        ("[channel]", "[channel", "TOML"),
        ("%Y-%m-%d %H:%M", "%Y-%m-%d", "“%"),
        ("%Y-%m-%d %H:%M", "%Y-%m-%d %I:%M", "“%"),
        ("%Y-%m-%d %H:%M", "%H:%M", "“%"),
        ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M %", "“%"),
    ],
)
def test_what_is_wrong_is_refused_by_name(old: str, new: str, named: str):
    with pytest.raises(MappingRefused, match=named):
        parse_mapping(replaced(old, new))


def test_a_behaviour_stands_in_a_mapping_once():
    again = '[[behaviour]]\ncode = "ANSWER"\nreads = "count"\ncolumn = "X"\n'
    with pytest.raises(MappingRefused):
        parse_mapping(MAPPING + again)


def test_date_and_time_may_stand_apart_each_in_its_format():
    old = '[moment]\ncolumn = "When"\nformat = "%Y-%m-%d %H:%M"'
    mapping = parse_mapping(replaced(old, SPLIT.format("%d-%m-%y", "%I:%M %p")))
    assert mapping.moment.columns == ("D", "T")
    for day, clock in [("%d-%m", "%H:%M"), ("%d-%m-%Y", "%M:%S"), ("%H:%M", "%d-%m-%Y")]:
        with pytest.raises(MappingRefused):
            parse_mapping(replaced(old, SPLIT.format(day, clock)))


def test_a_missing_or_unreadable_mapping_is_said(tmp_path):
    with pytest.raises(MappingRefused):
        read_mapping(tmp_path / "none.toml")
    (tmp_path / "odd.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(MappingRefused, match="UTF-8"):
        read_mapping(tmp_path / "odd.toml")
