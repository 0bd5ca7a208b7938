"""The forms of promises: what, for when, by whom; a new time; handing over."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from incidents.forms.versioned import VersionedForm
from incidents.models import Promise
from incidents.promises.actions import Keeper
from incidents.promises.moments import MomentPassed, due_for, possible_moments
from incidents.promises.sealing import CallbackNote, new_token
from people.forms import day_field
from people.free_text import validate_case_number, validate_free_text
from people.models import Role, Team, User
from periods.local_time import AMSTERDAM, NonexistentMoment, local_moment

Moment = Promise.Moment
Colleagues = Mapping[Team, Sequence[Role]]

SUBJECT_HELP = _("In a few words. No names of customers: the whole team reads this.")

#: How the one who keeps it is asked for.
WHO = {
    Promise.Kind.CALLBACK: _("Who calls back?"),
    Promise.Kind.COLLEAGUE: _("Who is coming?"),
    Promise.Kind.INTERNAL: _("Who keeps it?"),
}


class MomentFields(forms.Form):
    """When it is due: a few big choices, or a time; clean, it stands under `due`."""

    moment = forms.ChoiceField(label=_("When?"), widget=forms.RadioSelect)
    on = day_field(_("Date"))
    at = forms.TimeField(
        label=_("Time"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    not_before = forms.BooleanField(label=_("The customer said: not before"), required=False)

    def __init__(self, *args: Any, now: datetime, closed: Collection[date], **options: Any) -> None:
        self.now, self.closed = now, closed
        local = now.astimezone(AMSTERDAM)
        options["initial"] = {"on": local.date()} | options.get("initial", {})
        super().__init__(*args, **options)
        moment: Any = self.fields["moment"]
        moment.choices = [(each, self._label(each)) for each in possible_moments(now)]
        for name in ("on", "at"):
            self.fields[name].required = self["moment"].value() == Moment.AT

    def _label(self, moment: str) -> str:
        """The choice with the day and hour it comes down to."""
        words = str(Moment(moment).label).capitalize()
        if moment == Moment.AT:
            return words
        due = due_for(moment, at=self.now, closed=self.closed).due_at.astimezone(AMSTERDAM)
        hour = _("by %(time)s") % {"time": f"{due:%H:%M}"}
        if due.date() == self.now.astimezone(AMSTERDAM).date():
            return f"{words} ({hour})"
        return f"{words} ({date_format(due, 'D j M').lower()}, {hour})"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        moment = cleaned.get("moment")
        if moment and "moment" not in self.errors and not {"on", "at"} & set(self.errors):
            self._clean_due(moment, cleaned)
        return cleaned

    def _clean_due(self, moment: str, cleaned: dict[str, Any]) -> None:
        chosen = self._chosen(cleaned) if moment == Moment.AT else None
        if self.errors:
            return
        try:
            cleaned["due"] = due_for(moment, at=self.now, closed=self.closed, chosen=chosen)
        except MomentPassed:
            wrong = "at" if moment == Moment.AT else "moment"
            self.add_error(wrong, _("That has passed: choose another time."))

    def _chosen(self, cleaned: dict[str, Any]) -> datetime | None:
        try:
            return local_moment(datetime.combine(cleaned["on"], cleaned["at"]), fold=0)
        except NonexistentMoment:
            self.add_error("at", _("This time does not exist: the clock went forward an hour."))
        return None


class KeeperFields(forms.Form):
    """Who keeps it: somebody of one's own teams, a team, or an address without an account."""

    keeper = forms.ChoiceField(label=_("Who keeps it?"))
    owner_email = forms.EmailField(
        label=_("Or mail it to"),
        help_text=_("Also for who has no account: the mail holds a link, no name and no number."),
        max_length=254,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        colleagues: Colleagues,
        other_teams: Sequence[Team] = (),
        user: User,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.found: dict[str, tuple[Team, User | None]] = {}
        groups = [
            (team.name, self._of_team(team, roles, user)) for team, roles in colleagues.items()
        ]
        others = [self._offer(team, None, team.name) for team in other_teams]
        field: Any = self.fields["keeper"]
        field.choices = [*groups, (_("Other teams"), others)] if others else groups

    def _of_team(self, team: Team, roles: Sequence[Role], user: User) -> list[tuple[str, Any]]:
        first = self._offer(team, None, _("Somebody of %(team)s") % {"team": team})
        names = [
            self._offer(
                team, role.user, _("I myself") if role.user_id == user.pk else role.user.name
            )
            for role in roles
        ]
        return [first, *names]

    def _offer(self, team: Team, user: User | None, label: Any) -> tuple[str, Any]:
        key = f"{team.pk}-{user.pk}" if user else str(team.pk)
        self.found[key] = (team, user)
        return key, label

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "keeper" not in cleaned or "owner_email" in self.errors:
            return cleaned
        self.kept_by, user = self.found[cleaned["keeper"]]
        address = cleaned.get("owner_email")
        if address and user:
            self.add_error("owner_email", _("Choose a colleague or fill in an address, not both."))
            return cleaned
        self.to = self._keeper(user, address)
        return cleaned

    def _keeper(self, user: User | None, address: str | None) -> Keeper:
        if not address:
            return Keeper(owner=user)
        known = User.objects.filter(email__iexact=address, is_active=True).first()
        return Keeper(owner=known) if known else Keeper(email=address, token=new_token())


class PromiseForm(MomentFields, KeeperFields):
    """One promise; a callback asks for a name and a number, or for the case both stand in."""

    field_order = (
        "name", "number", "case", "subject", "promised_to", "moment", "on", "at", "not_before",
        "keeper", "owner_email",
    )  # fmt: skip

    name = forms.CharField(label=_("Name"), max_length=100, required=False)
    number = forms.CharField(
        label=_("Number"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    case = forms.CharField(
        label=_("Or a case number"),
        validators=[validate_case_number],
        help_text=_("Where name and number can be looked up."),
        max_length=40,
        required=False,
    )
    subject = forms.CharField(
        label=_("What is it about?"),
        help_text=SUBJECT_HELP,
        max_length=120,
        validators=[validate_free_text],
    )
    promised_to = forms.ModelChoiceField(
        label=_("To which team?"), queryset=Team.objects.none(), empty_label=None
    )
    stand_in = forms.ChoiceField(label=_("Stand-in"), required=False)
    submission_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: str, teams: Any, **options: Any) -> None:
        self.kind = kind
        options["initial"] = {"submission_key": uuid4()} | options.get("initial", {})
        super().__init__(*args, **options)
        stand_in: Any = self.fields["stand_in"]
        people = {user.pk: user for _team, user in self.found.values() if user}
        self.people = {str(pk): user for pk, user in people.items()}
        stand_in.choices = [
            ("", _("nobody")),
            *((key, user.name) for key, user in self.people.items()),
        ]
        self.fields["keeper"].label = WHO[Promise.Kind(kind)]
        # Unless the case says where the number stands.
        self.fields["number"].required = not self["case"].value()
        if kind == Promise.Kind.INTERNAL:
            self._leave_out("name", "number", "case", "not_before")
            self.fields["promised_to"].queryset = teams  # type: ignore[attr-defined]
        else:
            self._leave_out("promised_to")
            if kind == Promise.Kind.COLLEAGUE:
                self._leave_out("name", "number", "case", "not_before")

    def _leave_out(self, *names: str) -> None:
        for name in names:
            del self.fields[name]

    @property
    def note(self) -> CallbackNote:
        """Whom to call back."""
        said = self.cleaned_data
        return CallbackNote(said.get("name", ""), said.get("number", ""), said.get("case", ""))

    @property
    def stand_in_user(self) -> User | None:
        """Who stands in for the owner."""
        return self.people.get(self.cleaned_data.get("stand_in", ""))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.kind == Promise.Kind.CALLBACK:
            self._check_note(cleaned)
        other = cleaned.get("promised_to")
        if other and not self.errors and other == self.kept_by:
            self.add_error("promised_to", _("Choose another team than the one that keeps it."))
        return cleaned

    def _check_note(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("case") and (cleaned.get("name") or cleaned.get("number")):
            self.add_error("case", _("Either a name and number or a case number, not both."))


class NewTimeForm(MomentFields, VersionedForm):
    """Another time for a promise, and why."""

    reason = forms.CharField(
        label=_("Why?"),
        help_text=SUBJECT_HELP,
        max_length=300,
        validators=[validate_free_text],
    )

    def arguments(self) -> dict[str, Any]:
        """What the action takes."""
        names = ("version", "reason", "not_before", "due")
        return {name: self.cleaned_data[name] for name in names}


class HandOverForm(KeeperFields, VersionedForm):
    """Somebody else for one promise."""


class HandOverAllForm(KeeperFields):
    """Somebody else for everything a colleague still has to keep."""

    of = forms.ModelChoiceField(
        label=_("Who is away?"), queryset=User.objects.none(), empty_label=None
    )

    field_order = ("of",)

    def __init__(self, *args: Any, owners: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["of"].queryset = owners  # type: ignore[attr-defined]
        del self.fields["owner_email"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and self.to.owner == cleaned["of"]:
            raise ValidationError(_("Choose somebody else than who is away."), code="same")
        return cleaned
