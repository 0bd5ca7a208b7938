"""What charts and the ceiling rule say of the norms of a week, as things to look at."""

from django.utils.translation import gettext as _

from coaching.attention import Flag, Kind
from dashboards.norm_chart import signal_words
from dashboards.norm_questions import reach_words
from dashboards.numbers import numbers
from scoring.ceiling import Reach
from scoring.chart_queries import NormReach, NormSignals, Standouts

_KINDS = {Reach.EASE: Kind.EASE, Reach.TOO_HARD: Kind.TOO_HARD}


def norm_flags(found: Standouts) -> list[Flag]:
    """Signals first, then what is too hard or reached with ease; in the reader's language."""
    return [*map(_signal, found.signals), *map(_reach, found.reaches)]


def _signal(of_norm: NormSignals) -> Flag:
    figures, words = of_norm.figures, numbers()
    share = figures.met_share
    said = _("%(met)s of %(n)s: %(signals)s.") % {
        "met": words.count(share.n),
        "n": words.count(share.of),
        "signals": ", ".join(signal_words(signal) for signal in of_norm.signals),
    }
    return Flag(Kind.SIGNAL, figures.norm.behaviour_id, said)


def _reach(of_norm: NormReach) -> Flag:
    norm, reach = of_norm.figures.norm, of_norm.reach
    return Flag(_KINDS[reach], norm.behaviour_id, reach_words(reach))
