"""What a norm's figures ask of a team, in words: questions and a next step, never an accusation."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dashboards.numbers import numbers
from incidents.models import Origin
from scoring.ceiling import WEEKS_LOOKED_AT, Reach
from scoring.checks import JUST_PAST, JUST_WITHIN, Divergence, Heaping, Seen
from scoring.figures import NormVersion


@dataclass(frozen=True)
class Questions:
    """What a norm's figures rest on, pooled over weeks and people."""

    seen_differently: Sequence[Divergence] = ()
    heaped: Heaping | None = None

    def in_words(self, norm: NormVersion) -> list[str]:
        """Each as a question to the team."""
        asked = [_who_sees_what(found) for found in self.seen_differently]
        if self.heaped and norm.threshold is not None:
            asked.append(_around_the_limit(self.heaped, norm.threshold))
        return asked


def reach_words(reach: Reach | None) -> str:
    """What to do with a norm that is reached with ease, or too hard; empty for any other."""
    words = {
        Reach.EASE: _(
            "Reached with ease in the last %(n)s weeks it was seen, in the eyes of others too. "
            "Celebrate it, keep it, and pick a next behaviour."
        ),
        Reach.TOO_HARD: _(
            "Met fewer than half of the times in the last %(n)s weeks it was seen. "
            "Would a smaller step help?"
        ),
    }
    return words[reach] % {"n": WEEKS_LOOKED_AT} if reach else ""


def _who_sees_what(found: Divergence) -> str:
    said = f"{_seen(found.more)}, {_seen(found.less)}"
    return _("%(seen)s: do we see the same?") % {"seen": said[:1].upper() + said[1:]}


def _seen(seen: Seen) -> str:
    """So many of so many, by whom."""
    words = {
        Origin.SELF: _("noted by ourselves %(met)s of %(n)s"),
        Origin.OBSERVED: _("observers %(met)s of %(n)s"),
        Origin.CUSTOMER: _("customers %(met)s of %(n)s"),
    }
    met, n = numbers().count(seen.met), numbers().count(seen.observed)
    return words[Origin(seen.who)] % {"met": met, "n": n}


def _around_the_limit(heaped: Heaping, limit: int) -> str:
    asked = _(
        "Of the measured times %(within)s lie at %(from)s-%(limit)s seconds and %(past)s at "
        "%(next)s-%(to)s: do we all stop the clock at the same moment?"
    )
    return asked % {
        "within": numbers().count(heaped.within),
        "past": numbers().count(heaped.past),
        "from": limit - JUST_WITHIN,
        "limit": limit,
        "next": limit + 1,
        "to": limit + JUST_PAST,
    }
