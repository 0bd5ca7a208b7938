"""The head counts that a mapping states: which team each is of, and recording them."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from incidents.imports.errors import MappingRefused
from incidents.imports.mapping import HeadCountStated, ImportMapping
from people.actions import record_head_count
from people.models import HeadCount, Team


def check_head_counts(mapping: ImportMapping, fixed: Team | None) -> None:
    """Raises MappingRefused for a head count of a team that is not there and is not made."""
    creates = mapping.team is not None and mapping.team.creates
    for stated, team in _with_teams(mapping, fixed):
        if team is None and not (stated.team and creates and fixed is None):
            raise MappingRefused(_no_team(stated))


def record_head_counts(mapping: ImportMapping, fixed: Team | None) -> list[str]:
    """Record what the mapping states, unless a count of that day is there already.

    Returns what to say of those whose team was not made after all.
    """
    unknown = []
    for stated, team in _with_teams(mapping, fixed):
        if team is None:
            unknown.append(_no_team(stated))
        elif not HeadCount.objects.filter(team=team, starts_on=stated.starts_on).exists():
            record_head_count(team=team, people=stated.people, starts_on=stated.starts_on, by=None)
    return unknown


def _with_teams(
    mapping: ImportMapping, fixed: Team | None
) -> Iterator[tuple[HeadCountStated, Team | None]]:
    teams = Team.objects.holding_contacts()
    for stated in mapping.head_counts:
        yield stated, teams.filter(slug=stated.team).first() if stated.team else fixed


def _no_team(stated: HeadCountStated) -> str:
    if stated.team:
        return _("A [[head_count]] is of team “%s”, which does not exist.") % stated.team
    return _("A [[head_count]] names no “team”, and the rows go on more teams than one.")
