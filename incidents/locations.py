"""Writes on locations: a place to do rounds is made, described, and ended.

What cannot be is refused with a ValidationError whose code and words a form can show.
"""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from behaviours.models import Behaviour
from incidents.models import Location
from people.models import Team
from people.text import tidy

_SLUG_LENGTH = Location._meta.get_field("slug").max_length or 0


@transaction.atomic
def add_location(
    *, team: Team, name: str, look_at: str = "", behaviours: Iterable[Behaviour] = ()
) -> Location:
    """A location of this team; without behaviours every norm a round can see is looked at.

    Refuses anything but a team, no name, and a name that another location of the team has.
    """
    team = Team.objects.select_for_update().get(pk=team.pk)
    if team.kind != Team.Kind.TEAM:
        raise ValidationError(_("Only a team has locations."), code="not_a_team")
    name = _free_name(team, name)
    location = Location.objects.create(
        team=team, name=name, slug=_free_slug(team, name), look_at=tidy(look_at)
    )
    location.behaviours.set(behaviours)
    return location


@transaction.atomic
def change_location(
    *, location: Location, name: str, look_at: str, behaviours: Iterable[Behaviour]
) -> Location:
    """Another name, other words, another choice of behaviours; the address stays on the wall.

    Refuses no name, and a name that another location of the team has.
    """
    team = Team.objects.select_for_update().get(pk=location.team_id)
    location = Location.objects.select_for_update().get(pk=location.pk)
    location.name, location.look_at = _free_name(team, name, but=location), tidy(look_at)
    location.save(update_fields=["name", "look_at"])
    location.behaviours.set(behaviours)
    return location


@transaction.atomic
def end_location(*, location: Location, on: date) -> None:
    """No rounds here from this day on; what was seen before stays. Refuses one with an end."""
    location = Location.objects.select_for_update().get(pk=location.pk)
    if location.ended_on is not None:
        raise ValidationError(_("This location already has an end."), code="ended")
    location.ended_on = on
    location.save(update_fields=["ended_on"])


def _free_name(team: Team, name: str, but: Location | None = None) -> str:
    """The name in one way of writing; refuses an empty one and one that is taken."""
    name = tidy(" ".join(name.split()))
    if not name:
        raise ValidationError(_("This cannot be left empty."), code="empty")
    others = team.locations.exclude(pk=but.pk) if but else team.locations.all()
    if others.filter(name__iexact=name).exists():
        raise ValidationError(_("%(name)s is here already."), "name_taken", {"name": name})
    return name


def _free_slug(team: Team, name: str) -> str:
    """The name as part of an address, with a number after it where it is taken."""
    wanted = slugify(name)[: _SLUG_LENGTH - 5].strip("-") or "location"
    slugs = team.locations.filter(slug__startswith=wanted).values_list("slug", flat=True)
    taken = set(slugs)
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(slug for slug in numbered if slug not in taken)
