"""What a posted form of a contact says, read before there is a form: its norms, key and answers."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid4

from django.http import QueryDict

from behaviours.models import Norm
from incidents.forms.fields import NOT_OBSERVED, NormFields
from incidents.queries import Offer

#: More norms than this on one form are not looked up.
MOST_NORMS = 200


def shown_norms(data: Mapping[str, Any]) -> frozenset[int]:
    """The keys of the norms that the posted form showed; what is no key is left out."""
    keys = str(data.get("norms", "")).split(",")[:MOST_NORMS]
    return frozenset(int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 19)


def is_answered(data: Mapping[str, Any], behaviour_id: int) -> bool:
    """Whether the posted form says anything about this behaviour."""
    choice = data.get(f"b{behaviour_id}", NOT_OBSERVED)
    return bool(str(data.get(f"v{behaviour_id}", "")).strip()) or choice not in ("", NOT_OBSERVED)


def in_order(data: QueryDict, norms: Iterable[Norm], origin: str) -> QueryDict:
    """What was typed, with every one of these norms that was left alone answered as met."""
    filled = data.copy()
    for part in (NormFields(norm, origin) for norm in norms):
        if part.met_answer and not is_answered(data, part.norm.behaviour_id):
            filled[part.choice_name] = part.met_answer
    return filled


def renewed(data: QueryDict | None, offer: Offer) -> QueryDict | None:
    """What was posted, with the norms that the page shows now, and a sound submission key."""
    if data is None:
        return None
    renewed = data.copy()
    renewed["norms"] = joined(offer)
    if not is_uuid(data.get("submission_key", "")):
        renewed["submission_key"] = str(uuid4())
    return renewed


def joined(offer: Offer) -> str:
    """The keys of the norms that a form shows, as it carries them."""
    return ",".join(str(norm.pk) for norm in offer.all)


def is_uuid(text: str) -> bool:
    """Whether a posted key can be one."""
    try:
        return bool(UUID(text))
    except ValueError:
        return False
