"""`manage.py tenants create SLUG --name NAME --currency UAH --country UA --admin EMAIL`, `tenants rescue EMAIL`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _

from apps.kernel import clock
from apps.kernel.terminal import TerminalCommand
from apps.workflow.actions import create_tenant, rescue_person


class Command(TerminalCommand):
    help = "Makes companies, and lets people in again who lost their password or second factor."

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

        rescue = commands.add_parser("rescue", help="for a person who lost the password or the second factor")
        rescue.add_argument("email")
        rescue.add_argument("--password", action="store_true", help="give a one-time password")
        rescue.add_argument("--second-factor", action="store_true", help="take all second factors away")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['command']}")(options)

    def _create(self, options: dict[str, Any]) -> None:
        tenant, password = create_tenant(
            options["slug"], name=options["name"], currency=options["currency"], country=options["country"],
            admin_email=options["admin"], at=clock.now(), language=options["language"], time_zone=options["time_zone"],
        )  # fmt: skip
        self.stdout.write(_("Company “%(name)s” (%(slug)s) is made. Owner: %(email)s") % {"name": tenant.name, "slug": tenant.slug, "email": options["admin"].lower()})
        if password:
            self.stdout.write(_("One-time password: %(password)s") % {"password": password})
        else:
            self.stdout.write(_("The owner signs in with the password that they have."))

    def _rescue(self, options: dict[str, Any]) -> None:
        password = rescue_person(options["email"], at=clock.now(), password=options["password"], second_factor=options["second_factor"])
        self.stdout.write(_("%(email)s: every session is ended; the journal of each company says so.") % {"email": options["email"]})
        if password:
            self.stdout.write(_("One-time password: %(password)s") % {"password": password})
        if options["second_factor"]:
            self.stdout.write(_("The second factor is gone. A company that asks for one lets the person in only with a new one."))
