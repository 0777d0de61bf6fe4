"""`manage.py reconciliation run|known`: one run, done here and now; where things stood at a number of the journal."""

from __future__ import annotations

import datetime as dt
import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from apps.kernel import clock
from apps.kernel.errors import Refusal
from apps.kernel.money import decimal_text
from apps.kernel.terminal import TerminalCommand, writable, writing
from apps.payments.models import BankAccount
from apps.payments.states import AccountState
from apps.reconciliation import actions
from apps.reconciliation.as_of import as_known, head_sequence, sequence_at
from apps.reconciliation.execution import execute
from apps.reconciliation.exports import lines_of
from apps.reconciliation.models import Run
from apps.reconciliation.report import stored_report
from apps.reconciliation.sentences import evidence_of, why_of
from apps.tenants.actors import system_actor
from apps.tenants.models import Tenant
from apps.tenants.scope import scope
from apps.workflow.doors import tenant_named


class Command(TerminalCommand):
    help = "Reconciles the open lines of a bank account."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        run = commands.add_parser("run", help="start a run, do it and wait for its end")
        run.add_argument("--tenant", required=True, help="the company's short code")
        run.add_argument("--account", required=True, help="IBAN or number of the bank account")
        run.add_argument("--currency", default="", help="of the account, where two have that number")
        run.add_argument("--json", dest="out", help="file for the results; - for standard output")

        known = commands.add_parser("known", help="where reconciliation stood at a number of the journal, or at a time")
        known.add_argument("--tenant", required=True, help="the company's short code")
        known.add_argument("--sequence", type=int, help="number of the journal entry, by default the last")
        known.add_argument("--at", help="instead of a number a time, as 2026-03-31T23:59:59+03:00")
        known.add_argument("--json", dest="out", default="-", help="file for the report; - for standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        tenant = tenant_named(options["tenant"])
        writable(options["out"])
        if options["command"] == "known":
            self._as_known(tenant, options["sequence"], options["at"], options["out"])
            return
        with scope(tenant.pk):
            run = self._run(tenant, self._account(tenant, options["account"], options["currency"]))
            self._write(run, options["out"])
        if run.state == "failed":
            raise CommandError(run.error)

    def _as_known(self, tenant: Tenant, sequence: int | None, at: str | None, out: str) -> None:
        with scope(tenant.pk):
            try:
                if at is not None:
                    sequence = sequence_at(tenant.pk, self._instant(at))
                report = as_known(tenant.pk, head_sequence(tenant.pk) if sequence is None else sequence)
            except Refusal as refusal:
                raise CommandError(str(refusal)) from None
        if out == "-":
            self.stdout.write(report.decode())
            return
        with writing(out):
            Path(out).write_bytes(report)

    def _instant(self, text: str) -> dt.datetime:
        problem = CommandError(_("Give a time with its zone, such as 2026-03-31T23:59:59+03:00."))
        try:
            found = dt.datetime.fromisoformat(text)
        except ValueError:
            raise problem from None
        if found.tzinfo is None:
            raise problem
        return found

    def _account(self, tenant: Tenant, iban: str, currency: str) -> BankAccount:
        """The one open account that is meant. Raises CommandError where there is none, or more than one."""
        known = BankAccount.objects.filter(iban=iban.replace(" ", "").upper()).order_by("currency")
        if currency:
            known = known.filter(currency=currency.upper())
        found = [account for account in known if account.state == AccountState.OPEN]
        if len(found) > 1:
            held = ", ".join(account.currency for account in found)
            raise CommandError(_("Two accounts have the number %(iban)s: say --currency (%(held)s).") % {"iban": iban, "held": held})
        if found:
            return found[0]
        if known:
            raise CommandError(_("The account %(account)s is closed; reopen it first.") % {"account": iban})
        raise CommandError(
            _("There is no bank account %(iban)s in %(company)s. Import a statement first.") % {"iban": iban, "company": tenant.slug}
        )

    def _run(self, tenant: Tenant, account: BankAccount) -> Run:
        run = actions.start_run(account.pk, actor=system_actor(tenant.pk, "operator", door="command"), at=clock.now())
        return execute(tenant.pk, run.pk)

    def _write(self, run: Run, out: str | None) -> None:
        body = {
            "run": run.pk,
            "state": run.state,
            "input_digest": run.input_digest,
            "result_digest": run.result_digest,
            "lines": [self._line(row, line) for row, line in lines_of(run)],
        }
        if out == "-":
            self.stdout.write(json.dumps(body, ensure_ascii=False))
            return
        if out:
            with writing(out):
                Path(out).write_text(json.dumps(body, ensure_ascii=False, indent=1), encoding="utf-8")
        self.stdout.write(self._summary(run))

    def _line(self, row: Any, line: Any) -> dict[str, Any]:
        """A line set aside as no payment of an invoice is "unmatched" here; its rule says what it is."""
        state = "unmatched" if row.outcome == "ignored" else row.outcome
        return {
            "line": line.reference,
            "state": state,
            "invoices": [{"number": number, "amount": decimal_text(minor, line.currency)} for number, minor in row.pairs],
            "alternatives": [
                [{"number": number, "amount": decimal_text(minor, line.currency)} for number, minor in pairs]
                for pairs in row.alternatives
            ],
            "rule": row.rule,
            "why": why_of(row.reasons),
            "evidence": [asdict(item) for item in evidence_of(row.reasons)],
        }

    def _summary(self, run: Run) -> str:
        rows = [
            (_("state"), run.get_state_display()), (_("lines"), run.line_count), (_("settled"), run.accepted_count),
            (_("proposed"), run.proposed_count), (_("set aside"), run.ignored_count), (_("unmatched"), run.unmatched_count),
            (_("input digest"), run.input_digest), (_("result digest"), run.result_digest),
        ]  # fmt: skip
        text = "\n".join(f"{name:<20} {value}" for name, value in rows)
        report = stored_report(run)
        if report is not None:
            text += "\n" + "\n".join(
                f"{_('holds') if control.holds else _('FAILS'):<14} {control.title}: {control.found}" for control in report.controls
            )
        return text
