"""How a norm's numbers are put into words, in the reader's language."""

from collections.abc import Callable
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from behaviours.measures import MEASURES, MeasureKind, Takes
from behaviours.models import Behaviour, Channel, Norm, SeenBy

#: The word after a number that is filled in.
UNITS = {
    "seconds": gettext_lazy("seconds"),
    "count": gettext_lazy("times"),
    "rating": gettext_lazy("points"),
}


def _seconds(number: int) -> str:
    return ngettext("%(count)d second", "%(count)d seconds", number) % {"count": number}


def _times(number: int) -> str:
    return ngettext("%(count)d time", "%(count)d times", number) % {"count": number}


def _points(number: int) -> str:
    return ngettext("%(count)d point", "%(count)d points", number) % {"count": number}


AMOUNTS: dict[Takes, Callable[[int], str]] = {
    "seconds": _seconds,
    "count": _times,
    "rating": _points,
}


def percent_text(share: Decimal) -> str:
    """A share of 0..1 as a percentage, without decimals that say nothing: "80%", "82,5%"."""
    return f"{number_format((share * 100).normalize() + Decimal(0))}%"


def norm_facts(norm: Norm) -> list[tuple[str, str]]:
    """Label and value of every number this norm states, the limit first, the weight last."""
    facts = [
        (_label(name), _amount(norm, name))
        for name in MEASURES[MeasureKind(norm.behaviour.kind)].norm_fields
        if name != "anchors" and getattr(norm, name) is not None
    ]
    if norm.share_target is not None:
        facts.append((_label("share_target"), percent_text(norm.share_target)))
    return [*facts, (_label("weight"), str(norm.weight))]


def channels_text(behaviour: Behaviour) -> str:
    """Where it can be seen, with commas; "everywhere" for no channel in particular."""
    return _list(Channel, behaviour.channels) or _("everywhere")


def seen_by_text(behaviour: Behaviour) -> str:
    """Who can see it, with commas."""
    return _list(SeenBy, behaviour.seen_by)


def _list(choices: type[Channel] | type[SeenBy], values: list[str]) -> str:
    return ", ".join(str(choices(value).label) for value in values)


def _label(name: str) -> str:
    return str(Norm._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _amount(norm: Norm, name: str) -> str:
    number = getattr(norm, name)
    takes = MEASURES[MeasureKind(norm.behaviour.kind)].takes
    if takes in AMOUNTS:
        return AMOUNTS[takes](number)
    return f"{number} {norm.get_tolerance_unit_display()}"
