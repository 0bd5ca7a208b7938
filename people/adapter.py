"""How django-allauth behaves here: nobody signs up, people are invited."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignUpAdapter(DefaultAccountAdapter):
    """Sign-up is closed: an account is made by whoever places the person."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
