"""How django-allauth behaves here: nobody signs up, people are invited."""

from typing import ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class ClosedSignUpAdapter(DefaultAccountAdapter):
    """Sign-up is closed: an account is made by whoever places the person."""

    error_messages: ClassVar = DefaultAccountAdapter.error_messages | dict.fromkeys(
        ("email_password_mismatch", "username_password_mismatch"),
        _("This password does not go with this log-in name. Try again, or choose a new password."),
    )

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
