"""Whether what is shown of a team-week is what its tallies say, or said when it was closed."""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

from django.db.models import Exists, OuterRef, Q, QuerySet

from incidents.journal import TeamWeekKey
from incidents.models import Latecomer
from scoring.models import FORMULA_VERSION, TallyState
from scoring.pooled import pooled
from scoring.sums import SumsRow, tallies_with_headers

#: So many team-weeks are read at once.
AT_ONCE = 500


def digest_of(rows: Iterable[SumsRow]) -> str:
    """The same for the same sums, counted or stored, in whatever order."""
    lines = sorted("|".join(map(str, row)) for row in rows)
    return sha256("\n".join(lines).encode()).hexdigest()


def altered() -> list[TeamWeekKey]:
    """The frozen team-weeks that no recount verifies, of which the sums are not what they were."""
    changed = Latecomer.objects.current().filter(
        kind=Latecomer.Kind.CHANGED,
        team_week__team=OuterRef("team"),
        team_week__week=OuterRef("week"),
    )
    apart = TallyState.objects.filter(~Q(formula_version=FORMULA_VERSION) | Exists(changed))
    frozen = apart.filter(frozen=True).order_by("team", "week")
    return [
        key
        for keys in _some_at_once(frozen)
        for key, (rows, digest) in tallies_with_headers(keys, "digest").items()
        if digest_of(rows) != digest
    ]


def out_of_step() -> list[TeamWeekKey]:
    """The team-weeks whose header shows other sums than their tallies add up to."""
    shown = Q(frozen=True) | Q(formula_version=FORMULA_VERSION)
    headers = TallyState.objects.filter(shown).order_by("team", "week")
    return [
        key
        for keys in _some_at_once(headers)
        for key, (rows, sums) in tallies_with_headers(keys, "sums").items()
        if pooled(rows).text != sums
    ]


def _some_at_once(headers: QuerySet[TallyState]) -> Iterator[Sequence[TeamWeekKey]]:
    keys = list(headers.values_list("team_id", "week"))
    return (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))
