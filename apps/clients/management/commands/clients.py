"""`manage.py clients import FILE.csv --tenant SLUG`."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from apps.clients.actions import import_clients
from apps.kernel import clock
from apps.kernel.terminal import TerminalCommand, writable
from apps.workflow.doors import add_import_arguments, operator, read_bytes, show_report, tenant_named


class Command(TerminalCommand):
    refused = 2
    help = "Takes clients in from a CSV or XLSX: code, name, edrpou, iban."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        add_import_arguments(commands.add_parser("import", help="take a table in"))

    def handle(self, *args: Any, **options: Any) -> None:
        tenant = tenant_named(options["tenant"])
        writable(options["report"])
        report = import_clients(read_bytes(options["file"]), actor=operator(tenant), at=clock.now(), dry_run=options["dry_run"])
        code = show_report(report, self.stdout, report_file=options["report"])
        if code:
            sys.exit(code)
