"""What is done to shared computers: set up, unlocked for a working day, and ended."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people.models import Station, Team, User
from people.text import tidy

#: A long working day, and the night shift too; after this it shows no names.
UNLOCKED_FOR = timedelta(hours=12)


def token_hash(token: str) -> str:
    """What is kept of a station's token; it holds 256 bits of chance, so no salt is needed."""
    return sha256(token.encode()).hexdigest()


@transaction.atomic
def set_up_station(
    *, team: Team, name: str, by: User, at: datetime, former: Station | None = None
) -> tuple[Station, str]:
    """A station of the team, unlocked, and the token for its browser, which is kept nowhere else.

    `former` is what that browser was until now; it ends. Refuses anything but a team, one that
    ended, and a name that another station of the team has.
    """
    team = Team.objects.select_for_update().get(pk=team.pk)
    name = tidy(" ".join(name.split()))
    if team.kind != Team.Kind.TEAM or team.ended_on is not None:
        raise ValidationError(_("Only a team in use has stations."), code="not_a_team")
    if former is not None:
        end_station(station=former, at=at)
    if team.stations.in_use().filter(name__iexact=name).exists():
        raise ValidationError(_("%(name)s is here already."), "name_taken", {"name": name})
    token = secrets.token_urlsafe(32)
    station = Station.objects.create(
        team=team, name=name, token_hash=token_hash(token),
        set_up_by=by, set_up_at=at, unlocked_until=at + UNLOCKED_FOR,
    )  # fmt: skip
    return station, token


def unlock_station(*, station: Station, at: datetime) -> None:
    """Let it show names again, for a working day from now."""
    Station.objects.filter(pk=station.pk).update(unlocked_until=at + UNLOCKED_FOR)


def end_station(*, station: Station, at: datetime) -> None:
    """It is a station no longer, from the next request on; the first end stands."""
    Station.objects.in_use().filter(pk=station.pk).update(ended_at=at)
