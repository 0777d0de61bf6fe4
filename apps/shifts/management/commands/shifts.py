"""`manage.py shifts import FILE.csv --tenant SLUG`, `manage.py shifts export --tenant SLUG --from DAY --before DAY`."""

from __future__ import annotations

import datetime as dt
import sys
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from apps.kernel import clock
from apps.kernel.terminal import TerminalCommand, writable, writing
from apps.shifts.actions import import_shifts
from apps.shifts.models import Site
from apps.shifts.roster import shifts_between
from apps.shifts.table import roster_csv
from apps.tenants.scope import scope
from apps.workflow.doors import add_import_arguments, operator, read_bytes, show_report, tenant_named


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(_("“%(text)s” is not a date such as 2026-03-31.") % {"text": text}) from None


class Command(TerminalCommand):
    refused = 2
    help = (
        "Takes shifts in as plans from a CSV or XLSX: site, date, begins, ends, role, line, skill, needed, people (staff numbers with ; between),"
        " break, number; and writes the roster as such a table."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        add_import_arguments(commands.add_parser("import", help="take a table in"))
        export = commands.add_parser("export", help="write the roster as a table")
        export.add_argument("--tenant", required=True, help="the company's short code")
        export.add_argument("--from", dest="begins", type=_day, required=True, help="the first day")
        export.add_argument("--before", type=_day, required=True, help="the day behind the last")
        export.add_argument("--site", help="the code of one site")
        export.add_argument("--out", default="-", help="the file to write; the terminal without it")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["command"] == "export":
            self._export(options)
            return
        tenant = tenant_named(options["tenant"])
        writable(options["report"])
        report = import_shifts(read_bytes(options["file"]), actor=operator(tenant), at=clock.now(), dry_run=options["dry_run"])
        code = show_report(report, self.stdout, report_file=options["report"])
        if code:
            sys.exit(code)

    def _export(self, options: dict[str, Any]) -> None:
        tenant = tenant_named(options["tenant"])
        writable(options["out"])
        with scope(tenant.pk):
            shifts = shifts_between(options["begins"], options["before"])
            if options["site"]:
                site = Site.objects.filter(code=options["site"]).first()
                if site is None:
                    raise CommandError(_("There is no “%(code)s”.") % {"code": options["site"]}, returncode=2)
                shifts = shifts.filter(site=site)
            table = roster_csv(shifts)
        if options["out"] == "-":
            self.stdout.write(table.decode("utf-8-sig"), ending="")
            return
        with writing(options["out"]):
            Path(options["out"]).write_bytes(table)
