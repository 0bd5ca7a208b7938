"""Sums read in one statement, so in one snapshot: as they are stored, and as they are counted.

Both come in the same columns, so that what is stored can be held against what is counted. A row
says what it is in its first column: `week` (the revision of a team-week), `norm` (one row of
Tally) or `contact` (one row of ContactTally). What pages read is in `scoring/pooled.py`.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple

from django.db import connection

from incidents.journal import TeamWeekKey
from incidents.models import Origin
from periods.local_time import as_date
from scoring.models import FORMULA_VERSION, PROMISE

NORM_SUMS = ("observed", "met", "happened", "score_sum", "not_applicable", "not_observed")
CONTACT_SUMS = (
    "contacts", "fully_judged", "fully_in_order", "critical_judged", "critical_in_order",
    "not_answered_by_wait", "not_answered_not_met", "not_answered_not_applicable",
)  # fmt: skip


#: What customers say about themselves is shown apart, never pooled with what staff saw.
APART = Origin.CUSTOMER
#: What people say about their own work: their own notes, and promises, which they settle.
ABOUT_ONESELF = (Origin.SELF.value, PROMISE)


class SumsRow(NamedTuple):
    """One row of sums, as the database hands it over; what a part has no use for is 0 or empty."""

    part: str
    team_id: int
    week: date
    behaviour_id: int
    norm_id: int
    origin: str
    s1: int
    s2: int
    s3: int
    s4: int
    s5: int
    s6: int
    s7: int
    s8: int

    @property
    def key(self) -> TeamWeekKey:
        """The team-week it belongs to."""
        return self.team_id, self.week

    @property
    def sums(self) -> tuple[int, ...]:
        """The sums in the order of CONTACT_SUMS."""
        return self[6:]

    @property
    def norm_sums(self) -> tuple[int, ...]:
        """The sums in the order of NORM_SUMS."""
        return self[6:12]

    @property
    def named(self) -> dict[str, int]:
        """The sums by the names of the columns they are stored in."""
        names = NORM_SUMS if self.part == "norm" else CONTACT_SUMS
        return dict(zip(names, self.sums, strict=False))


class Verdict(NamedTuple):
    """What holding the stored sums against a recount gave, in one snapshot."""

    #: Team-weeks that were held against a recount, and the rows of tallies they hold.
    checked: int
    rows: int
    #: Those among them that are frozen: held against what there was when they were closed.
    frozen: int
    #: Frozen ones that cannot be: put right after closing, or counted under another formula.
    apart: int
    #: Team-weeks that were not up to date.
    skipped: int
    #: Rows that only a recount finds, and rows that only the tallies hold.
    only_counted: list[SumsRow]
    only_stored: list[SumsRow]

    @property
    def is_clean(self) -> bool:
        """Whether no row differs."""
        return not self.only_counted and not self.only_stored


_COLUMNS = ", ".join(SumsRow._fields)
#: When the stored sums are what is shown: frozen, or of the present revision and formula.
_READY = "(s.frozen OR s.counted_revision = w.revision AND s.formula_version = {formula})"

_WEEKS = """
SELECT 'week', w.team_id, w.week, 0, 0, '', w.revision,
    CASE WHEN {ready} THEN 1 ELSE 0 END, CASE WHEN s.frozen THEN 1 ELSE 0 END, 0, 0, 0, 0, 0
FROM keys
JOIN incidents_teamweek w ON w.team_id = keys.team_id AND w.week = keys.week
LEFT JOIN scoring_tallystate s ON s.team_id = w.team_id AND s.week = w.week
"""

_STORED_NORMS = """
SELECT 'norm', t.team_id, t.week, t.behaviour_id, t.norm_id, t.origin,
    t.observed, t.met, t.happened, t.score_sum, t.not_applicable, t.not_observed, 0, 0
FROM keys
JOIN scoring_tally t ON t.team_id = keys.team_id AND t.week = keys.week
"""

_HEADERS = """
SELECT 'header', s.team_id, s.week, 0, 0, s.{header}, 0, 0, 0, 0, 0, 0, 0, 0
FROM keys
JOIN scoring_tallystate s ON s.team_id = keys.team_id AND s.week = keys.week
"""

_STORED_CONTACTS = """
SELECT 'contact', c.team_id, c.week, 0, 0, c.origin,
    c.contacts, c.fully_judged, c.fully_in_order, c.critical_judged, c.critical_in_order,
    c.not_answered_by_wait, c.not_answered_not_met, c.not_answered_not_applicable
