"""A mail server that is not there."""

from django.core.mail.backends.base import BaseEmailBackend


class Broken(BaseEmailBackend):
    """Refuses every mail, as a connection that fails does."""

    def send_messages(self, email_messages):
        raise OSError("no mail server")
