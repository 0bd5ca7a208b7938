"""Start on an empty database: the root of the tree and its first administrator."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from people.actions import invite_person, start_organisation
from people.invitations import password_path
from people.models import Role, User
from periods.local_time import local_date


class Command(BaseCommand):
    """Makes the organisation and prints the link with which its administrator starts."""

    help = "Make the organisation and its first administrator; prints the link to set a password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", required=True, help="name of the organisation")
        parser.add_argument("--admin-email", required=True, help="where the administrator logs in")
        parser.add_argument("--admin-name", default="", help="name of the administrator")
        parser.add_argument(
            "--site", default="http://127.0.0.1:8000", help="address of the site, without a path"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user = self._start(options["name"], options["admin_email"], options["admin_name"])
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from None
        self.stdout.write(options["site"].rstrip("/") + password_path(user))

    @transaction.atomic
    def _start(self, name: str, email: str, admin_name: str) -> User:
        validate_email(email)
        now = timezone.now()
        root = start_organisation(name=name, today=local_date(now))
        return invite_person(
            name=admin_name or email,
            email=email,
            team=root,
            kind=Role.Kind.ADMINISTRATOR,
            starts_on=local_date(now),
            at=now,
            by=None,
        )
