"""The filters of the list of behaviours; all of them stand in the address."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from behaviours.models import Behaviour, BehaviourQuerySet, Channel, Goal
from people.models import Team

WITHOUT_GOAL = "none"
FIRST = ("text", "team", "norm")
MORE = ("channel", "kind", "goal")


class BehaviourFilter(django_filters.FilterSet):
    """Narrows the behaviours; with or without a norm at the node that is read, the page says."""

    text = django_filters.CharFilter(label=_("Title or code"), method="narrow_text")
    team = django_filters.ChoiceFilter(
        label=_("Norms of"), method="narrow_nothing", empty_label=None
    )
    channel = django_filters.ChoiceFilter(
        label=_("Where"),
        choices=Channel.choices,
        method="narrow_channel",
        empty_label=_("everywhere"),
    )
    kind = django_filters.ChoiceFilter(
        label=_("Measure"), choices=Behaviour.Kind.choices, empty_label=_("all measures")
    )
    goal = django_filters.ChoiceFilter(
        label=_("Goal"), method="narrow_goal", empty_label=_("all goals")
    )
    norm = django_filters.ChoiceFilter(
        label=_("Norm"),
        choices=[("without", _("without a norm"))],
        method="narrow_nothing",
        empty_label=_("with a norm"),
    )

    def __init__(self, *args: Any, nodes: Iterable[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["team"].extra["choices"] = [(node.slug, node.name) for node in nodes]
        goals = Goal.objects.order_by("title").values_list("pk", "title")
        self.filters["goal"].extra["choices"] = [(WITHOUT_GOAL, _("without a goal")), *goals]

    def narrow_nothing(self, queryset: QuerySet[Behaviour], name: str, value: Any) -> Any:
        """Left to the page, which knows the norms in force."""
        return queryset

    def narrow_text(self, queryset: QuerySet[Behaviour], name: str, value: str) -> Any:
        """By part of the title or the code."""
        return queryset.filter(Q(title__icontains=value) | Q(code__icontains=value))

    def narrow_channel(self, queryset: BehaviourQuerySet, name: str, value: str) -> Any:
        """By a channel in which it is offered."""
        return queryset.offered_in(value)

    def narrow_goal(self, queryset: QuerySet[Behaviour], name: str, value: str) -> Any:
        """By the goal it serves, or by having none."""
        return queryset.filter(goal=None if value == WITHOUT_GOAL else int(value))

    @property
    def first_fields(self) -> list[forms.BoundField]:
        """The filters that stand above the list at once."""
        return [self.form[name] for name in FIRST]

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
        """Whether anything was asked that leaves behaviours out."""
        return any(self.data.get(name) for name in self.filters if name != "team")
