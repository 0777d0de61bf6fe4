"""`manage.py invoices import FILE.csv --tenant SLUG`, `manage.py invoices bill --tenant SLUG --on DATE [--dry-run]`."""

from __future__ import annotations

import datetime as dt
import sys
from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _

from apps.invoices.actions import ask_billing, import_invoices
from apps.invoices.billing_runs import execute
from apps.invoices.models import BillingRun
from apps.kernel import clock
from apps.kernel.money import decimal_text
from apps.kernel.terminal import TerminalCommand, writable
from apps.tenants.models import Tenant
from apps.workflow.doors import SHOWN, add_import_arguments, operator, read_bytes, show_report, tenant_named


class Command(TerminalCommand):
    refused = 2
    help = (
        "import: takes open invoices in from a CSV or XLSX: number, client_code, contract, issue_date, due_date, currency, total, open, state."
        " bill: drafts invoices of what contracts have due on a day."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        add_import_arguments(commands.add_parser("import", help="take a table in"))
        bill = commands.add_parser("bill", help="draft invoices of what is due; running it twice bills nothing twice")
        bill.add_argument("--tenant", required=True, help="the company's short code")
        bill.add_argument("--on", required=True, type=dt.date.fromisoformat, help="the day, such as 2026-03-31")
        bill.add_argument("--dry-run", action="store_true", help="do everything and roll it back: says what would be billed")

    def handle(self, *args: Any, **options: Any) -> None:
        tenant = tenant_named(options["tenant"])
        code = self._bill(tenant, options) if options["command"] == "bill" else self._import(tenant, options)
        if code:
            sys.exit(code)

    def _import(self, tenant: Tenant, options: dict[str, Any]) -> int:
        writable(options["report"])
        report = import_invoices(read_bytes(options["file"]), actor=operator(tenant), at=clock.now(), dry_run=options["dry_run"])
        return show_report(report, self.stdout, report_file=options["report"])

    def _bill(self, tenant: Tenant, options: dict[str, Any]) -> int:
        """Bills here and now. Exit code 1 if a contract failed."""
        asked = ask_billing(options["on"], actor=operator(tenant), at=clock.now(), is_trial=options["dry_run"])
        assert asked is not None  # only a daily run is there already
        run = execute(tenant.pk, asked.pk)
        self._show(run)
        return int(bool(run.failed_count or run.error))

    def _show(self, run: BillingRun) -> None:
        money = ", ".join(f"{decimal_text(minor, currency)} {currency}" for currency, minor in run.totals)
        told = _("%(day)s: %(count)s invoices would be drafted") if run.is_trial else _("%(day)s: %(count)s invoices drafted")
        said = told % {"day": run.due_on, "count": run.invoice_count} + (f" ({money})" if money else "")
        self.stdout.write(said + ", " + _("%(count)s contracts fail") % {"count": run.failed_count})
        for _pk, number, sentences in run.problems[:SHOWN]:
            self.stdout.write(f"  {number}: {'; '.join(sentences)}")
        if run.failed_count > SHOWN:
            self.stdout.write("  " + _("... and %(count)s more") % {"count": run.failed_count - SHOWN})
        if run.error:
            self.stderr.write(run.error)
