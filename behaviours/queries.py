"""Which norm is in force, for a team on a day; where one is published, and what was before."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Literal

from behaviours.models import Behaviour, Focus, Guideline, Norm
from people.access import MANAGER, TEAM_LEAD, Scope
from people.models import Team


class NormBook:
    """All norms that can hold for one team, read once; answers for any day without a query.

    Behaviour by behaviour the nearest node decides: the own team, else the nearest ancestor. On
    one node the last row that starts on or before the day counts. "Follows the level above again"
    passes the question up; "no longer a norm" and "does not apply here" end it without a norm.
    """

    def __init__(self, team: Team) -> None:
        self._path = team.path_ids
        self._rows: dict[int, dict[int, list[Norm]]] = defaultdict(lambda: defaultdict(list))
        self._spans: dict[int, dict[int, Norm]] = {}
        rows = Norm.objects.filter(team_id__in=self._path).select_related("behaviour")
        rows = rows.order_by("starts_on")
        for norm in rows:
            self._rows[norm.behaviour_id][norm.team_id].append(norm)
        self._starts = sorted({norm.starts_on for norm in rows})

    def in_force(self, day: date) -> dict[int, Norm]:
        """The norm of each behaviour (by its key) that has one on `day`, a local date."""
        # Between one start and the next the answer is the same for every day.
        span = bisect_right(self._starts, day)
        if span not in self._spans:
            found = {key: self._nearest(nodes, day) for key, nodes in self._rows.items()}
            self._spans[span] = {
                key: norm
                for key, norm in found.items()
                if norm and norm.outcome == Norm.Outcome.NORM
            }
        return self._spans[span]

    def _nearest(self, nodes: dict[int, list[Norm]], day: date) -> Norm | None:
        for node in self._path:
            norm = _last_started(nodes.get(node, ()), day)
            if norm and norm.outcome != Norm.Outcome.INHERIT:
                return norm
        return None


def norms_in_force(team: Team, day: date) -> list[Norm]:
    """The norms for `team` on `day` by behaviour code, behaviours included; one query.

    Two when the team did not come through the door, which brings its path.
    """
    return sorted(NormBook(team).in_force(day).values(), key=lambda norm: norm.behaviour.code)


def focus_of(team: Team, day: date) -> Focus | None:
    """The behaviour `team` looks at first on `day`, the one set last; None without. One query."""
    held = Focus.objects.filter(team=team, starts_on__lte=day, ends_on__gt=day)
    return held.select_related("behaviour").order_by("-pk").first()


def guideline_of(team: Team, day: date) -> int | None:
    """How many contacts a day each `team` agreed on, as on `day`; None without. One query."""
    held = Guideline.objects.filter(team=team, starts_on__lte=day).order_by("-starts_on")
    return held.values_list("contacts_a_day", flat=True).first()


def _last_started(rows: Sequence[Norm], day: date) -> Norm | None:
    return next((norm for norm in reversed(rows) if norm.starts_on <= day), None)


def publishing_nodes(scope: Scope) -> list[Team]:
    """The nodes in use where this person publishes norms, in tree order.

    A manager: every node at or under the own one. A team lead: the own team, where the manager
    above allowed it.
    """
    managed = scope.team_ids(MANAGER)
    allowed = {team.pk for team in scope.teams(TEAM_LEAD) if _lead_publishes(team, scope.today)}
    return [
        node
        for pk, node in scope.tree.items()
        if pk in managed | allowed and node.is_in_use(scope.today)
    ]


def own_node(scope: Scope) -> Team | None:
    """The highest node on which a role is held, the first in the tree of several; None without."""
    nodes = [scope.tree[role.team_id] for role in scope.roles]
    order = list(scope.tree)
    return min(nodes, key=lambda node: (len(node.tree_path), order.index(node.pk)), default=None)


@dataclass(frozen=True)
class Version:
    """One version in the history of a node, with what only the rows beside it tell."""

    norm: Norm
    until: date | None
    """The last day, derived from the next version; None when it goes on."""
    standing: Literal["past", "now", "coming"]


@dataclass(frozen=True)
class NodeHistory:
    """What was published for one behaviour on one node, the newest first."""

    team: Team
    versions: list[Version]


def norm_history(behaviour: Behaviour, scope: Scope) -> list[NodeHistory]:
    """Every version anywhere in the organisation, a node at a time in tree order; one query."""
    rows: dict[int, list[Norm]] = defaultdict(list)
    for norm in behaviour.norms.select_related("behaviour", "published_by").order_by("starts_on"):
        rows[norm.team_id].append(norm)
    return [
        NodeHistory(node, list(reversed(_versions(rows[pk], scope.today))))
        for pk, node in scope.tree.items()
        if pk in rows
    ]


def free_code(prefix: str) -> str:
    """The next code of a series, such as TEL-06 after TEL-05."""
    taken = set(
        Behaviour.objects.filter(code__startswith=f"{prefix}-").values_list("code", flat=True)
    )
    return next(code for n in count(1) if (code := f"{prefix}-{n:02d}") not in taken)


def _versions(rows: Sequence[Norm], today: date) -> list[Version]:
    ends = [norm.starts_on - timedelta(days=1) for norm in rows[1:]]
    return [
        Version(norm, until, _standing(norm.starts_on, until, today))
        for norm, until in zip(rows, [*ends, None], strict=True)
    ]


def _standing(starts_on: date, until: date | None, today: date) -> Literal["past", "now", "coming"]:
    if starts_on > today:
        return "coming"
    return "now" if until is None or until >= today else "past"


def _lead_publishes(team: Team, day: date) -> bool:
    return team.lead_publishes_since is not None and team.lead_publishes_since <= day
