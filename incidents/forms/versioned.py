"""A form about a contact as it was when the page was made."""

from typing import cast

from django import forms
from django.http import QueryDict


class VersionedForm(forms.Form):
    """Carries the version of the contact that its reader saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    def show_version(self, version: int) -> None:
        """Carry this version from now on: whoever saves once more has seen what it says now."""
        data = cast(QueryDict, self.data).copy()
        data["version"] = str(version)
        self.data = data
