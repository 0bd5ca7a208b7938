"""How the tests of promises speak of making and settling them."""

from datetime import datetime, timedelta
from typing import Any

from behaviours.models import Norm
from incidents.models import ClosingDay, Promise
from incidents.promises.actions import Keeper, NewPromise, make_promise
from incidents.promises.moments import Due
from incidents.promises.sealing import CallbackNote
from people.models import Team, User
from tests.builders import NOW, TODAY, make_behaviour, make_norm, make_team

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
NOTE = CallbackNote(name="Nora Nummer", number="06 12 34 56 78")


def promise_norm(code: str = "TBL-01", **fields: Any) -> Norm:
    """The norm on calling back of table V20: e = l = 15, E = 45, L = 60 minutes."""
    behaviour = make_behaviour(code, "promise", title="Terugbellen", channels=["phone"])
    return make_norm(behaviour, sentence="We bellen terug op tijd", **fields)


def promise(team: Team | None = None, due_at: datetime = NOW + HOUR, **fields: Any) -> Promise:
    """One callback, made now and due in an hour, unless told otherwise."""
    at = fields.pop("at", NOW)
    kept_by = team or make_team()
    due_from = fields.pop("due_from", None)
    given: dict[str, Any] = {
        "kind": "callback",
        "subject": "Over de vergunning",
        "promised_by": kept_by,
        "kept_by": kept_by,
        "due": Due(fields.pop("moment", "at"), due_at, due_from),
    }
    return make_promise(new=NewPromise(**(given | fields)), at=at)


def keys_of_promises(team: Team, maker: User | None, token: str) -> dict[str, int]:
    """A promise behind each address that ends in a key, one behind a link, and a closing day."""
    made = promise(team, made_by=maker, note=NOTE)
    promise(team, keeper=Keeper(email="jan@example.nl", token=token))
    day = ClosingDay.objects.create(day=TODAY, words="Brugdag")
    names = ("detail", "new_time", "hand_over", "settle", "attempt", "take_over")
    return {f"promise_{name}": made.pk for name in names} | {"closing_day_remove": day.pk}
