"""A stretch of time with a start that belongs to it and an end that does not."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

Moment = TypeVar("Moment", date, datetime)


@dataclass(frozen=True)
class Span(Generic[Moment]):
    """From `start` up to, not including, `end`; without an end it is still running.

    Refuses an end on or before the start: an empty span is nobody's intention.
    """

    start: Moment
    end: Moment | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end <= self.start:
            raise ValueError(f"A span ends after it starts: {self.start} to {self.end}.")

    def contains(self, moment: Moment) -> bool:
        """Whether the moment lies inside; the start does, the end does not."""
        return self.start <= moment and (self.end is None or moment < self.end)

    def overlaps(self, other: "Span[Moment]") -> bool:
        """Whether some moment lies in both; spans that only touch do not overlap."""
        starts_before_other_ends = other.end is None or self.start < other.end
        ends_after_other_starts = self.end is None or other.start < self.end
        return starts_before_other_ends and ends_after_other_starts
