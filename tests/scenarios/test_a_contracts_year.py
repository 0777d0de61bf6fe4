"""A year of a contract, as its people live it: drawn up, signed, billed each month, made dearer, renewed, ended; paid for."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from apps.contracts import actions as acts
from apps.contracts.actions.draft import TermDraft
from apps.contracts.models import Contract
from apps.contracts.sweep import sweep
from apps.invoices.actions import ask_billing, issue_invoices, submit_invoices
from apps.invoices.billing_runs import execute
from apps.invoices.models import BilledPeriod, Invoice
from apps.journal.models import JournalEntry
from apps.tenants.scope import scope
from apps.workflow.completeness import differences
from tests import factories as make
from tests.factories.contracts import PDF
from tests.journal.test_journal import assert_chain_holds

pytestmark = pytest.mark.django_db


def noon(day):
    return dt.datetime(day.year, day.month, day.day, 9, tzinfo=dt.UTC)


def test_a_contracts_year():
    company = make.tenant("acme")
    manager, accountant = make.member(company, "manager"), make.member(company, "accountant")
    with scope(company.pk):
        client = make.client(company, "C1")
        terms = [
            TermDraft("recurring", "Support", Decimal("3000.00"), "20", every_months=1, timing="advance", aligned=True),
            TermDraft("once", "Set-up", Decimal("1000.00"), "20", due_on=dt.date(2026, 1, 16)),
        ]
        contract = acts.create_contract(
            client.pk, terms, actor=accountant, at=noon(dt.date(2026, 1, 10)), number="D-7/26", title="Support", starts_on=dt.date(2026, 1, 16),
            ends_before=dt.date(2026, 7, 1), renewal="automatic", renewal_months=6, notice_days=30,
        )  # fmt: skip
        acts.submit_contract(contract.pk, actor=accountant, at=noon(dt.date(2026, 1, 10)))
        acts.attach_document(contract.pk, PDF, "D-7.pdf", actor=accountant, at=noon(dt.date(2026, 1, 14)))
        acts.activate_contract(contract.pk, dt.date(2026, 1, 14), actor=manager, at=noon(dt.date(2026, 1, 15)))

        day, end = dt.date(2026, 1, 15), dt.date(2027, 1, 20)
        while day < end:
            at = noon(day)
            if day == dt.date(2026, 4, 20):
                term = contract.terms.get(kind="recurring").pk
                dearer = acts.propose_amendment(contract.pk, actor=manager, at=at, title="Indexation", change_terms={term: {"amount": Decimal("3300")}})
                acts.submit_amendment(dearer.pk, actor=manager, at=at)
            if day == dt.date(2026, 10, 1):
                stop = acts.propose_amendment(contract.pk, actor=manager, at=at, title="No more", fields={"renewal": "none"})
                acts.submit_amendment(stop.pk, actor=manager, at=at)
            if day.day in (1, 16, 17):  # the runs of the other days find nothing
                sweep(company.pk, at)
                run = ask_billing(day, actor=accountant, at=at)
                execute(company.pk, run.pk)
            day += dt.timedelta(days=1)
        submit_invoices(Invoice.objects.all(), actor=accountant, at=noon(day))
        issue_invoices(Invoice.objects.all(), actor=accountant, at=noon(day))

        row = Contract.objects.get()
        assert (row.state, row.ends_before, row.terms_version) == ("expired", dt.date(2027, 1, 1), 3)
        stretches = list(BilledPeriod.objects.filter(term__kind="recurring").order_by("starts_on").values_list("starts_on", "ends_before", "amount_minor"))
        assert [first for first, _last, _minor in stretches[1:]] == [last for _first, last, _minor in stretches[:-1]]
        assert (stretches[0][0], stretches[-1][1], len(stretches)) == (dt.date(2026, 1, 16), dt.date(2027, 1, 1), 12)
        # 16 of January's 31 days, February to April at 3,000, May to December at 3,300.
        assert [minor for _first, _last, minor in stretches] == [1548_39, *[3000_00] * 3, *[3300_00] * 8]
        assert list(Invoice.objects.order_by("number").values_list("state", flat=True)) == ["issued"] * 12
        # The first invoice bears the set-up too: 2,548.39 and VAT of 509.68, rounded up.
        assert sum(Invoice.objects.values_list("total_minor", flat=True)) == 2548_39 + 509_68 + 3 * 3600_00 + 8 * 3960_00
        told = [entry.type for entry in JournalEntry.objects.filter(subject_kind="contract").order_by("sequence")]
        assert told == [
            "contract.created", "contract.submitted", "contract.document_attached", "contract.activated", "contract.amended",
            "contract.notice_due", "contract.renewed", "contract.amended", "contract.notice_due", "contract.expired",
        ]  # fmt: skip
        assert list(differences(company.pk)) == []
        assert_chain_holds(company.pk)
