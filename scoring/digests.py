"""Fingerprints of frozen sums: whether what a closed week showed is still what is stored."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import sha256

from django.db.models import Exists, OuterRef, Q

from incidents.journal import TeamWeekKey
from incidents.models import Latecomer
from scoring.models import FORMULA_VERSION, TallyState
from scoring.sums import SumsRow, frozen_sums

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
    keys = list(frozen.values_list("team_id", "week"))
    starts = range(0, len(keys), AT_ONCE)
    return [key for start in starts for key in _altered(keys[start : start + AT_ONCE])]


def _altered(keys: Sequence[TeamWeekKey]) -> list[TeamWeekKey]:
    rows, digests = frozen_sums(keys)
    by_key: dict[TeamWeekKey, list[SumsRow]] = defaultdict(list)
    for row in rows:
        by_key[row.key].append(row)
    return [key for key, digest in digests.items() if digest_of(by_key[key]) != digest]
