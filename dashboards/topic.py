"""The one behaviour a team talks about: the norm of the week, what asks attention, or by turns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from behaviours.models import Behaviour, Norm
from behaviours.queries import focus_of, norms_in_force
from dashboards.numbers import numbers, week_name
from dashboards.wording import phrases
from people.models import Team
from periods.week import Week
from scoring.attention import needs_attention
from scoring.figures import NormFigures


@dataclass(frozen=True)
class Topic:
    """One behaviour in words, with an example of how it is done."""

    behaviour: Behaviour
    #: Why it is this one.
    why: str
    #: The norm in force; empty where there is none.
    sentence: str
    example: str
    url: str
    #: A sentence: how often it was met in the week looked back on; empty on a page of one day.
    seen: str = ""

    @property
    def title(self) -> str:
        return self.behaviour.title


def topic_of_week(
    *, team: Team, week: Week, figures: Sequence[NormFigures], counts_only: bool
) -> Topic | None:
    """What the meeting about a week is about; None where no norm is in force.

    The norm of the week; else the norm furthest below its target with certainty, which nobody
    says of a team of which only counts are shown; else by turns, by the number of the week.
    """
    norms = norms_in_force(team, week.sunday)
    by_behaviour = {row.norm.behaviour_id: row for row in figures}
    below = [] if counts_only else needs_attention(figures)
    asked = [norm for row in below for norm in norms if norm.behaviour_id == row.norm.behaviour_id]
    if focus := focus_of(team, week.monday):
        behaviour, why = focus.behaviour, _("the norm of the week")
    elif asked:
        behaviour, why = asked[0].behaviour, _("furthest below its target")
    elif norms:
        turn = week.monday.toordinal() // 7 % len(norms)
        behaviour, why = norms[turn].behaviour, _("its turn: nothing stands out")
    else:
        return None
    seen = _seen(by_behaviour.get(behaviour.pk), week)
    url = reverse("team_norm", args=[team.slug, week, behaviour.code])
    return _topic(behaviour, norms, why=why, url=url, seen=seen)


def topic_of_day(*, team: Team, day: date) -> Topic | None:
    """What a day begins with: the norm of the week, else by turns; None without any norm."""
    norms = norms_in_force(team, day)
    if focus := focus_of(team, day):
        behaviour, why = focus.behaviour, _("the norm of the week")
    elif norms:
        behaviour, why = norms[day.toordinal() % len(norms)].behaviour, _("its turn today")
    else:
        return None
    return _topic(behaviour, norms, why=why, url=reverse("behaviour_detail", args=[behaviour.code]))


def _topic(
    behaviour: Behaviour, norms: Sequence[Norm], *, why: str, url: str, seen: str = ""
) -> Topic:
    sentence = next((str(norm) for norm in norms if norm.behaviour_id == behaviour.pk), "")
    return Topic(behaviour, why, sentence, behaviour.good_example, url, seen)


def _seen(row: NormFigures | None, week: Week) -> str:
    """ "Week 47: 12 van 15 binnen 20 seconden." """
    words = phrases()
    if row is None or not row.observed:
        return f"{capfirst(words.not_seen)}."
    pattern = words.finding_extra if row.is_extra else words.finding
    share = row.met_share
    said = pattern % {
        "met": numbers().count(share.n),
        "n": numbers().count(share.of),
        "limit": words.limit(row.norm),
    }
    return f"{capfirst(week_name(week))}: {said}."
