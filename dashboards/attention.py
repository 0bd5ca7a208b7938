"""What a reader may see of what needs attention in a team's week, read out of what was asked.

What is looked at, and in which order, is decided in `coaching.attention`. No query in here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.utils.translation import get_language

from coaching.attention import Flag, PutOff, Situation, Tapped, Told
from dashboards.norm_rows import WeekLine
from dashboards.reader import Reader, Rows
from dashboards.state import Row, Spans, State
from people.models import Team
from periods.week import Week
from scoring.attention import attention_slips
from scoring.figures import NormVersion


@dataclass(frozen=True)
class Sight:
    """The last week of a line as one reader sees it."""

    team: Team
    reader: Reader
    line: WeekLine
    state: State = field(repr=False)
    today: date
    #: What charts and the ceiling rule say of behaviours.
    flags: Sequence[Flag] = ()

    def situation(self) -> Situation:
        """How the week stands, as far as this reader may see it."""
        inside = self.reader.belongs
        counts_only = self.week in self.line.small
        return Situation(
            norms=self.line.figures[self.week].norms,
            counts_only=counts_only,
            told=list(self.told.values()) if inside else (),
            overdue=[row.n1 for row in self.state["overdue"]] if inside else (),
            tapped=tapped(self.state) if inside else (),
            questions=[row.n1 for row in self.oldest_questions] if inside else (),
            slipping=self._slipping() if inside or not self._hides_weeks() else (),
            unseen=self._unseen(),
            flags=() if counts_only else self.flags,
            put_off=[PutOff(row.t1, row.t3) for row in self._handled(0)] if inside else (),
            handled=[row.t1 for row in self._handled(1)],
        )

    @property
    def week(self) -> Week:
        return self.line.weeks[-1]

    @cached_property
    def told(self) -> dict[int, Told]:
        """The stories of the week by key, with the lines this reader may read."""
        return {story.pk: story for story in stories(self.state, self.reader)}

    @cached_property
    def oldest_questions(self) -> list[Row]:
        return sorted(self.state["question"], key=lambda row: row.t2)

    @cached_property
    def norms(self) -> dict[int, NormVersion]:
        """The norm of each behaviour seen in these weeks, the latest."""
        return {
            row.norm.behaviour_id: row.norm
            for week in self.line.weeks
            for row in self.line.figures[week].norms
        }

    @cached_property
    def spans(self) -> Spans:
        """Over which weeks attention is counted."""
        return Spans.of(self.line.weeks, Week.of(self.today))

    @cached_property
    def attention(self) -> dict[int, tuple[int, int, int]]:
        """How often each behaviour had attention: in 14 days, in four weeks, in the four before."""
        return attention_counts(self.line, self.state, self.spans)

    def _handled(self, this_week: int) -> Iterable[Row]:
        return [row for row in self.state["handled"] if row.n2 == this_week]

    def _hides_weeks(self) -> bool:
        """Whether attention was counted in a week in which the team was small."""
        return any(week in self.line.small for weeks in self.spans for week in weeks)

    def _slipping(self) -> list[int]:
        """The behaviours that attention slips from, what had the most of it before first."""
        since = self.spans.recent[0].monday.isoformat()
        focus = {row.n1 for row in self.state["focus"] if row.t1 <= since}
        found = [
            key
            for key, (recent, last, before) in self.attention.items()
            if attention_slips(
                recent=recent, last_four=last, four_before=before, in_focus=key in focus
            )
        ]
        known = [key for key in found if key in self.norms]
        return sorted(known, key=lambda key: -self.attention[key][2])

    def _unseen(self) -> int | None:
        """The behaviour in focus that nobody saw in a week that is over and had contacts."""
        figures = self.line.figures[self.week]
        seen = {row.norm.behaviour_id for row in figures.norms if row.observed}
        focus = next((row.n1 for row in self.state["focus"]), None)
        is_over = self.week != Week.of(self.today) and figures.contacts
        return focus if is_over and focus not in seen else None


def attention_counts(line: WeekLine, state: State, spans: Spans) -> dict[int, tuple[int, int, int]]:
    """How often each behaviour was seen by others, praised or on the agenda, in the three spans."""
    found = {row.n1: [0, 0, 0] for row in state["focus"]}
    for place, weeks in enumerate(spans):
        for week in weeks:
            for row in line.figures[week].norms:
                if row.observed_by_others:
                    found.setdefault(row.norm.behaviour_id, [0, 0, 0])[place] += (
                        row.observed_by_others
                    )
    for given in (*state["compliment"], *state["agenda"]):
        counts = found.setdefault(given.n1, [0, 0, 0])
        for place, n in enumerate((given.n3, given.n4, given.n5)):
            counts[place] += n
    return {key: (counts[0], counts[1], counts[2]) for key, counts in found.items()}


def tapped(state: State) -> list[Tapped]:
    """What was in the way in the last weeks, in the reader's language."""
    english = (get_language() or "").startswith("en")
    return [
        Tapped(row.n1, row.t2 if english else row.t1, bool(row.n4), row.n2, row.n3)
        for row in state["barrier"]
    ]


def stories(state: State, reader: Reader) -> list[Told]:
    """The stories of the week, newest first: the lead reads every line, the team the wall."""
    return [
        Told(row.n1, row.n2, row.t1, row.t2, row.t3 if _reads_line(reader, row) else "")
        for row in reversed(state["story"])
    ]


def _reads_line(reader: Reader, row: Row) -> bool:
    return reader.rows == Rows.TEAM or (reader.belongs and bool(row.n3))
