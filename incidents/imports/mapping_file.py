"""From a TOML file to an ImportMapping; anything odd in it is refused by name."""

import re
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from behaviours.models import Channel
from incidents.imports.errors import MappingRefused
from incidents.imports.mapping import (
    BehaviourColumn,
    Condition,
    EmployeeRule,
    HeadCountStated,
    ImportMapping,
    Lookup,
    MomentFormat,
    NotAnswered,
    TeamRule,
)
from incidents.imports.toml_table import TomlTable
from incidents.judging import Entry
from incidents.models import NotAnsweredRule

READS = ("seconds", "duration", "count", "rating", "words", "difference")
WHEN_MISSING = ("not_observed", "not_applicable", "omit")
WHEN_NOT_ANSWERED = ("rule", "not_applicable", "read")
FOLDS: dict[str, int | None] = {"first": 0, "second": 1, "reject": None}
ENCODINGS = ("utf-8", "cp1252")
LARGEST_MAPPING = 1024 * 1024
MOST_PEOPLE = 10_000
#: Its parts all differ, so that a format that drops or swaps one of them cannot give it back.
PROBE = datetime(2021, 11, 23, 14, 35, tzinfo=UTC)
SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
Part = TypeVar("Part")


def read_mapping(path: Path) -> ImportMapping:
    """The mapping in this file. Raises MappingRefused, naming what is wrong."""
    try:
        if path.stat().st_size > LARGEST_MAPPING:
            raise MappingRefused(_("The mapping is larger than 1 MiB; is it the right file?"))
        text = path.read_bytes().decode()
    except OSError as error:
        raise MappingRefused(_("The mapping cannot be opened: %s") % error) from None
    except UnicodeDecodeError:
        raise MappingRefused(_("The mapping is not a text in UTF-8.")) from None
    return parse_mapping(text)


