"""How many people stand behind a figure. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from people.access import SMALLEST_GROUP
from periods.week import Week


@dataclass(frozen=True, slots=True)
class People:
    """Those who count on a team in a week."""

    #: The keys of who holds an employee role there on some day of it.
    known: frozenset[int] = frozenset()
    #: How many more the recorded head count says there are, 0 or more.
    others: int = 0
    #: Whether the team agreed that its members and its lead read percentages while it is small.
    agreed: bool = False

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.known) + self.others

    @property
    def is_small(self) -> bool:
        """Fewer than a figure may be about for who is not one of them."""
        return self.count < SMALLEST_GROUP

    @property
    def counts_only(self) -> bool:
        """Whether even the team itself and its lead are shown counts, and no percentages."""
        return self.is_small and not self.agreed


def together(groups: Iterable[People]) -> People:
    """All of these, each known person once: who works on two small teams is still one person."""
    found = list(groups)
    known = frozenset().union(*(group.known for group in found))
    return People(known, sum(group.others for group in found))


def small_weeks_among(people: Mapping[Week, People], *, belongs: bool) -> set[Week]:
    """The weeks in which a team was small for this reader, who is of it or leads it or is not."""
    return {
        week for week, each in people.items() if (each.counts_only if belongs else each.is_small)
    }
