"""What the demo companies agreed, and corrected: contracts, one that waits for approval, a credit note and a write-off."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from apps.approvals.actions import StepDraft, activate_policy, create_policy
from apps.approvals.models import ApprovalPolicy
from apps.clients.models import Client
from apps.contracts.actions import (
    activate_contract,
    attach_document,
    create_contract,
    propose_amendment,
    submit_contract,
    suspend_contract,
)
from apps.contracts.actions.draft import TermDraft
from apps.invoices.actions import create_invoice, credit_invoice, issue_invoice, submit_invoice, write_off_invoice
from apps.invoices.actions.draft import LineDraft
from apps.invoices.models import TaxCode
from apps.kernel.actor import Actor
from apps.tenants.roles import Role
from apps.workflow.unit import unit_of_work

if TYPE_CHECKING:
    from apps.reconciliation.demo import Company

START = dt.date(2026, 3, 2)
# An empty page, so that the demo's documents open.
_PDF_BODY = (
    "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def contracts(company: Company, clients: list[Client], actor: Actor, *, at: dt.datetime) -> None:
    """A few contracts, one in each state that a newcomer should see: in force, suspended, approved, a draft; and an
    amendment to decide. One transaction."""
    uk = company.language == "uk"
    title, prefix = ("Абонентське обслуговування", "Д") if uk else ("Monthly service", "C")
    start = dt.date(2026, 4, 1)
    how: dict[str, Any] = {"actor": actor, "at": at}
    with unit_of_work(actor=actor, at=at):
        for index, client in enumerate(clients):
            timing = "advance" if index % 2 == 0 else "arrears"
            terms = [TermDraft("recurring", title, Decimal(4800 + 600 * index), "20", every_months=1, timing=timing, aligned=index == 1)]
            if index == 2:
                work, report = ("Обстеження", "Звіт здано") if uk else ("Survey", "Report handed over")
                terms += [TermDraft("once", work, Decimal(12000), "20", due_on=start), TermDraft("milestone", report, Decimal(8000), "20")]
            contract = create_contract(
                client.pk, terms, number=f"{prefix}-{client.code[1:]}/26", title=title, starts_on=start if index != 1 else dt.date(2026, 4, 16),
                ends_before=dt.date(2027, 4, 1), value_minor=1200 * (4800 + 600 * index), renewal="automatic" if index == 0 else "none",
                renewal_months=12 if index == 0 else 0, **how,
            )  # fmt: skip
            if index == 5:
                continue
            submit_contract(contract.pk, **how)
            if index == 4:
                continue
            attach_document(contract.pk, pdf(contract.number), f"{contract.number}.pdf".replace("/", "-"), **how)
            activate_contract(contract.pk, min(dt.date(2026, 3, 20), at.date()), **how)
            if index == 3:
                suspend_contract(contract.pk, reason="Клієнт переїжджає" if uk else "The client is moving", **how)
            if index == 0:
                words = "Індексація" if uk else "Indexation"
                term = contract.terms.get()
                propose_amendment(contract.pk, title=words, change_terms={term.pk: {"amount": Decimal(5280)}}, **how)


def pdf(number: str) -> bytes:
    """The signed document of a contract of the demo."""
    return f"%PDF-1.4\n% {number}\n{_PDF_BODY}".encode()


def approvals(company: Company, actor: Actor, *, at: dt.datetime) -> None:
    """Contracts of half a million and more wait for the owner; one does."""
    uk = company.language == "uk"
    if ApprovalPolicy.objects.exists():
        return
    how: dict[str, Any] = {"actor": actor, "at": at}
    with unit_of_work(actor=actor, at=at):
        policy = create_policy(
            "contracts", [StepDraft("role", role=Role.OWNER, sla_hours=16)], name="Великі договори" if uk else "Large contracts",
            applies_to="contract", currency="UAH", amount_from_minor=50_000_000, starts_on=dt.date(2026, 1, 1), **how,
        )  # fmt: skip
        activate_policy(policy.pk, **how)
        title = "Комплексне обслуговування будівлі" if uk else "Facility management"
        client = Client.objects.order_by("pk").first()
        assert client is not None
        contract = create_contract(
            client.pk, [TermDraft("recurring", title, Decimal(62_500), "20", every_months=1, timing="advance")], title=title, value_minor=75_000_000,
            number="Д-0100/26" if uk else "C-0100/26", starts_on=dt.date(2026, 5, 1), ends_before=dt.date(2027, 5, 1), kind="subscription", **how,
        )  # fmt: skip
        submit_contract(contract.pk, **how)


def corrections(company: Company, client: Client, codes: list[TaxCode], *, actor: Actor, at: dt.datetime) -> None:
    """One invoice that was credited in full, and one that was given up: neither has anything open."""
    uk = company.language == "uk"
    how: dict[str, Any] = {"actor": actor, "at": at}
    numbers = []
    for hours in (3, 2):
        line = LineDraft("Консультація" if uk else "Consulting", Decimal(hours), Decimal(900), codes[0].pk, "год" if uk else "h")
        invoice = create_invoice(client.pk, [line], series=company.series, issue_on=START - dt.timedelta(days=60), **how)
        submit_invoice(invoice.pk, **how)
        numbers.append(issue_invoice(invoice.pk, **how).pk)
    note = credit_invoice(numbers[0], reason="Рахунок виставлено двічі" if uk else "Billed twice", **how)
    submit_invoice(note.pk, **how)
    issue_invoice(note.pk, **how)
    write_off_invoice(numbers[1], reason="Клієнт припинив діяльність" if uk else "The client went out of business", **how)
