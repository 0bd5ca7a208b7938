"""The filters of the list of contacts; all of them stand in the address.

None is by person, but for the reader alone: what counts in the own results.
"""

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from behaviours.models import Channel, CustomerKind
from incidents.models import CODE_LENGTH, Incident, Latecomer, Observation, Origin
from people.access import Scope
from people.models import Team
from periods.week import Week

State = Observation.State

IN_ORDER_CHOICES = [
    ("in_order", _("in order")),
    ("not_in_order", _("not in order")),
    ("judged", _("judged")),
]
IN_ORDER = {"in_order": {"": True}, "not_in_order": {"": False}, "judged": {"__isnull": False}}

RESULT_CHOICES = [
    ("met", _("met")),
    ("not_met", _("not met")),
    ("judged", _("seen")),
    ("happened", _("happened")),
    ("not_applicable", _("not applicable")),
    ("not_observed", _("not seen")),
]
RESULTS = {
    "met": Q(met=True),
    "not_met": Q(met=False),
    "judged": Q(state=State.SEEN, norm__isnull=False),
    "happened": Q(value=1, behaviour__kind="extra"),
    "not_applicable": Q(state=State.NOT_APPLICABLE),
    "not_observed": Q(state=State.NOT_OBSERVED),
}


OWN_CHOICES = [
    ("counted", _("counts in them")),
    ("apart", _("kept out of them")),
]

MORE = ("kind", "whole", "critical", "own", "late", "withdrawn")


class WeekField(forms.CharField):
    """A week written as 2026-W47."""

    widget = forms.TextInput(attrs={"type": "week", "placeholder": "2026-W47"})

    def clean(self, value: Any) -> Week | None:
        text = super().clean(value)
        try:
            return Week.parse(text) if text else None
        except ValueError:
            message = _("This is not a week: write it as 2026-W47.")
            raise ValidationError(message, code="week") from None


class WeekFilter(django_filters.Filter):
    """The contacts of one ISO week."""

    field_class = WeekField

    def filter(self, qs: QuerySet[Incident], value: Week | None) -> QuerySet[Incident]:
        return qs.filter(week=value.monday) if value else qs


class SinceFilter(WeekFilter):
    """Those of a week and all that came after it; stands in the address only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, widget=forms.HiddenInput, **kwargs)

    def filter(self, qs: Any, value: Week | None) -> Any:
        return qs.filter(**{f"{self.field_name}__gte": value.monday}) if value else qs


class KeyField(forms.IntegerField):
    """The key of a row, as far as a database holds one."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs |= {"min_value": 1, "max_value": 2**63 - 1, "widget": forms.HiddenInput}
        super().__init__(**kwargs)


class KeyFilter(django_filters.Filter):
    """A choice that stands in the address only."""

    field_class = KeyField


