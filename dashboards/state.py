"""What a team's week rests on besides its sums: one statement, bounded, for the page and its tag.

A row says what it is in its first column; six numbers and five texts follow, of which each part
uses what it needs. Nothing reads further back than the weeks it is given.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import connection

from incidents.closing import CLOSING_COUNTS, ClosingCounts, closing_counts_parameters
from incidents.promises.queries import LIVE_COUNTS, LiveCounts, live_counts_parameters
from people.models import Team
from periods.local_time import local_date, midnight
from periods.week import Week
from scoring.charts import chart_weeks
from scoring.planned import planned

#: Over so many weeks what was in the way is counted, the week of the page included.
BARRIER_WEEKS = 4
#: No part is longer than this: far more than a team has in a week.
MOST_ROWS = 200


class Row(NamedTuple):
    """One row of the statement."""

    part: str
    n1: int
    n2: int
    n3: int
    n4: int
    n5: int
    t1: str
    t2: str
    t3: str
    t4: str
    t5: str


class State:
    """The rows by part; another answer of the database, another tag."""

    def __init__(self, team_id: int, week: Week, rows: Sequence[Row]) -> None:
        self._of = (team_id, week.monday)
        self._rows = rows

    def identity(self, *, belongs: bool) -> tuple[object, ...]:
        """What changes with the page; what a team agreed on changes none but its own."""
        rows = [row for row in self._rows if belongs or row.part != "agreed"]
        return (*self._of, tuple(rows))

    @cached_property
    def parts(self) -> dict[str, list[Row]]:
        """The rows of each part, in order of their numbers."""
        return {part: list(rows) for part, rows in groupby(self._rows, itemgetter(0))}

    def __getitem__(self, part: str) -> list[Row]:
        return self.parts.get(part, [])

    @property
    def figures_rest_on(self) -> Row:
        """What changes with every write to the weeks of a chart, every norm and week left out."""
        (row,) = self["state"]
        return row

    @property
    def promises(self) -> LiveCounts:
        """How the promises of the last week stand at this moment."""
        (row,) = self["promises"]
        return LiveCounts(row.n1, row.n2, row.n3, row.n4)

    @property
    def closing(self) -> ClosingCounts:
        """Whether the last week is closed, and what came in after that."""
        (row,) = self["closing"]
        return ClosingCounts(row.t1, row.n1, row.n2)


class Spans(NamedTuple):
    """Over which weeks attention is counted; a week that runs is in `recent` alone."""

    recent: Sequence[Week]
    last_four: Sequence[Week]
    four_before: Sequence[Week]

    @classmethod
    def of(cls, weeks: Sequence[Week], running: Week) -> "Spans":
        """Those that end with the last of at least nine weeks in a row."""
        ended = weeks[:-1] if weeks[-1] == running else weeks
        return cls(weeks[len(ended) - 2 :], ended[-4:], ended[-8:-4])


# Written out: building it anew would cost as much as the rest of an unchanged page. A subselect
# with LIMIT keeps a part small however much there is. What a tap is about is looked up one by one,
# and the weeks are asked of the contacts once more: else PostgreSQL, which takes them for more than
# they are, may read every observation or every tap there is.
_STATEMENT = f"""
WITH contacts (id, week) AS MATERIALIZED (
    SELECT id, week FROM incidents_incident
    WHERE team_id = %s AND week BETWEEN %s AND %s AND withdrawn_at IS NULL
),
taps (id, barrier_id, stands) AS MATERIALIZED (
    SELECT r.id, r.barrier_id, (
        SELECT NOT o.met AND o.counts FROM incidents_observation o
        WHERE o.incident_id = r.incident_id AND o.behaviour_id = r.behaviour_id
    )
    FROM contacts c JOIN incidents_barrierreport r ON r.incident_id = c.id
    WHERE c.week BETWEEN %s AND %s
)
SELECT 'state', COALESCE(CAST((
        SELECT SUM(revision) FROM incidents_teamweek WHERE team_id = %s AND week BETWEEN %s AND %s
    ) AS bigint), 0),
    (SELECT COUNT(*) + COUNT(taken_back_at) FROM scoring_excludedweek WHERE team_id = %s), 0, 0, 0,
    COALESCE(CAST((SELECT MAX(published_at) FROM behaviours_norm) AS text), ''), '', '', '', ''