def parse_mapping(text: str) -> ImportMapping:
    """The mapping that this TOML says. Raises MappingRefused, naming what is wrong."""
    try:
        table = TomlTable(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise MappingRefused(_("The mapping is not sound TOML: %s") % error) from None
    mapping = _mapping(table)
    table.close()
    return mapping


def _mapping(table: TomlTable) -> ImportMapping:
    source = table.text("source")
    if not SLUG.fullmatch(source):
        raise table.refuse(_("“source” is a short name of small letters, digits and dashes."))
    missing = _words(table.texts("missing", [""])) | {""}
    moment = _part(table.table("moment"), _moment)
    file = table.optional("file")
    delimiter, encoding, sheet = _part(file, _file) if file else ("", "", "")
    team, employee = table.optional("team"), table.optional("employee")
    not_answered, subject = table.optional("not_answered"), table.optional("subject")
    case_number = table.optional("case_number")
    mapping = ImportMapping(
        source=source,
        reference=_part(table.table("reference"), _reference),
        moment=moment,
        team=_part(team, _team) if team else None,
        employee=_part(employee, _employee) if employee else None,
        channel=_part(table.table("channel"), _channel),
        subject=_part(subject, _lookup) if subject else Lookup(),
        case_number=_part(case_number, _lookup) if case_number else Lookup(),
        not_answered=_part(not_answered, _not_answered) if not_answered else None,
        leave_out=tuple(_part(each, _condition) for each in table.tables("leave_out")),
        head_counts=tuple(_part(each, _head_count) for each in table.tables("head_count")),
        behaviours=tuple(
            _part(each, lambda each: _behaviour(each, missing, moment.fold))
            for each in table.tables("behaviour")
        ),
        missing=missing,
        stores_unjudged=table.choice("without_norm", ("refuse", "store"), "refuse") == "store",
        delimiter=delimiter,
        encoding=encoding,
        sheet=sheet,
    )
    _refuse_contradictions(mapping)
    return mapping


def _part(table: TomlTable, read: Callable[[TomlTable], Part]) -> Part:
    """Read one table with `read`, then refuse what it did not ask for."""
    part = read(table)
    table.close()
    return part


def _refuse_contradictions(mapping: ImportMapping) -> None:
    codes = [behaviour.code for behaviour in mapping.behaviours]
    if len(set(codes)) < len(codes):
        raise MappingRefused(_("A behaviour stands in the mapping twice."))
    by_rule = [each for each in mapping.behaviours if each.when_not_answered == "rule"]
    if by_rule and mapping.not_answered is None:
        raise MappingRefused(
            _("“%s” follows the rule for not answered, but [not_answered] is missing.")
            % by_rule[0].code
        )


def _file(table: TomlTable) -> tuple[str, str, str]:
    delimiter = table.text("delimiter", "")
    if len(delimiter) > 1 or delimiter in ('"', "\n", "\r", "\0"):
        raise table.refuse(_("“delimiter” is one character, such as , ; or a tab."))
    encoding = table.choice("encoding", ENCODINGS) if "encoding" in table else ""
    return delimiter, encoding, table.text("sheet", "")


def _reference(table: TomlTable) -> tuple[str, ...]:
    columns = tuple(table.texts("columns", []))
    if "" in columns:
        raise table.refuse(_("“columns” holds an empty name."))
    if table.flag("content", False) == bool(columns):
        raise table.refuse(_("state either “columns” or “content = true”."))
    return columns


def _moment(table: TomlTable) -> MomentFormat:
    fold = FOLDS[table.choice("doubled_hour", FOLDS, "reject")]
    return _moment_format(table, fold)


def _moment_format(table: TomlTable, fold: int | None) -> MomentFormat:
    if "column" in table:
        columns, formats = (table.text("column"),), (table.text("format"),)
    else:
        parts = [table.table("date"), table.table("time")]
        columns, formats = zip(*[_part(each, _column_and_format) for each in parts], strict=True)
    _refuse_vague(table, formats)
    return MomentFormat(columns, formats, fold)


def _column_and_format(table: TomlTable) -> tuple[str, str]:
    return table.text("column"), table.text("format")


def _refuse_vague(table: TomlTable, formats: tuple[str, ...]) -> None:
    """A format has to give back a moment that was written with it, to the minute."""
    try:
        read = [datetime.strptime(PROBE.strftime(each), each) for each in formats]  # noqa: DTZ007
        found = (read[0].date(), read[-1].hour, read[-1].minute)
    except ValueError:
        found = None
    if found != (PROBE.date(), PROBE.hour, PROBE.minute):
        raise table.refuse(
            _("the format %s does not give a whole date and a time of 24 hours (or with AM/PM).")
            % " + ".join(f"“{each}”" for each in formats)
        )


def _lookup(table: TomlTable) -> Lookup:
    fixed, column = table.text("fixed", ""), table.text("column", "")
    if bool(fixed) == bool(column):
        raise table.refuse(_("state either “fixed” or “column”."))
    words = table.mapping("map", {})
    if not all(isinstance(value, str) for value in words.values()):
        raise table.refuse(_("“map” gives a text for each word of the file."))
    return Lookup(fixed, column, {_word(key): value for key, value in words.items()})


def _channel(table: TomlTable) -> Lookup:
    lookup = _lookup(table)
    named = {lookup.fixed} if lookup.fixed else set(lookup.words.values())
    if not named <= set(Channel.values):
        raise table.refuse(_("a channel is one of: %s.") % ", ".join(Channel.values))
    return lookup


def _team(table: TomlTable) -> TeamRule:
    lookup, creates = _lookup(table), table.flag("create", False)
    if creates and not lookup.column:
        raise table.refuse(_("only teams from a column can be created."))
    return TeamRule(lookup, creates, table.text("parent") if creates else "")


def _employee(table: TomlTable) -> EmployeeRule:
    lookup = _lookup(table)
    if not lookup.column:
        raise table.refuse(_("employees come from a column."))
    return EmployeeRule(lookup, table.flag("create", False), table.day("starts_on", None))


def _condition(table: TomlTable) -> Condition:
    stated = [key for key in ("is", "is_not", "missing") if key in table]
    column = table.text("column")
    if len(stated) != 1:
        raise table.refuse(_("state one of “is”, “is_not” and “missing”."))
    if stated[0] == "missing":
        return Condition(column, negated=not table.flag("missing", True), is_missing=True)
    return Condition(column, _words(table.texts(stated[0])), negated=stated[0] == "is_not")


def _not_answered(table: TomlTable) -> NotAnswered:
    rule = table.choice("rule", NotAnsweredRule.values, NotAnsweredRule.BY_WAIT)
    return NotAnswered(_condition(table), rule)


def _head_count(table: TomlTable) -> HeadCountStated:
    people, starts_on = table.whole("people"), table.day("starts_on")
    if not 1 <= people <= MOST_PEOPLE or starts_on is None:
        raise table.refuse(_("a head count is 1 to %d.") % MOST_PEOPLE)
    return HeadCountStated(table.text("team", ""), people, starts_on)


def _behaviour(table: TomlTable, missing: frozenset[str], fold: int | None) -> BehaviourColumn:
    reads = table.choice("reads", READS)
    source: dict[str, Any] = {}
    if reads == "difference":
        for name in ("start", "end"):
            source[name] = _part(table.table(name), lambda each: _moment_format(each, fold))
    else:
        source["column"] = table.text("column")
    if reads == "words":
        words = table.mapping("words")
        source["words"] = {_word(key): _entry(table, value) for key, value in words.items()}
    return BehaviourColumn(
        code=table.text("code"),
        reads=reads,
        missing=missing | _words(table.texts("missing", [])),
        when_missing=table.choice("when_missing", WHEN_MISSING, "not_observed"),
        when_not_answered=table.choice("when_not_answered", WHEN_NOT_ANSWERED, "not_applicable"),
        **source,
    )


def _entry(table: TomlTable, value: Any) -> Entry:
    """What a word stands for: a number, true or false, or one of the two reasons for nothing.

    What true and false say depends on the behaviour: `behaviours.for_measure` settles it.
    """
    if isinstance(value, bool):
        return Entry(answer=value)
    if isinstance(value, int) and value >= 0:
        return Entry(value=int(value))
    if value == "not_applicable":
        return Entry.not_applicable()
    if value == "not_observed":
        return Entry.not_observed()
    raise table.refuse(
        _("a word stands for a whole number, true, false, “not_applicable” or “not_observed”.")
    )


def _words(words: list[str]) -> frozenset[str]:
    return frozenset(_word(each) for each in words)


def _word(word: str) -> str:
    """Words of a file are compared without regard to capitals and spaces around them."""
    return word.strip().casefold()
