"""A new behaviour with its first norm, and the goal it serves."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from behaviours.actions import CODE
from behaviours.forms.norm import NormForm
from behaviours.measures import MeasureKind
from behaviours.models import Behaviour, Channel, CustomerKind, Goal, SeenBy
from behaviours.queries import free_code
from people.free_text import validate_free_text
from people.models import Team

#: The first part of a code that nobody chose, by the one channel where it is seen.
SERIES = {
    Channel.PHONE: "TEL",
    Channel.DESK: "BAL",
    Channel.VISIT: "BEZ",
    Channel.EMAIL: "MAIL",
    Channel.CHAT: "CHAT",
    Channel.SHOP_FLOOR: "WIN",
}
OTHER_SERIES = "GED"


class BehaviourForm(NormForm):
    """A new behaviour with its first norm: four questions, and defaults for the rest."""

    kind = forms.ChoiceField(
        label=_("How can you tell whether it was met?"),
        choices=Behaviour.Kind,
        widget=forms.RadioSelect({"class": "form-check-input"}),
    )
    good_example = forms.CharField(
        label=_("Like this"),
        max_length=300,
        help_text=_("What somebody who does it says or does."),
        widget=forms.Textarea({"rows": 2}),
        validators=[validate_free_text],
    )
    bad_example = forms.CharField(
        label=_("Not like this"),
        max_length=300,
        help_text=_("What you would see or hear when it goes wrong."),
        widget=forms.Textarea({"rows": 2}),
        validators=[validate_free_text],
    )
    channels = forms.MultipleChoiceField(
        label=_("Where?"),
        choices=Channel,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose nothing when it counts everywhere."),
    )
    title = forms.CharField(
        label=_("Short title"),
        max_length=120,
        required=False,
        help_text=_("For lists and headings; the sentence itself when left empty."),
        validators=[validate_free_text],
    )
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        required=False,
        help_text=_("Such as TEL-01; the next free one when left empty."),
    )
    why = forms.CharField(
        label=_("Why"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        validators=[validate_free_text],
    )
    seen_by = forms.MultipleChoiceField(
        label=_("Who can see it?"),
        choices=SeenBy,
        initial=[SeenBy.SELF, SeenBy.OBSERVER],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("It is only asked of who can see it."),
    )
    customer_kind = forms.ChoiceField(
        label=_("Whose contact?"),
        choices=CustomerKind,
        initial=CustomerKind.EXTERNAL,
        widget=forms.RadioSelect,
    )
    journey_stage = forms.CharField(
        label=_("Stage of the customer's journey"),
        max_length=60,
        required=False,
        validators=[validate_free_text],
    )
    goal = forms.ModelChoiceField(
        label=_("Goal it serves"),
        queryset=Goal.objects.order_by("title"),
        empty_label=_("no goal yet"),
        required=False,
    )
    team = forms.ChoiceField(label=_("For which part of the organisation?"))

    #: What is shown under "more", in this order.
    MORE = (
        "title", "code", "why", "goal", "seen_by", "customer_kind", "journey_stage",
        "team", "starts_on", "share_percent", "weight", "critical", "reason",
    )  # fmt: skip

    def __init__(self, *args: Any, nodes: Iterable[Team], today: date, **options: Any) -> None:
        options["initial"] = {"starts_on": today} | options.get("initial", {})
        super().__init__(*args, **options)
        self.nodes = {node.slug: node for node in nodes}
        team: Any = self.fields["team"]
        team.choices = [(slug, node.name) for slug, node in self.nodes.items()]
        self.fields["reason"].required = False
        self.fields["sentence"].help_text = _(
            "So that anyone can tell whether it happened: “We answer the phone within 20 seconds”."
        )
        for kind in MeasureKind:
            self.add_measure(kind)

    def is_read(self, name: str) -> bool:
        """Of the numbers, those of the chosen kind."""
        kind, dash, _number = name.partition("-")
        return not dash or kind == self.data.get(self.add_prefix("kind"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        sentence = given.get("sentence", "")
        given["title"] = given.get("title") or sentence
        if len(given["title"]) > Behaviour._meta.get_field("title").max_length:  # type: ignore[operator]
            self.add_error(
                "title", _("Give a short title as well: the sentence is too long for one.")
            )
        given["code"] = self._code(given.get("code", ""), given.get("channels", []))
        if given.get("kind"):
            self.check_terms(given["kind"])
        return given

    @property
    def behaviour_fields(self) -> dict[str, Any]:
        """The arguments for recording the behaviour."""
        names = (
            "code", "title", "kind", "good_example", "bad_example", "why", "channels",
            "seen_by", "customer_kind", "journey_stage", "goal",
        )  # fmt: skip
        return {name: self.cleaned_data[name] for name in names}

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """What has a sensible default."""
        return [self[name] for name in self.MORE]

    @property
    def more_is_wrong(self) -> bool:
        """Whether one of those has an error, so that they have to be seen."""
        return any(name in self.errors for name in self.MORE)

    @property
    def kinds(self) -> list[dict[str, Any]]:
        """Each kind with its radio button and the fields that go with it."""
        return [
            {"radio": radio, "fields": self.measure_fields(radio.data["value"])}
            for radio in self["kind"]
        ]

    def _code(self, given: str, channels: list[str]) -> str:
        code = given.strip().upper()
        if code and not CODE.fullmatch(code):
            self.add_error(
                "code", _("Use letters and digits, with hyphens between them, such as TEL-01.")
            )
        only = Channel(channels[0]) if len(channels) == 1 else None
        return code or free_code(SERIES[only] if only else OTHER_SERIES)


class GoalForm(forms.Form):
    """What the organisation wants to reach."""

    title = forms.CharField(
        label=_("Goal"),
        max_length=200,
        help_text=_("What customers notice when it is reached."),
        validators=[validate_free_text],
    )
