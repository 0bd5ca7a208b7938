"""How many people stand behind a figure. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from people.access import SMALLEST_GROUP


@dataclass(frozen=True, slots=True)
class People:
    """Those who count on a team in a week."""

    #: The keys of who holds an employee role there on some day of it.
    known: frozenset[int] = frozenset()
    #: How many more the recorded head count says there are, 0 or more.
    others: int = 0

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.known) + self.others

    @property
    def is_small(self) -> bool:
        """Fewer than a figure may be about for who is not one of them."""
        return self.count < SMALLEST_GROUP


def together(groups: Iterable[People]) -> People:
    """All of these, each known person once: who works on two small teams is still one person."""
    found = list(groups)
    known = frozenset().union(*(group.known for group in found))
    return People(known, sum(group.others for group in found))
