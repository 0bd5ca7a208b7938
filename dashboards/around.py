"""What stands around the norms of a week: stories, what was in the way, praise, what was lost.

Never in a score, and compact: a part without anything is not there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate

from django.conf import settings
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coaching.attention import Tapped, by_frequency
from dashboards.attention import Sight, stories, tapped
from dashboards.attention_words import story_lines
from dashboards.norm_rows import Number
from dashboards.numbers import numbers, short_day
from dashboards.reader import Rows
from dashboards.state import BARRIER_WEEKS, Row, State
from incidents.models import Story
from scoring.statistics import MIN_FOR_FULL, vital_few

#: With fewer contacts in all its weeks a team only begins.
FIRST_CONTACTS = 20
QUOTED_LETTERS = 90
#: So many stories of each side are told here; the wall has the others.
MOST_LINES = 2


@dataclass(frozen=True)
class Side:
    """One side of the axis of stories."""

    label: str
    count: int
    lines: Sequence[Number]


@dataclass(frozen=True)
class BarrierRow:
    """One thing that was in the way."""

    words: str
    count: int
    #: 0..100, of the most frequent: how long its bar is.
    width: int
    #: The share of all taps, and with those above it; empty with too few taps.
    share: str
    reached: str
    is_vital: bool
    #: Who does what about it; empty where nobody said yet.
    answer: str


@dataclass(frozen=True)
class Cost:
    """What the lost customers of the week cost, and what that rests on."""

    sentence: str
    terms: str


@dataclass(frozen=True)
class Around:
    """What stands around the norms."""

    stories: list[Side] = field(default_factory=list)
    wall_url: str = ""
    barriers: list[BarrierRow] = field(default_factory=list)
    taps: int = 0
    barrier_weeks: int = BARRIER_WEEKS
    board_url: str = ""
    compliments: int = 0
    cost: Cost | None = None


def around(sight: Sight) -> Around:
    """All of it, as far as this reader may see it."""
    inside, slug = sight.reader.belongs, [sight.team.slug]
    told, found = story_axis(sight), tapped(sight.state) if inside else []
    return Around(
        stories=told,
        wall_url=reverse("story_wall", args=slug) if inside and told else "",
        barriers=barrier_rows(found, answers(sight.state)),
        taps=sum(each.times for each in found),
        board_url=reverse("barrier_board", args=slug) if found else "",
        compliments=sum(row.n2 for row in sight.state["compliment"]) if inside else 0,
        cost=cost_of_losses(sight.state),
    )


def story_axis(sight: Sight) -> list[Side]:
    """How many customers got more, as much or less than they expected; empty without a story."""
    counts = {row.t1: row.n4 for row in sight.state["story"]}
    told = stories(sight.state, sight.reader)
    sides = [*Story.Experience.choices, ("", _("not said"))]
    return [
        Side(
            str(label),
            counts.get(side, 0),
            story_lines([each for each in told if each.experience == side], sight.reader)[
                :MOST_LINES
            ],
        )
        for side, label in sides
        if counts and (side or counts.get(side))
    ]


def barrier_rows(found: Sequence[Tapped], answered: dict[int, str]) -> list[BarrierRow]:
    """As a Pareto: the most frequent first, "something else" last, the vital few marked.

    Only counts with fewer than 20 taps.
    """
    rows, words = by_frequency(found), numbers()
    counts = [row.times for row in rows]
    total, most = sum(counts), max(counts, default=0)
    carries = total >= MIN_FOR_FULL
    vital = vital_few(counts) if carries else 0
    return [
        BarrierRow(
            words=row.words,
            count=row.times,
            width=round(100 * row.times / most),
            share=words.percent(row.times, total) if carries else "",
            reached=words.percent(reached, total) if carries else "",
            is_vital=place < vital,
            answer=answered.get(row.barrier_id, ""),
        )
        for place, (row, reached) in enumerate(zip(rows, accumulate(counts), strict=True))
    ]


def answers(state: State) -> dict[int, str]:
    """What was said or done last about each thing that was in the way."""
    # In order of their keys, so that the latest stays.
    return {row.n1: _answer_words(row) for row in state["answer"]}


def cost_of_losses(state: State) -> Cost | None:
    """A range by the organisation's own terms; None without a loss or without terms.

    And where customers cannot leave, whatever terms there once were.
    """
    lost = next((row.n5 for row in state["story"] if row.t2 == Story.Loyalty.LOST), 0)
    terms = next(iter(state["loss"]), None)
    if not lost or terms is None or not settings.CUSTOMERS_CAN_LEAVE:
        return None
    low, high, years = terms.n1, terms.n2, terms.n3
    words = numbers()
    return Cost(
        sentence=ngettext(
            "%(n)s lost customer: € %(low)s to € %(high)s.",
            "%(n)s lost customers: € %(low)s to € %(high)s.",
            lost,
        )
        % {
            "n": lost,
            "low": words.count(lost * low * years),
            "high": words.count(lost * high * years),
        },
        terms=ngettext(
            "Taken: € %(low)s to € %(high)s margin a year, and a customer who stays %(n)s year.",
            "Taken: € %(low)s to € %(high)s margin a year, and a customer who stays %(n)s years.",
            years,
        )
        % {"n": years, "low": words.count(low), "high": words.count(high)},
    )


def next_step(sight: Sight) -> Number | None:
    """The one thing to do next in a team that only began; for the team itself and its lead."""
    contacts = sum(sight.line.figures[week].contacts for week in sight.line.weeks)
    if not sight.reader.belongs or not 0 < contacts < FIRST_CONTACTS:
        return None
    slug = sight.team.slug
    if not sight.state["story"]:
        contacts_url = f"{reverse('incident_list')}?team={slug}&week={sight.week}"
        return Number(_("Tell of one contact what the customer would say at home"), contacts_url)
    if sight.reader.rows == Rows.TEAM and not sight.state["focus"]:
        return Number(_("Choose what the team looks at first"), reverse("focus_set", args=[slug]))
    return Number(_("Log the next contact"), f"{reverse('incident_add')}?team={slug}")


def _answer_words(row: Row) -> str:
    if row.n3:
        return _("passed on to the manager")
    if not row.t2:
        return _("answered: %(text)s") % {"text": Truncator(row.t1).chars(QUOTED_LETTERS)}
    pattern = _("done by %(owner)s: %(title)s") if row.n4 else _("%(owner)s, by %(day)s: %(title)s")
    day = short_day(date.fromisoformat(row.t4))
    return pattern % {"owner": row.t3, "day": day, "title": row.t2}