class CodeField(forms.CharField):
    """The code of a customer reference."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs |= {"max_length": CODE_LENGTH, "widget": forms.HiddenInput}
        super().__init__(**kwargs)


class CodeFilter(django_filters.Filter):
    """A customer that stands in the address as a code only."""

    field_class = CodeField


class IncidentFilter(django_filters.FilterSet):
    """Narrows the contacts a reader may see; withdrawn ones only show when asked
    for, alone or with what came in after closing."""

    team = django_filters.ChoiceFilter(
        label=_("Team"), field_name="team__slug", empty_label=_("all teams")
    )
    week = WeekFilter(label=_("Week"))
    channel = django_filters.ChoiceFilter(
        label=_("Channel"), choices=Channel.choices, empty_label=_("all channels")
    )
    origin = django_filters.ChoiceFilter(
        label=_("Origin"), choices=Origin.choices, empty_label=_("all origins")
    )
    kind = django_filters.ChoiceFilter(
        label=_("Customer"),
        field_name="customer_kind",
        choices=CustomerKind.choices,
        empty_label=_("all customers"),
    )
    norm = KeyFilter(label=_("Norm"), method="narrow_nothing")
    customer = CodeFilter(label=_("Customer reference"), method="narrow_customer")
    result = django_filters.ChoiceFilter(
        label=_("Result"), choices=RESULT_CHOICES, method="narrow_nothing", empty_label=_("all")
    )
    whole = django_filters.ChoiceFilter(
        label=_("Whole contact"),
        choices=IN_ORDER_CHOICES,
        method="narrow_whole",
        empty_label=_("all"),
    )
    critical = django_filters.ChoiceFilter(
        label=_("Critical norms"),
        choices=IN_ORDER_CHOICES,
        method="narrow_critical",
        empty_label=_("all"),
    )
    late = django_filters.ChoiceFilter(
        label=_("After closing"),
        choices=[("yes", _("only those"))],
        method="narrow_late",
        empty_label=_("all"),
    )
    own = django_filters.ChoiceFilter(
        label=_("My own results"),
        choices=OWN_CHOICES,
        method="narrow_nothing",
        empty_label=_("all contacts"),
    )
    since = SinceFilter(label=_("Since week"), field_name="local_date")
    withdrawn = django_filters.ChoiceFilter(
        label=_("Withdrawn"),
        choices=[("yes", _("only withdrawn"))],
        method="narrow_nothing",
        empty_label=_("leave out"),
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader = scope.user
        teams = [node for pk, node in scope.tree.items() if pk in scope.team_ids()]
        choices = [(node.slug, node.name) for node in teams if node.kind == Team.Kind.TEAM]
        self.filters["team"].extra["choices"] = choices
        self.has_one_team = len(choices) <= 1

    def filter_queryset(self, queryset: Any) -> Any:
        queryset = super().filter_queryset(queryset)
        asked = self.form.cleaned_data
        if not self.has_rounds:
            queryset = queryset.contacts()
        if asked["own"]:
            queryset = queryset.filter(employee=self.reader).exclude(origin=Origin.CUSTOMER)
        if asked["norm"] or asked["result"] or asked["own"] == "apart":
            queryset = queryset.filter(_observed(asked["norm"], asked["result"], asked["own"]))
        if asked["late"] and not asked["withdrawn"]:
            return queryset
        return queryset.filter(withdrawn_at__isnull=asked["withdrawn"] != "yes")

    def narrow_nothing(self, queryset: Any, name: str, value: Any) -> Any:
        """Left to `filter_queryset`, which reads several of these together."""
        return queryset

    @property
    def has_rounds(self) -> bool:
        """Whether rounds are among the rows: where they are asked for, or one norm is.

        The figure of a norm counts both, and a number opens what it is made of.
        """
        asked = self.form.cleaned_data
        return bool(asked["norm"]) or asked["origin"] == Origin.ROUND

    def narrow_whole(self, queryset: Any, name: str, value: str) -> Any:
        """By whether all judged norms of the contact were met."""
        return _in_order(queryset, "fully_in_order", value)

    def narrow_late(self, queryset: Any, name: str, value: str) -> Any:
        """Those that came in, or were put right or withdrawn, after their week was closed."""
        return queryset.filter(Exists(Latecomer.objects.current().filter(incident=OuterRef("pk"))))

    def narrow_customer(self, queryset: Any, name: str, value: str) -> Any:
        """By customer, of the reader's own contacts.

        A lead who knows from elsewhere who helped this customer would learn whose row it is.
        """
        return queryset.open_to(self.reader).filter(customer_reference=value)

    def narrow_critical(self, queryset: Any, name: str, value: str) -> Any:
        """By whether all judged critical norms of the contact were met."""
        return _in_order(queryset, "critical_in_order", value)

    @property
    def first_fields(self) -> list[forms.BoundField]:
        """The filters that stand above the list at once."""
        names = ("team", "week", "channel", "origin", "result")
        return [self.form[name] for name in names[1 if self.has_one_team else 0 :]]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """The filters that are asked for less."""
        return [self.form[name] for name in MORE]

    @property
    def is_more_open(self) -> bool:
        """Whether one of those is in use."""
        return any(self.data.get(name) for name in MORE)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was asked."""
        return any(self.data.get(name) for name in self.filters)


def _in_order(queryset: Any, field: str, value: str) -> Any:
    return queryset.filter(
        **{f"{field}{suffix}": is_so for suffix, is_so in IN_ORDER[value].items()}
    )


def _observed(norm_id: int | None, result: str, own: str) -> Exists:
    """Contacts with an observation of this norm, or any, that came out like this.

    In own results a miss by something that was not the person's is no miss, but kept apart.
    """
    seen = {
        "counted": Observation.objects.as_the_persons(),
        "apart": Observation.objects.not_the_persons(),
    }.get(own, Observation.objects.all())
    rows = seen.filter(RESULTS.get(result, Q()), incident=OuterRef("pk"))
    return Exists(rows.filter(norm_id=norm_id) if norm_id else rows)
