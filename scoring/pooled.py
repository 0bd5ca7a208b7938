"""The sums of a team-week as pages read them: in one piece, since a page may read thousands.

They stand beside the tallies they are made of, in the header of the team-week, and are written
with them: see docs/adr/0028-what-pages-read-of-a-week-in-one-row.md.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from operator import add
from typing import NamedTuple

import orjson
from django.db import connection

from incidents.journal import TeamWeekKey
from periods.local_time import as_date
from scoring.planned import planned
from scoring.sums import ABOUT_ONESELF, APART, SumsRow, listed, ready

NormSums = tuple[int, ...]


class Pooled(NamedTuple):
    """One team-week: its norms over all origins but the customer, its contacts by origin.

    The numbers of a norm stand at the same place in every column but the last.
    """

    #: The keys of the norms, in order.
    norm_id: Sequence[int]
    observed: Sequence[int]
    met: Sequence[int]
    happened: Sequence[int]
    score_sum: Sequence[int]
    not_applicable: Sequence[int]
    not_observed: Sequence[int]
    #: Of what was observed and met, what others than the person saw.
    observed_by_others: Sequence[int]
    met_by_others: Sequence[int]
    #: By origin, customers included, in the order of CONTACT_SUMS.
    contacts: Mapping[str, Sequence[int]]

    @classmethod
    def from_text(cls, text: str) -> "Pooled":
        """As it was stored."""
        return cls._make(orjson.loads(text))

    @property
    def text(self) -> str:
        """As it is stored: the same for the same sums."""
        return orjson.dumps(tuple(self), option=orjson.OPT_SORT_KEYS).decode()

    @property
    def norms(self) -> dict[int, NormSums]:
        """The sums of each norm, from `observed` on, by its key."""
        norm_ids, *columns, _contacts = self
        return dict(zip(norm_ids, zip(*columns, strict=True), strict=True))

    @property
    def reached(self) -> Iterator[int]:
        """How often each norm was met, or happened: of an extra nothing is met, of others nothing
        happens, so one of the two is always 0.
        """
        return map(add, self.met, self.happened)


def pooled(rows: Iterable[SumsRow]) -> Pooled:
    """What the tallies of one team-week add up to, counted or stored."""
    norms: dict[int, NormSums] = {}
    contacts: dict[str, Sequence[int]] = {}
    for row in rows:
        if row.part == "contact":
            contacts[row.origin] = row.sums
        elif row.origin != APART:
            by_others = (0, 0) if row.origin in ABOUT_ONESELF else (row.s1, row.s2)
            sums, there = (*row.norm_sums, *by_others), norms.get(row.norm_id)
            norms[row.norm_id] = tuple(map(add, there, sums)) if there else sums
    columns = list(zip(*[(key, *sums) for key, sums in sorted(norms.items())], strict=True))
    return Pooled._make((*columns, contacts)) if norms else NOTHING._replace(contacts=contacts)


#: A team-week without anything.
NOTHING = Pooled((), (), (), (), (), (), (), (), (), {})


class Stored(NamedTuple):
    """What is stored of some team-weeks; one that was never written to is not in it."""

    #: As text, which an unchanged page does not take apart.
    texts: dict[TeamWeekKey, str]
    #: Those whose sums are behind, to be counted again.
    stale: set[TeamWeekKey]
    #: The revisions of all added up, which only ever rise.
    revisions: int

    def read(self) -> dict[TeamWeekKey, Pooled]:
        """The sums that are up to date."""
        return {key: Pooled.from_text(text) for key, text in self.texts.items()}


_STORED = """
WITH keys (team_id, week) AS ({keys})
SELECT w.team_id, w.week, w.revision, CASE WHEN {ready} THEN s.sums END
FROM keys
JOIN incidents_teamweek w ON w.team_id = keys.team_id AND w.week = keys.week
LEFT JOIN scoring_tallystate s ON s.team_id = w.team_id AND s.week = w.week
"""


def stored_sums(keys: Collection[TeamWeekKey]) -> Stored:
    """What is stored of these team-weeks that is frozen or up to date; one statement."""
    if not keys:
        return Stored({}, set(), 0)
    table, parameters = listed(keys)
    with connection.cursor() as cursor:
        cursor.execute(planned(_STORED.format(keys=table, ready=ready())), parameters)
        rows: list[tuple[int, date | str, int, str | None]] = cursor.fetchall()
    found = [((team_id, as_date(week)), text) for team_id, week, _revision, text in rows]
    return Stored(
        {key: text for key, text in found if text is not None},
        {key for key, text in found if text is None},
        sum(row[2] for row in rows),
    )
