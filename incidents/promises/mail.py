"""Mails about promises: nothing personal stands in them, neither name nor number nor subject."""

import logging
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from incidents.models import Promise
from incidents.promises.wording import due_text

logger = logging.getLogger(__name__)


def mail_link(promise: Promise, *, token: str, site: str) -> bool:
    """Send an owner without an account the link behind which the note stands.

    `site` is the address without a path. False when the mail could not be handed over.
    """
    link = site + reverse("promise_by_link", args=[token])
    return _send("promise_link", promise, promise.owner_email, settings.LANGUAGE_CODE, link=link)


def mail_new_time(promise: Promise) -> bool:
    """Tell an owner without an account that another time was agreed."""
    return _send("promise_new_time", promise, promise.owner_email, settings.LANGUAGE_CODE)


def mail_warnings(promise: Promise, *, site: str) -> int:
    """Warn owner and stand-in, in their language, that it is nearly due; how many were mailed."""
    link = site + reverse("promise_detail", args=[promise.pk])
    people = [each for each in (promise.owner, promise.stand_in) if each and each.email]
    sent = [
        _send("promise_warning", promise, each.email or "", each.language, link=link)
        for each in people
    ]
    if promise.owner_email:
        address = promise.owner_email
        sent.append(_send("promise_warning", promise, address, settings.LANGUAGE_CODE))
    return sum(sent)


def _send(name: str, promise: Promise, address: str, language: str, **context: Any) -> bool:
    with translation.override(language):
        context |= {"promise": promise, "due": due_text(promise)}
        subject = render_to_string(f"incidents/{name}_subject.txt", context).strip()
        message = render_to_string(f"incidents/{name}_message.txt", context)
    try:
        send_mail(subject, message, None, [address])
    except OSError as problem:
        logger.warning("A mail about promise %d was not sent: %s", promise.pk, problem)
        return False
    return True
