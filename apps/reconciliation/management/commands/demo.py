"""`manage.py demo seed|run|credentials`: a working back office to look at."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from apps.kernel import clock
from apps.kernel.money import format_money
from apps.kernel.terminal import TerminalCommand
from apps.reconciliation import demo
from apps.reconciliation.models import Run
from apps.reconciliation.report import build, stored_report
from apps.reconciliation.states import Outcome, RunState
from apps.reconciliation.tasks import run_demo
from apps.tenants.models import Tenant
from apps.tenants.scope import scope

PATIENCE_SECONDS = 120
_ENDED = (RunState.CHECKED, RunState.SUSPECT, RunState.FAILED, RunState.CANCELLED)


class Command(TerminalCommand):
    help = "The demo companies: seed them, let a worker reconcile their sample statements, print who may sign in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        commands.add_parser("seed", help="make the demo companies that are missing")
        commands.add_parser("run", help="import the sample statements and let a worker reconcile them")
        commands.add_parser("credentials", help="print companies, users and API keys as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['command']}")()

    def _seed(self) -> None:
        demo.seed(clock.now(), say=self.stdout.write)

    def _credentials(self) -> None:
        self.stdout.write(json.dumps(demo.credentials(), ensure_ascii=False, indent=2))

    def _run(self) -> None:
        for company in demo.COMPANIES:
            tenant = Tenant.objects.filter(slug=company.slug).first()
            if tenant is None:
                raise CommandError(_("The demo companies are missing; run: manage.py demo seed"))
            if demo.find_run(company) is None:
                run_demo.delay(company.slug)
            run = self._wait(company)
            with scope(tenant.pk):
                self._show(tenant, run)

    def _wait(self, company: demo.Company) -> Run:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (run := demo.find_run(company)) is None or run.state not in _ENDED:
            if time.monotonic() > deadline:
                raise CommandError(_("No worker has finished the run; is `celery -A config worker` up?"))
            time.sleep(0.3)
        return run

    def _show(self, tenant: Tenant, run: Run) -> None:
        report = stored_report(run) or build(run)
        self.stdout.write("\n" + _("%(company)s: run %(number)s, %(state)s") % {
            "company": tenant.name, "number": run.pk, "state": run.get_state_display(),
        })  # fmt: skip
        self.stdout.write(f"{_('Outcome'):<14}{_('Lines'):>8}{_('Amount'):>18}")
        labels = dict(Outcome.choices)
        for row in report.by_outcome():
            amount = format_money(row.amount_minor, report.currency)
            self.stdout.write(f"{labels[row.outcome]!s:<14}{row.count:>8}{amount:>18}")
        for control in report.controls:
            self.stdout.write(f"  {_('holds') if control.holds else _('FAILS'):<13}{control.title}")
