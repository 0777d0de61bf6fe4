"""`manage.py contracts import FILE.csv --tenant SLUG`."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.contracts.actions import import_contracts
from apps.kernel import clock
from apps.kernel.errors import Refusal
from apps.workflow.doors import add_import_arguments, operator, read_bytes, show_report, tenant_named


class Command(BaseCommand):
    help = (
        "Takes contracts in as drafts from a CSV or XLSX: number, client_code, title, kind, currency, value, starts_on, ends_before, notice_days,"
        " renewal, renewal_months, and for one recurring term amount, every_months, timing, tax_code, description."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        add_import_arguments(commands.add_parser("import", help="take a table in"))

    def handle(self, *args: Any, **options: Any) -> None:
        tenant = tenant_named(options["tenant"])
        try:
            report = import_contracts(
                read_bytes(options["file"]), actor=operator(tenant), at=clock.now(), dry_run=options["dry_run"]
            )
        except Refusal as refusal:
            raise CommandError(str(refusal), returncode=2) from None
        code = show_report(report, self.stdout, report_file=options["report"])
        if code:
            sys.exit(code)
