"""The starter library: behaviours with a norm to begin with, and a small set per sector.

The texts are in the TOML files beside this module. What a behaviour needs that is neither a
contact nor a round (a promise, a manager, a meeting) stands there as `needs`: it is recorded as a
behaviour and gets no norm yet, so that it stands on no form.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from behaviours.actions import NormTerms, create_behaviour, publish_norm
from behaviours.models import Behaviour
from people.models import Team, User

FOLDER = Path(__file__).parent
SECTORS_FILE = FOLDER / "sectors.toml"


@dataclass(frozen=True)
class LibraryItem:
    """One behaviour of the library.

    `needs` is empty, or names what has to be there before its norm can be used; `terms` is None
    for what is talked about and never measured.
    """

    code: str
    fields: Mapping[str, Any]
    terms: NormTerms | None
    needs: str

    @property
    def loads_with_a_norm(self) -> bool:
        """Whether a contact or a round can show it, so that its norm is published at once."""
        return self.terms is not None and not self.needs


@dataclass(frozen=True)
class Loaded:
    """What loading did, as codes: recorded with a norm, recorded without, and there already."""

    with_norm: list[str]
    without_norm: list[str]
    left_alone: list[str]


@cache
def library() -> dict[str, LibraryItem]:
    """Every behaviour of the library by its code, in the order of the codes."""
    items = [
        _item(fields)
        for path in sorted(FOLDER.glob("*.toml"))
        if path != SECTORS_FILE
        for fields in tomllib.loads(path.read_text(encoding="utf-8"))["behaviour"]
    ]
    return {item.code: item for item in sorted(items, key=lambda item: item.code)}


@cache
def sectors() -> dict[str, list[str]]:
    """The codes to start with, by sector."""
    return tomllib.loads(SECTORS_FILE.read_text(encoding="utf-8"))


@transaction.atomic
def load_items(
    *,
    items: Iterable[LibraryItem],
    team: Team,
    starts_on: date,
    at: datetime,
    today: date,
    by: User | None = None,
) -> Loaded:
    """Record these behaviours, with a norm for `team` from `starts_on` where one can be used.

    A code that exists is left alone, whatever it says now; so loading twice does nothing.
    """
    loaded = Loaded([], [], [])
    known = set(Behaviour.objects.values_list("code", flat=True))
    for item in items:
        if item.code in known:
            loaded.left_alone.append(item.code)
            continue
        behaviour = create_behaviour(code=item.code, at=at, by=by, **item.fields)
        if not item.loads_with_a_norm:
            loaded.without_norm.append(item.code)
            continue
        publish_norm(
            behaviour=behaviour,
            team=team,
            starts_on=starts_on,
            at=at,
            by=by,
            today=today,
            terms=item.terms,
        )
        loaded.with_norm.append(item.code)
    return loaded


def _item(fields: dict[str, Any]) -> LibraryItem:
    norm = fields.pop("norm", None)
    return LibraryItem(
        code=fields.pop("code"),
        needs=fields.pop("needs", ""),
        terms=_terms(norm) if norm else None,
        fields=fields,
    )


def _terms(norm: dict[str, Any]) -> NormTerms:
    target = norm.pop("share_target", None)
    return NormTerms(
        share_target=None if target is None else Decimal(target),
        anchors=tuple(norm.pop("anchors", ())),
        **norm,
    )
