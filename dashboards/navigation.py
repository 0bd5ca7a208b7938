"""The entries of the navigation bar for this reader."""

from typing import Any

from django.http import HttpRequest


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The context processor: `navigation`, a list of label, url and whether it is current."""
    return {"navigation": []}