UNION ALL
SELECT 'closing', closing.contacts, closing.corrections, 0, 0, 0,
    COALESCE(CAST(closing.closed_at AS text), ''), '', '', '', ''
FROM ({CLOSING_COUNTS}) closing
UNION ALL
SELECT 'promises', live.open, live.overdue, live.late, live.kept_after_closing, 0,
    '', '', '', '', ''
FROM ({LIVE_COUNTS}) live
UNION ALL
SELECT * FROM (
    SELECT 'overdue', id, 0, 0, 0, 0, subject, '', '', '', ''
    FROM incidents_promise
    WHERE settled_at IS NULL AND overdue_at <= %s AND kept_by_id = %s AND week = %s
        AND NOT (attempt_counts AND first_attempt_at < overdue_at)
    ORDER BY overdue_at, id LIMIT {MOST_ROWS}
) overdue
UNION ALL
SELECT * FROM (
    SELECT 'story', s.id, s.incident_id, CASE WHEN s.wall = 'shown' THEN 1 ELSE 0 END,
        COUNT(*) OVER (PARTITION BY s.experience), COUNT(*) OVER (PARTITION BY s.loyalty),
        s.experience, s.loyalty, s.line, '', ''
    FROM contacts c JOIN incidents_story s ON s.incident_id = c.id
    WHERE c.week = %s
    ORDER BY ROW_NUMBER() OVER (PARTITION BY s.experience, s.loyalty ORDER BY s.id DESC), s.id
    LIMIT {MOST_ROWS}
) stories
UNION ALL
SELECT 'barrier', t.barrier_id, COUNT(*), COUNT(*) - COUNT(a.id),
    CASE WHEN b.code = 'other' THEN 1 ELSE 0 END, 0, b.words, b.words_en, '', '', ''
FROM taps t
JOIN incidents_barrier b ON b.id = t.barrier_id
LEFT JOIN coaching_answeredreport a ON a.report_id = t.id
WHERE t.stands
GROUP BY t.barrier_id, b.code, b.words, b.words_en
UNION ALL
SELECT * FROM (
    SELECT 'answer', ba.barrier_id, ba.id, CASE WHEN ba.answered_at IS NULL THEN 1 ELSE 0 END,
        CASE WHEN act.done_at IS NULL THEN 0 ELSE 1 END, 0, ba.text, COALESCE(act.title, ''),
        COALESCE(u.name, ''), COALESCE(CAST(act.due_on AS text), ''), ''
    FROM coaching_barrieranswer ba
    LEFT JOIN coaching_action act ON act.id = ba.action_id
    LEFT JOIN people_user u ON u.id = act.owner_id
    WHERE ba.team_id = %s AND (ba.answered_at IS NULL OR ba.answered_at >= %s)
        AND ba.taken_up_at < %s
    ORDER BY ba.taken_up_at DESC, ba.id DESC LIMIT {MOST_ROWS}
) answers
UNION ALL
SELECT * FROM (
    SELECT 'question', id, 0, 0, 0, 0, text, CAST(asked_at AS text), '', '', ''
    FROM coaching_question
    WHERE team_id = %s AND answered_at IS NULL AND asked_at < %s
    ORDER BY asked_at, id LIMIT {MOST_ROWS}
) questions
UNION ALL
SELECT 'compliment', COALESCE(behaviour_id, 0),
    COUNT(*) FILTER (WHERE given_at >= %s),
    COUNT(*) FILTER (WHERE given_at >= %s),
    COUNT(*) FILTER (WHERE given_at >= %s AND given_at < %s),
    COUNT(*) FILTER (WHERE given_at < %s), '', '', '', '', ''
