"""The list of behaviours as a table: what is expected first, the numbers beside it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from behaviours.models import Behaviour, Norm
from behaviours.wording import percent_text

ROWS_A_PAGE = 50
NUMBER = {"th": {"class": "num"}, "td": {"class": "num"}}


@dataclass(frozen=True)
class BehaviourRow:
    """One behaviour with the norm in force where the reader looks, if there is one."""

    behaviour: Behaviour
    norm: Norm | None

    @property
    def code(self) -> str:
        return self.behaviour.code

    @property
    def title(self) -> str:
        return self.behaviour.title

    @property
    def sentence(self) -> str:
        """What is expected, unless the title says it already."""
        return self.norm.sentence if self.norm and self.norm.sentence != self.title else ""

    @property
    def kind(self) -> str:
        return str(self.behaviour.get_kind_display())

    @property
    def goal(self) -> str:
        return self.behaviour.goal.title if self.behaviour.goal else ""

    @property
    def share_target(self) -> Decimal | None:
        return self.norm.share_target if self.norm else None

    @property
    def weight(self) -> int | None:
        return self.norm.weight if self.norm else None


class BehaviourTable(tables.Table):
    """Behaviours, one a row; by code unless asked otherwise."""

    code = tables.Column(_("Code"), attrs={"td": {"class": "nowrap"}})
    title = tables.TemplateColumn(
        template_name="behaviours/_behaviour_cell.html",
        verbose_name=_("Behaviour and norm"),
        attrs={"td": {"class": "whole"}},
    )
    kind = tables.Column(_("Measure"))
    goal = tables.Column(_("Goal"))
    share_target = tables.Column(_("Target"), attrs=NUMBER)
    weight = tables.Column(_("Weight"), attrs=NUMBER)

    class Meta:
        default = "–"
        order_by = "code"
        order_by_field = "sort"
        empty_text = _("No behaviours here.")

    @property
    def caption(self) -> str:
        """How many there are."""
        count = len(self.rows)
        return ngettext("%(count)d behaviour", "%(count)d behaviours", count) % {"count": count}

    def render_share_target(self, value: Decimal) -> str:
        """As a percentage."""
        return percent_text(value)


def behaviour_rows(
    behaviours: Iterable[Behaviour], in_force: Mapping[int, Norm]
) -> list[BehaviourRow]:
    """A row for each, with its norm out of `in_force` (by the key of the behaviour)."""
    return [BehaviourRow(each, in_force.get(each.pk)) for each in behaviours]
