"""`manage.py tenants create SLUG --name NAME --currency UAH --country UA --admin EMAIL`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.kernel import clock
from apps.kernel.errors import Refusal
from apps.workflow.actions import create_tenant


class Command(BaseCommand):
    help = "Makes companies."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        create = commands.add_parser("create", help="make a company with its first owner")
        create.add_argument("slug")
        create.add_argument("--name", required=True)
        create.add_argument("--currency", required=True, help="currency of the books, ISO 4217")
        create.add_argument("--country", required=True, help="ISO 3166-1, two letters")
        create.add_argument("--admin", required=True, help="email of the first owner")
        create.add_argument("--language", default="uk", choices=["uk", "en"])
        create.add_argument("--time-zone", default="Europe/Kyiv")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            tenant, password = create_tenant(
                options["slug"], name=options["name"], currency=options["currency"], country=options["country"],
                admin_email=options["admin"], at=clock.now(), language=options["language"], time_zone=options["time_zone"],
            )  # fmt: skip
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"Company “{tenant.name}” ({tenant.slug}) is made. Owner: {options['admin'].lower()}")
        if password:
            self.stdout.write(f"One-time password: {password}")
        else:
            self.stdout.write("The owner signs in with the password that they have.")
