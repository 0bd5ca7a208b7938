"""Which norm is in force, for a team on a day."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from behaviours.models import Norm
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
        self._days: dict[date, dict[int, Norm]] = {}
        rows = Norm.objects.filter(team_id__in=self._path).select_related("behaviour")
        for norm in rows.order_by("starts_on"):
            self._rows[norm.behaviour_id][norm.team_id].append(norm)

    def in_force(self, day: date) -> dict[int, Norm]:
        """The norm of each behaviour (by its key) that has one on `day`, a local date."""
        if day not in self._days:
            found = {key: self._nearest(nodes, day) for key, nodes in self._rows.items()}
            self._days[day] = {
                key: norm
                for key, norm in found.items()
                if norm and norm.outcome == Norm.Outcome.NORM
            }
        return self._days[day]

    def _nearest(self, nodes: dict[int, list[Norm]], day: date) -> Norm | None:
        for node in self._path:
            norm = _last_started(nodes.get(node, ()), day)
            if norm and norm.outcome != Norm.Outcome.INHERIT:
                return norm
        return None


def norms_in_force(team: Team, day: date) -> list[Norm]:
    """The norms for `team` on `day` by behaviour code, behaviours included; one query.

    Two when the team did not come through the door, which reads the tree.
    """
    return sorted(NormBook(team).in_force(day).values(), key=lambda norm: norm.behaviour.code)


def _last_started(rows: Sequence[Norm], day: date) -> Norm | None:
    return next((norm for norm in reversed(rows) if norm.starts_on <= day), None)
