"""Whether the behaviours a mapping names exist and take what it reads for them."""

from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from behaviours.measures import MEASURES, MeasureKind
from behaviours.models import Behaviour
from incidents.imports.errors import MappingRefused
from incidents.imports.mapping import BehaviourColumn, ImportMapping
from incidents.judging import Entry

#: What each measure can be read from.
READS_FOR = {
    "seconds": ("seconds", "duration", "difference", "words"),
    "count": ("count", "words"),
    "rating": ("rating", "words"),
    "yes_no": ("words",),
    "minutes": (),
}
#: The lowest and highest value a word may stand for.
RANGES = {"yes_no": (0, 1), "rating": (1, 5)}


def mapped_behaviours(mapping: ImportMapping) -> Mapping[str, Behaviour]:
    """The behaviours of the mapping by code. Raises MappingRefused."""
    found = Behaviour.objects.in_bulk([each.code for each in mapping.behaviours], field_name="code")
    for column in mapping.behaviours:
        if column.code not in found:
            raise MappingRefused(_("There is no behaviour with the code “%s”.") % column.code)
        _check(column, found[column.code])
    return found


def for_measure(column: BehaviourColumn, behaviour: Behaviour) -> BehaviourColumn:
    """The column with what true and false in its words say of this behaviour.

    Of a measured norm they are the bare answer, within the norm or not; nobody measured
    anything. Of what is done or not done they are yes and no, which are values.
    """
    if MEASURES[MeasureKind(behaviour.kind)].accepts_answer:
        return column
    return replace(column, words={word: _yes_or_no(each) for word, each in column.words.items()})


def _yes_or_no(entry: Entry) -> Entry:
    return entry if entry.answer is None else Entry(value=int(entry.answer))


def _check(column: BehaviourColumn, behaviour: Behaviour) -> None:
    kind = MeasureKind(behaviour.kind)
    takes = MEASURES[kind].takes
    if column.reads not in READS_FOR[takes]:
        raise MappingRefused(
            _("Behaviour “%(code)s” (%(kind)s) cannot be read as “%(reads)s”; it can be: %(can)s.")
            % {
                "code": column.code,
                "kind": behaviour.get_kind_display(),
                "reads": column.reads,
                "can": ", ".join(READS_FOR[takes]) or _("nothing in a file"),
            }
        )
    if column.when_not_answered == "rule" and kind != MeasureKind.TIME_LIMIT:
        raise MappingRefused(
            _("Behaviour “%s” is no time limit: the rule for not answered is about waiting.")
            % column.code
        )
    low, high = RANGES.get(takes, (0, 2**31 - 1))
    if not all(_is_within(entry, low, high) for entry in column.words.values()):
        raise MappingRefused(
            _("A word of behaviour “%(code)s” stands for a number outside %(low)d to %(high)d.")
            % {"code": column.code, "low": low, "high": high}
        )


def _is_within(entry: Entry, low: int, high: int) -> bool:
    return entry.value is None or low <= entry.value <= high
