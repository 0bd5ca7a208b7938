"""A new version of a norm for one part of the organisation."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from behaviours.actions import NormTerms
from behaviours.forms.norm import HUNDRED, NormForm
from behaviours.measures import MEASURES, MeasureKind
from behaviours.models import Norm
from people.models import Team


class VersionForm(NormForm):
    """A new version of a norm for one node: other terms, or an end."""

    outcome = forms.ChoiceField(
        label=_("From then on"), widget=forms.RadioSelect({"class": "form-check-input"})
    )

    field_order = ("outcome", "sentence")

    def __init__(
        self, *args: Any, kind: str, team: Team, current: Norm | None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.kind = kind
        outcome: Any = self.fields["outcome"]
        outcome.choices = [
            choice
            for choice in Norm.Outcome.choices
            if choice[0] != Norm.Outcome.INHERIT or team.kind != Team.Kind.ORGANISATION
        ]
        self.points = len(current.anchors) if current and current.anchors else self.points
        self.add_measure(kind)
        self.initial.setdefault("outcome", Norm.Outcome.NORM)
        if current is not None:
            self.initial.update(_initial(kind, current))

    @property
    def own_fields(self) -> list[tuple[forms.BoundField, str]]:
        """The numbers of this kind of measure."""
        return self.measure_fields(self.kind)

    @property
    def wanted_terms(self) -> NormTerms | None:
        """The terms; None for an outcome that has none."""
        is_norm = self.cleaned_data["outcome"] == Norm.Outcome.NORM
        return self.terms(self.kind) if is_norm else None

    def is_read(self, name: str) -> bool:
        """Without a norm there are no terms."""
        is_norm = self.data.get(self.add_prefix("outcome")) == Norm.Outcome.NORM
        return is_norm or name in ("outcome", "starts_on", "reason")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("outcome") == Norm.Outcome.NORM:
            self.check_terms(self.kind)
        return given


def _initial(kind: str, norm: Norm) -> dict[str, Any]:
    """The terms of a norm as the form shows them."""
    names = MEASURES[MeasureKind(kind)].norm_fields
    numbers = {f"{kind}-{name}": getattr(norm, name) for name in names if name != "anchors"}
    anchors = {f"{kind}-anchor_{n}": text for n, text in enumerate(norm.anchors, start=1)}
    share = norm.share_target
    return {
        "sentence": norm.sentence,
        "share_percent": None if share is None else (share * HUNDRED).normalize() + Decimal(0),
        "weight": norm.weight,
        "critical": norm.critical,
        f"{kind}-tolerance_unit": norm.tolerance_unit,
        **numbers,
        **anchors,
    }