FROM keys
JOIN scoring_contacttally c ON c.team_id = keys.team_id AND c.week = keys.week
"""

# Grouped before the kind is looked up: that is once a group instead of once an observation.
# A round counts for its norms; it is no contact. A promise has its verdict once it is settled, and
# none when it was cancelled.
_COUNTING = """
SELECT 'norm', g.team_id, g.week, g.behaviour_id, g.norm_id, g.origin,
    CASE WHEN b.kind = 'extra' THEN g.seen ELSE g.judged END, g.met,
    CASE WHEN b.kind = 'extra' THEN g.ones ELSE 0 END,
    g.score_sum, g.not_applicable, g.not_observed, 0, 0
FROM (
    SELECT o.team_id, o.week, o.behaviour_id, o.norm_id, o.origin,
        COUNT(*) FILTER (WHERE o.state = 'seen') AS seen,
        COUNT(o.met) AS judged,
        COUNT(*) FILTER (WHERE o.met) AS met,
        COUNT(*) FILTER (WHERE o.value = 1) AS ones,
        COALESCE(SUM(o.score), 0) AS score_sum,
        COUNT(*) FILTER (WHERE o.state = 'not_applicable') AS not_applicable,
        COUNT(*) FILTER (WHERE o.state = 'not_observed') AS not_observed
    FROM keys
    JOIN incidents_observation o ON o.team_id = keys.team_id AND o.week = keys.week
    WHERE o.counts AND o.norm_id IS NOT NULL{but_late_observations}
    GROUP BY o.team_id, o.week, o.behaviour_id, o.norm_id, o.origin
) g
JOIN behaviours_behaviour b ON b.id = g.behaviour_id
UNION ALL
SELECT 'norm', p.kept_by_id, p.week, n.behaviour_id, p.norm_id, 'promise',
    COUNT(p.met), COUNT(*) FILTER (WHERE p.met), 0, SUM(p.score), 0, 0, 0, 0
FROM keys
JOIN incidents_promise p ON p.kept_by_id = keys.team_id AND p.week = keys.week
JOIN behaviours_norm n ON n.id = p.norm_id
WHERE p.met IS NOT NULL
GROUP BY p.kept_by_id, p.week, n.behaviour_id, p.norm_id
UNION ALL
SELECT 'contact', i.team_id, i.week, 0, 0, i.origin,
    COUNT(*), COUNT(i.fully_in_order), COUNT(*) FILTER (WHERE i.fully_in_order),
    COUNT(i.critical_in_order), COUNT(*) FILTER (WHERE i.critical_in_order),
    COUNT(*) FILTER (WHERE i.not_answered_rule = 'by_wait'),
    COUNT(*) FILTER (WHERE i.not_answered_rule = 'not_met'),
    COUNT(*) FILTER (WHERE i.not_answered_rule = 'not_applicable')
FROM keys
JOIN incidents_incident i ON i.team_id = keys.team_id AND i.week = keys.week
WHERE i.withdrawn_at IS NULL AND i.origin <> 'round'{but_late_contacts}
GROUP BY i.team_id, i.week, i.origin
"""

_COUNTED = _COUNTING.format(but_late_observations="", but_late_contacts="")

_BUT_LATE = """
    AND NOT EXISTS (
        SELECT 1 FROM incidents_latecomer l JOIN incidents_teamweek w
            ON w.id = l.team_week_id AND w.closed_revision = l.closed_revision
        WHERE l.incident_id = {contact} AND l.kind = 'recorded'
            AND w.team_id = keys.team_id AND w.week = keys.week
    )
"""

#: As they are counted, without what was recorded after the closing that holds now. Of promises
#: nothing is: none is made for a closed week, and closing settles those that ran.
_COUNTED_AS_CLOSED = _COUNTING.format(
    but_late_observations=_BUT_LATE.format(contact="o.incident_id"),
    but_late_contacts=_BUT_LATE.format(contact="i.id"),
)

# What a contact said before it was changed late stands in its history, not in its row: a frozen
# team-week with such a contact cannot be counted again.
_VERIFY = """
WITH keys (team_id, week, frozen) AS (
    SELECT w.team_id, w.week, s.frozen FROM incidents_teamweek w
    JOIN scoring_tallystate s ON s.team_id = w.team_id AND s.week = w.week
    WHERE {ready} AND s.formula_version = {formula} AND NOT (s.frozen AND EXISTS (
        SELECT 1 FROM incidents_latecomer l
        WHERE l.team_week_id = w.id AND l.closed_revision = w.closed_revision
            AND l.kind = 'changed'
    ))
),
counted ({columns}) AS ({counted}),
stored ({columns}) AS ({stored}),
both_sides AS (
    SELECT 'only_counted' AS side, counted.* FROM counted
    UNION ALL SELECT 'only_stored', stored.* FROM stored
)
SELECT MIN(side), {columns} FROM both_sides GROUP BY {columns} HAVING COUNT(*) = 1
UNION ALL
SELECT 'checked', '', 0, NULL, 0, 0, '', (SELECT COUNT(*) FROM keys),
    (SELECT COUNT(*) FROM incidents_teamweek), (SELECT COUNT(*) FROM stored),
    (SELECT COUNT(*) FROM keys WHERE frozen),
    (SELECT COUNT(*) FROM scoring_tallystate WHERE frozen), 0, 0, 0
