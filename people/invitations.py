"""The link with which an invited person chooses a password, and the mail that brings it.

The key is the one of a forgotten password, so django-allauth's own pages complete it: it works
once and for as long as PASSWORD_RESET_TIMEOUT says.
"""

from datetime import date

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from people.models import Role, User

DAYS_VALID = settings.PASSWORD_RESET_TIMEOUT // (24 * 3600)


def password_path(user: User) -> str:
    """Where this person chooses a password, once; a new key for every call."""
    key = default_token_generator.make_token(user)
    return reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), key])


def send_invitation(*, role: Role, site: str) -> None:
    """Mail what this person became here and how to enter, in the person's own language.

    `site` is the address without a path. Who already has a password is only told of the role.
    Raises OSError (SMTPException is one) when the mail cannot be handed over.
    """
    user = role.user
    known = user.has_usable_password()
    context = {
        "role": role,
        "name": user.name,
        "days": DAYS_VALID,
        "site": site,
        "link": "" if known else site + password_path(user),
        "starts_on": role.starts_on,
    }
    with translation.override(user.language):
        subject = render_to_string("people/invitation_subject.txt", context).strip()
        message = render_to_string("people/invitation_message.txt", context)
    send_mail(subject, message, None, [user.email or ""])


def latest_role(user: User, team_id: int, kind: str, starts_on: date) -> Role:
    """The role with which this person was just placed."""
    return user.roles.select_related("user", "team").get(
        team_id=team_id, kind=kind, starts_on=starts_on
    )