FROM coaching_compliment
WHERE team_id = %s AND given_at >= %s AND given_at < %s
GROUP BY behaviour_id
UNION ALL
SELECT 'agenda', behaviour_id, 0,
    COUNT(DISTINCT held_on) FILTER (WHERE held_on >= %s),
    COUNT(DISTINCT held_on) FILTER (WHERE held_on >= %s AND held_on < %s),
    COUNT(DISTINCT held_on) FILTER (WHERE held_on < %s), '', '', '', '', ''
FROM coaching_meeting
WHERE team_id = %s AND held_on >= %s AND held_on < %s AND behaviour_id IS NOT NULL
GROUP BY behaviour_id
UNION ALL
SELECT 'handled', id, CASE WHEN week = %s THEN 1 ELSE 0 END, 0, 0, 0, key, outcome, said, '', ''
FROM coaching_handled
WHERE team_id = %s AND (week = %s OR (week = %s AND outcome = 'later'))
UNION ALL
SELECT * FROM (
    SELECT 'focus', behaviour_id, 0, 0, 0, 0, CAST(starts_on AS text), '', '', '', ''
    FROM behaviours_focus
    WHERE team_id = %s AND starts_on <= %s AND ends_on > %s ORDER BY id DESC LIMIT 1
) focus
UNION ALL
SELECT 'agreed', id, 0, 0, 0, 0, CAST(agreed_on AS text), COALESCE(CAST(ends_on AS text), ''),
    '', '', ''
FROM people_shareagreement
WHERE team_id = %s AND agreed_on < %s AND (ends_on IS NULL OR ends_on > %s)
UNION ALL
SELECT * FROM (
    SELECT 'loss', margin_low, margin_high, years, 0, 0, '', '', '', '', ''
    FROM coaching_lossterms ORDER BY id DESC LIMIT 1
) loss
"""  # noqa: S608


def state_of(team: Team, weeks: Sequence[Week], now: datetime) -> State:
    """What the last of these weeks, nine or more in a row, rests on; one query."""
    with connection.cursor() as cursor:
        cursor.execute(planned(_STATEMENT), _parameters(team, weeks, now))
        # No order is promised, and the tag is over the whole.
        rows = sorted(map(Row._make, cursor.fetchall()))
    return State(team.pk, weeks[-1], rows)


def _parameters(team: Team, weeks: Sequence[Week], now: datetime) -> list[Any]:
    """What the statement asks, in its order."""
    day, moment = connection.ops.adapt_datefield_value, connection.ops.adapt_datetimefield_value
    week, spans = weeks[-1], Spans.of(weeks, Week.of(local_date(now)))
    monday, first = day(week.monday), day(chart_weeks(week)[0].monday)
    fourth = day(weeks[-BARRIER_WEEKS].monday)
    until, since = moment(midnight(week.next.monday)), moment(midnight(weeks[0].monday))
    bounds = [
        each.monday
        for each in (
            spans.recent[0],
            spans.last_four[0],
            spans.last_four[-1].next,
            spans.four_before[0],
        )
    ]
    recent, four, ended, before = (moment(midnight(each)) for each in bounds)
    recent_day, four_day, ended_day, before_day = map(day, bounds)
    return [
        team.pk, fourth, monday, fourth, monday,
        team.pk, first, monday, team.pk,
        *closing_counts_parameters(team, week),
        *live_counts_parameters(team, week, now),
        moment(now), team.pk, monday,
        monday,
        team.pk, since, until,
        team.pk, until,
        moment(midnight(week.monday)), recent, four, ended, four, team.pk, before, until,
        recent_day, four_day, ended_day, four_day, team.pk, before_day, day(week.next.monday),
        monday, team.pk, monday, day(week.previous.monday),
        team.pk, monday, monday,
        team.pk, day(week.next.monday), first,
    ]  # fmt: skip