"""


def counted_sums(
    keys: Iterable[TeamWeekKey], *, as_closed: bool = False
) -> tuple[list[SumsRow], dict[TeamWeekKey, int]]:
    """These team-weeks counted from the contacts, and the revision each was counted under.

    One statement, so one snapshot: a write that overlaps is either in both or in neither. What is
    frozen is never counted again, and so in neither. With `as_closed` a closed week is counted
    without what was recorded after that.
    """
    counted = _COUNTED_AS_CLOSED if as_closed else _COUNTED
    rows = _rows_of(f"{_WEEKS} UNION ALL {counted}", sorted(keys))
    weeks = [row for row in rows if row.part == "week"]
    frozen = {row.key for row in weeks if row.sums[2]}
    revisions = {row.key: row.sums[0] for row in weeks if row.key not in frozen}
    return [row for row in rows if row.part != "week" and row.key not in frozen], revisions


def tallies_with_headers(
    keys: Sequence[TeamWeekKey], header: Literal["digest", "sums"]
) -> dict[TeamWeekKey, tuple[list[SumsRow], str]]:
    """The tallies of these team-weeks as they are stored, each with what its header says of them.

    One statement, so one snapshot; without a header a team-week is not in it.
    """
    select = f"{_HEADERS} UNION ALL {_STORED_NORMS} UNION ALL {_STORED_CONTACTS}"
    rows = _rows_of(select, keys, header=header)
    found: dict[TeamWeekKey, tuple[list[SumsRow], str]] = {
        row.key: ([], row.origin) for row in rows if row.part == "header"
    }
    for row in rows:
        if row.part != "header" and row.key in found:
            found[row.key][0].append(row)
    return found


def verified_sums() -> Verdict:
    """Every tally that is up to date held against a recount; stale ones are only numbered."""
    tallies = f"{_STORED_NORMS} UNION ALL {_STORED_CONTACTS}"
    statement = _filled(_VERIFY, columns=_COLUMNS, counted=_COUNTED_AS_CLOSED, stored=tallies)
    with connection.cursor() as cursor:
        cursor.execute(statement)
        found = cursor.fetchall()
    sides: dict[str, list[tuple[Any, ...]]] = {"only_counted": [], "only_stored": [], "checked": []}
    for side, *columns in found:
        sides[side].append(tuple(columns))
    checked, journal, stored, frozen, all_frozen = sides["checked"][0][6:11]
    apart = all_frozen - frozen
    return Verdict(
        checked=checked,
        rows=stored,
        frozen=frozen,
        apart=apart,
        skipped=journal - checked - apart,
        only_counted=sorted(_rows(sides["only_counted"])),
        only_stored=sorted(_rows(sides["only_stored"])),
    )


def listed(keys: Iterable[TeamWeekKey]) -> tuple[str, list[Any]]:
    """These keys as a table (team_id, week), and its parameters: as many, whatever their number.

    So there is one plan for all, and no number of them is too many.
    """
    adapt = connection.ops.adapt_datefield_value
    pairs = [(team_id, adapt(week)) for team_id, week in keys]
    if connection.vendor == "postgresql":
        given = [[team_id for team_id, _week in pairs], [week for _team_id, week in pairs]]
        return "SELECT * FROM unnest(CAST(%s AS bigint[]), CAST(%s AS date[]))", given
    each = "json_extract(value, '$[0]'), json_extract(value, '$[1]')"
    return f"SELECT {each} FROM json_each(%s)", [json.dumps(pairs)]  # noqa: S608


def _rows_of(select: str, keys: Iterable[TeamWeekKey], **parts: str) -> list[SumsRow]:
    """What a statement over these keys gives."""
    table, parameters = listed(keys)
    statement = _filled(f"WITH keys (team_id, week) AS ({table}) {select}", **parts)
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return _rows(cursor.fetchall())


def _filled(template: str, **parts: str) -> str:
    """The template with its parts; none of them comes from outside."""
    return template.format(ready=ready(), formula=FORMULA_VERSION, **parts)


def ready() -> str:
    """The condition under which the stored sums `s` of a team-week `w` are what is shown."""
    return _READY.format(formula=FORMULA_VERSION)


def _rows(found: Iterable[tuple[Any, ...]]) -> list[SumsRow]:
    rows = [SumsRow._make(columns) for columns in found]
    if connection.vendor == "sqlite":
        return [row._replace(week=as_date(row.week)) for row in rows]
    return rows
