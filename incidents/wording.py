"""How a contact is put into words: moments, values with their unit, verdicts, points."""

from datetime import datetime

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from behaviours.measures import DEFAULT_RATING_POINTS
from behaviours.models import Behaviour, Norm
from incidents.models import Observation
from periods.local_time import AMSTERDAM, part_of_day

NOTHING = "–"
PARTS_OF_DAY = {
    "morning": gettext_lazy("morning"),
    "afternoon": gettext_lazy("afternoon"),
    "evening": gettext_lazy("evening"),
    "night": gettext_lazy("night"),
}


def moment_text(at: datetime) -> str:
    """ "zo 22 nov 2026 14:05", on Amsterdam's clock."""
    return f"{_day(at)} {date_format(at.astimezone(AMSTERDAM), 'H:i')}"


def day_text(at: datetime) -> str:
    """ "zo 22 nov 2026, middag": the day and the part of it, for who may not know the time."""
    return f"{_day(at)}, {PARTS_OF_DAY[part_of_day(at)]}"


def local_text(local: datetime) -> str:
    """ "zo 22 nov 14:05": a date and time as they are typed, already on Amsterdam's clock."""
    return date_format(local, pgettext("date and time pattern", "D j M H:i"))


def points_text(score: int | None) -> str:
    """A stored score of 0..10000 as points of 0..100, one decimal, half up; a dash for none."""
    if score is None:
        return NOTHING
    tenths = (score + 5) // 10
    whole, rest = divmod(tenths, 10)
    return number_format(f"{whole}.{rest}", decimal_pos=1)


def seconds_text(seconds: int) -> str:
    """ "23 seconds"; from a minute up "1:05 min"; from an hour up "1:02:05 h"."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes_of_hour = divmod(minutes, 60)
    if hours:
        return _("%(time)s h") % {"time": f"{hours}:{minutes_of_hour:02d}:{rest:02d}"}
    if minutes:
        return _("%(time)s min") % {"time": f"{minutes}:{rest:02d}"}
    return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}


def value_text(norm: Norm, state: str, value: int | None, met: bool | None) -> str:
    """What was seen of one norm, with its unit; or that it was not seen, or not applicable."""
    if state == Observation.State.NOT_APPLICABLE:
        return _("n/a")
    if state == Observation.State.NOT_OBSERVED:
        return _("not seen")
    if value is None:
        return _("within the norm") if met else _("not within the norm")
    return _seen_text(norm, value)


def who_sees(*, is_own: bool, named: str) -> str:
    """Who will see a contact, and how much of it; `named` is the colleague it names, or empty."""
    if is_own:
        return _(
            "You see everything of this contact. Your team lead sees it without your name, "
            "the exact time or your note."
        )
    if named:
        return _(
            "%(who)s sees this contact with everything in it, and that it is from you. "
            "The team lead sees it without names, the exact time or the note."
        ) % {"who": named}
    return _(
        "This contact carries no name of an employee. The team lead sees it without your name, "
        "the exact time or your note."
    )


def today_text(count: int, guideline: int | None) -> str:
    """How many contacts somebody noted today, beside what the team finds enough for a picture.

    More is not better: past the guideline it says that it is enough, and stops counting up to it.
    """
    if count == 0:
        return _("Noted")
    if guideline is None:
        return _("Noted, %(count)d today") % {"count": count}
    if count <= guideline:
        words = {"count": count, "guideline": guideline}
        return _("Noted, %(count)d of %(guideline)d today") % words
    return _("Noted, %(count)d today: enough for a fair picture") % {"count": count}


def verdict_text(met: bool | None) -> str:
    """The verdict in a word; a dash where there is none."""
    if met is None:
        return NOTHING
    return _("met") if met else _("not met")


def _day(at: datetime) -> str:
    # "M" writes a month with a capital, "b" without: which one is right differs by language.
    pattern = pgettext("date pattern", "D j M Y")
    return date_format(at.astimezone(AMSTERDAM), pattern)


def _seen_text(norm: Norm, value: int) -> str:
    kind = norm.behaviour.kind
    if kind == Behaviour.Kind.TIME_LIMIT:
        return seconds_text(value)
    if kind in (Behaviour.Kind.COUNT_LIMIT, Behaviour.Kind.COUNT_MINIMUM):
        return ngettext("%(count)d time", "%(count)d times", value) % {"count": value}
    if kind == Behaviour.Kind.RATING:
        return _rating_text(norm, value)
    if kind == Behaviour.Kind.DONT:
        return _("did happen") if value else _("did not happen")
    return _("yes") if value else _("no")


def _rating_text(norm: Norm, value: int) -> str:
    points = len(norm.anchors) or DEFAULT_RATING_POINTS
    text = _("%(value)d of %(points)d") % {"value": value, "points": points}
    anchor = norm.anchors[value - 1] if 1 <= value <= len(norm.anchors) else ""
    return f"{text}: {anchor}" if anchor else text
