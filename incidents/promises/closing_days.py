"""Own closing days: added and removed. What was promised before keeps the moment it had."""

from datetime import date

from incidents.models import ClosingDay
from people.models import User


def add_closing_day(*, day: date, words: str, by: User | None) -> ClosingDay:
    """Nobody works on this day; the same day again gives it these words."""
    found, _created = ClosingDay.objects.update_or_create(
        day=day, defaults={"words": words, "recorded_by": by}
    )
    return found


def remove_closing_day(*, day: ClosingDay) -> None:
    """Work goes on on that day after all."""
    day.delete()
