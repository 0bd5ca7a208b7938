"""The date and time of a contact: typed on Amsterdam's clock, stored as one instant."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from incidents.wording import local_text
from periods.local_time import AMSTERDAM, AmbiguousMoment, NonexistentMoment, local_moment
from periods.week import FIRST_YEAR

#: A clock that runs a little ahead is not a contact in the future.
CLOCK_SLACK = timedelta(minutes=5)
DAY_FORMATS = ["%Y-%m-%d", "%d-%m-%Y"]
HOUR_FORMATS = ["%H:%M", "%H:%M:%S", "%H.%M"]
HOUR_CHOICES = [("0", _("the first, in summer time")), ("1", _("the second, in winter time"))]
#: No longer ago than this, a contact is taken for the one that has just ended.
JUST_NOW = timedelta(minutes=30)
_TOO_LONG_AGO = _("This date is too long ago.")


class MomentForm(forms.Form):
    """When it took place; `now` is the clock, an aware instant."""

    now: datetime

    on = forms.DateField(
        label=_("Date"),
        input_formats=DAY_FORMATS,
        widget=forms.DateInput(attrs={"type": "date"}, format=DAY_FORMATS[0]),
    )
    at = forms.TimeField(
        label=_("Time"),
        input_formats=HOUR_FORMATS,
        widget=forms.TimeInput(attrs={"type": "time"}, format=HOUR_FORMATS[0]),
    )
    which_hour = forms.ChoiceField(
        label=_("The clock went back: which of the two hours?"),
        choices=HOUR_CHOICES,
        required=False,
        widget=forms.RadioSelect,
    )

    @property
    def moment(self) -> str:
        """The date and time that are filled in, in words; empty when they cannot be read."""
        local = _naive(self["on"].value(), self["at"].value())
        return local_text(local) if local else ""

    @property
    def is_now(self) -> bool:
        """Whether date and time are those of the clock."""
        return _naive(self["on"].value(), self["at"].value()) == self._clock()

    @property
    def is_moment_open(self) -> bool:
        """Whether date and time need a look: something is wrong, or it is not just now."""
        if any(self[name].errors for name in ("on", "at", "which_hour")):
            return True
        local = _naive(self["on"].value(), self["at"].value())
        return local is None or not timedelta(0) <= self._clock() - local <= JUST_NOW

    @property
    def asks_which_hour(self) -> bool:
        """Whether the date and time happen twice, so that the page asks which one."""
        moment = _naive(self["on"].value(), self["at"].value())
        try:
            return moment is not None and not local_moment(moment, fold=None)
        except AmbiguousMoment:
            return True
        except ValueError:
            return False

    def _clock(self) -> datetime:
        local = self.now.astimezone(AMSTERDAM)
        return local.replace(second=0, microsecond=0, tzinfo=None)

    def clean_moment(self, cleaned: dict[str, Any]) -> None:
        """Put the instant that is meant under `occurred_at`, or say what is wrong with it."""
        if not (cleaned.get("on") and cleaned.get("at")):
            return
        naive = datetime.combine(cleaned["on"], cleaned["at"])
        which = cleaned.get("which_hour")
        try:
            moment = local_moment(naive, fold=int(which) if which else None)
        except NonexistentMoment:
            self.add_error("at", _("This time does not exist: the clock went forward an hour."))
        except AmbiguousMoment:
            self.add_error("which_hour", _("This time came twice that night: choose which one."))
        except ValueError:
            self.add_error("on", _TOO_LONG_AGO)
        else:
            self._check_moment(moment, cleaned)

    def _check_moment(self, moment: datetime, cleaned: dict[str, Any]) -> None:
        if cleaned["on"].year < FIRST_YEAR:
            self.add_error("on", _TOO_LONG_AGO)
        elif moment > self.now + CLOCK_SLACK:
            wrong = "at" if cleaned["on"] == self.now.astimezone(AMSTERDAM).date() else "on"
            self.add_error(wrong, _("This is still to come: note a contact after it took place."))
        else:
            cleaned["occurred_at"] = self.exact(moment)

    def exact(self, moment: datetime) -> datetime:
        """The instant to store for this minute."""
        return moment


def asked_day(data: Mapping[str, Any], otherwise: date) -> date:
    """The date typed in the form, or another when it is no date."""
    try:
        return MomentForm.base_fields["on"].clean(data.get("on"))
    except ValidationError:
        return otherwise


def _naive(on: Any, at: Any) -> datetime | None:
    """The local date and time in two fields, as posted or as they stand; None when unreadable."""
    try:
        day = on if isinstance(on, date) else MomentForm.base_fields["on"].clean(on)
        hour = at if isinstance(at, time) else MomentForm.base_fields["at"].clean(at)
    except ValidationError:
        return None
    return datetime.combine(day, hour)
