"""Bank accounts, statements, payments of 100.00 whose payer owes 70.00 beside."""

from __future__ import annotations

import io
from typing import Any

from apps.approvals.actions import approve_request, reject_request
from apps.approvals.models import ApprovalRequest
from apps.invoices.actions import apply_allocations
from apps.invoices.models import Invoice
from apps.payments import actions as acts
from apps.payments.actions.accounts import _record
from apps.payments.actions.allocate import take_back
from apps.payments.actions.refunds import approving, ending, refunding, withdrawing
from apps.payments.actions.settle import _free_line, _take_all_back
from apps.payments.actions.statements import _bring_into_force
from apps.payments.actions.unread import file_body
from apps.payments.held_files import HELD
from apps.payments.models import Allocation, Payment, Refund, StatementLine
from apps.payments.payloads import payment_body, profile_body, refund_body, statement_body
from apps.tenants.models import Tenant
from apps.workflow import storage
from apps.workflow.runner import Batch
from tests import factories as make
from tests.factories import AT, approvals
from tests.factories.payments import payment_in, received
from tests.scenarios.transitions import WHY, Case, by_key, each, setting
from tests.scenarios.transitions.workflow import refused_by

IBAN = "UA213223130000026007233566001"


def an_account(company: Tenant, state: str, number: int) -> Any:
    how = {"actor": make.system(company), **WHY}
    row = acts.open_account(f"2600-{state}-{number}", "UAH", **how)
    return acts.close_account(row.pk, **how) if state == "closed" else row


def a_statement(company: Tenant, state: str, number: int) -> Any:
    closing = None if state == "imported" else "11.00"
    data = make.camt([("10.00", "Services")], closing=closing, account=f"2601{len(state)}{number}")
    row = make.statement(company, data).statements[0]
    return acts.release_statement(row.pk, actor=make.system(company), **WHY) if state == "released" else row


def a_file(company: Tenant, state: str, number: int) -> Any:
    how: dict[str, Any] = {"actor": make.system(company), "at": AT}
    data = make.camt([("10.00", "Services")], account=f"2603{len(state)}{number}")
    row = acts.keep_file(data, f"{state} {number}.xml", [], **how)
    if state == "taken":
        return acts.retry_file(row.pk, **how)
    return acts.discard_file(row.pk, reason="why", **how) if state == "discarded" else row


def a_profile(company: Tenant, state: str, number: int) -> Any:
    how: dict[str, Any] = {"actor": make.system(company), "at": AT}
    body = {"columns": {"date": f"Day {number}", "amount": "Sum", "text": "For"}, "default_currency": "UAH"}
    row = acts.create_profile(f"{state} {number}", body, **how)
    return acts.archive_profile(row.pk, **how) if state == "archived" else row


def _renamed(row: Any, _batch: Any) -> None:
    row.name = f"again {row.name}"
    row.live_name = row.name


def _archived(row: Any, _batch: Any) -> None:
    row.live_name = None


def an_unreadable_file(company: Tenant, number: int) -> Any:
    return acts.keep_file(f"nothing {number}".encode(), "x.csv", [], actor=make.system(company), at=AT)


def _read(row: Any, batch: Any) -> Any:
    data = HELD.read(row.tenant_id, row.file_sha256)
    return acts.import_statement(io.BytesIO(data), row.file_name, actor=batch.actor, at=batch.at)


def _unread(row: Any, batch: Any) -> None:
    row.errors = refused_by(lambda: _read(row, batch))


def _read_at_last(row: Any, batch: Any) -> None:
    row.statement, row.live_sha256 = _read(row, batch).statements[0], None


def _ended(row: Any, _batch: Any) -> None:
    row.live_sha256 = None


def a_payment(company: Tenant, state: str, number: int) -> Any:
    payer = make.client(company, f"P-{state}-{number}")
    row = payment_in(state, company, payer)
    make.issued(company, payer, "70.00")
    return row


def a_line(company: Tenant, amount: str, key: str) -> StatementLine:
    """An open statement line of an account of its own."""
    data = make.camt([(amount, f"Services {key}")], account=f"2602{key}")
    return StatementLine.objects.get(statement=make.statement(company, data).statements[0])


def a_settled_line(company: Tenant, number: int) -> Any:
    """The received payment of a line, with nothing allocated."""
    line, payer = a_line(company, "100.00", f"settled{number}"), make.client(company, f"S-{number}")
    found = acts.settle_lines([acts.Settlement(line.pk, payer.pk, ())], actor=make.system(company), **WHY)
    return Payment.objects.get(pk=found[line.pk])


def a_refund(company: Tenant, state: str, number: int) -> Any:
    """Of a payment of 100.00, where one approver decides on the refunds of its client."""
    payer, boss = make.client(company, f"R-{state}-{number}"), make.member(company, "approver")
    approvals.policy(company, applies_to="payment_refund", client_id=payer.pk, code=payer.code)
    row = acts.refund_payment(received(company, 10_000, payer).pk, iban=IBAN, actor=make.system(company), **WHY)
    request = ApprovalRequest.objects.get(live_key=f"payment_refund:{row.pk}")
    if state == "approved":
        approve_request(request.pk, actor=boss, at=make.AT)
    if state == "rejected":
        reject_request(request.pk, actor=boss, at=make.AT, reason="no")
    if state == "withdrawn":
        acts.withdraw_refund(row.pk, actor=make.system(company), **WHY)
    return Refund.objects.get(pk=row.pk)


def an_agreed_refund(company: Tenant, number: int) -> Any:
    """In approval, and its request approved: as the engine calls back."""
    row = a_refund(company, "in_approval", number)
    ApprovalRequest.objects.filter(about_kind="payment_refund", about_id=row.pk).update(state="approved", live_key=None, ended_at=make.AT)
    return row


def an_unpaid_refund(company: Tenant, number: int) -> Any:
    """Approved, since no policy applies, and its pay-out failed."""
    paid = received(company, 10_000, make.client(company, f"U-{number}"))
    row = acts.refund_payment(paid.pk, iban=IBAN, actor=make.system(company), **WHY)
    acts.fail_payment(row.payouts.get().pk, actor=make.system(company), **WHY)
    return Refund.objects.get(pk=row.pk)


def refunded(batch: Batch[Any]) -> None:
    for row in batch.rows:
        storage.insert(
            [Refund(payment=row, client_id=row.client_id, amount_minor=row.open_minor, currency=row.currency, method="cash", reason="why",
                    needs_approval=False, content_digest="d" * 64, live_key=row.pk, state="approved")]
        )  # fmt: skip
    refunding(batch)


def pays(payment: Any) -> dict[int, int]:
    """What the payment is put on: the 70.00 beside, as far as it goes."""
    owed = Invoice.objects.get(client_id=payment.client_id, total_minor=7_000)
    return {owed.pk: min(payment.open_minor or 1, 6_500)}


def allocated(batch: Batch[Any]) -> None:
    paid = {row.pk: pays(row) for row in batch.rows}
    amounts = {pk: minor for pairs in paid.values() for pk, minor in pairs.items()}
    apply_allocations(amounts, actor=batch.actor, at=batch.at, reason=batch.reason)
    common = {"reason": batch.reason, "actor_label": batch.actor.label, "created_at": batch.at}
    for row in batch.rows:
        for invoice, minor in paid[row.pk].items():
            storage.insert([Allocation(payment=row, invoice_id=invoice, amount_minor=minor, **common)])
            row.allocated_minor += minor
            row.open_minor -= minor
        batch.to(row, "partially_allocated" if row.open_minor else "allocated")
    batch.record(lambda row: payment_body(row) | {"invoices": {str(pk): minor for pk, minor in paid[row.pk].items()}})


def lost(batch: Batch[Any]) -> None:
    take_back(batch.rows, actor=batch.actor, at=batch.at, reason=batch.reason)
    setting(payment_body, line_key=None, state_before_dispute="")(batch)


def won(row: Any, batch: Batch[Any]) -> None:
    batch.to(row, row.state_before_dispute)
    row.state_before_dispute = ""


def released(batch: Batch[Any]) -> None:
    copies = {row.pk: _bring_into_force(row) for row in batch.rows}
    for row in batch.rows:
        copied, row.repeated_count = copies[row.pk]
        row.new_count = row.entry_count - copied
    batch.record(lambda row: statement_body(row) | {"copies": copies[row.pk][0]})


def named(batch: Batch[Any]) -> None:
    for row in batch.rows:
        row.name = f"Account {row.iban}"
    _record(batch)


MAKERS = {
    "payments.StatementProfile": a_profile,    "payments.UnreadFile": a_file, "payments.BankAccount": an_account, "payments.Statement": a_statement, "payments.Payment": a_payment, "payments.Refund": a_refund}
CASES = {
    "statement_profile.update": Case(
        lambda row, actor: acts.update_profile(row.pk, actor=actor, name=f"again {row.name}", **WHY), each(_renamed, profile_body)
    ),
    "statement_profile.archive": by_key(acts.archive_profile, each(_archived, profile_body)),
    "unread_file.retry": Case(
        lambda row, actor: acts.retry_file(row.pk, actor=actor, at=AT), each(_unread, file_body), reason="", make=an_unreadable_file
    ),
    "unread_file.take": Case(lambda row, actor: acts.retry_file(row.pk, actor=actor, at=AT), each(_read_at_last, file_body), reason=""),
    "unread_file.discard": by_key(acts.discard_file, each(_ended, file_body)),
    "bank_account.update": Case(
        lambda row, actor: acts.update_account(row.pk, actor=actor, name=f"Account {row.iban}", **WHY),
        named,
    ),
    "bank_account.close": by_key(acts.close_account, _record),
    "bank_account.reopen": by_key(acts.reopen_account, _record),
    "statement.release": by_key(acts.release_statement, released),
    "payment.authorise": by_key(acts.authorise_payment, setting(payment_body)),
    "payment.receive": by_key(acts.receive_payment, setting(payment_body, received_on=make.AT.date())),
    "payment.fail": by_key(acts.fail_payment, setting(payment_body)),
    "payment.allocate": Case(lambda row, actor: acts.allocate_payment(row.pk, pays(row), actor=actor, **WHY), allocated),
    "payment.deallocate": by_key(acts.release_all, _take_all_back),
    "payment.reverse": by_key(acts.reverse_payment, setting(payment_body)),
    "payment.unsettle": Case(
        lambda row, actor: acts.unsettle_lines([row.statement_line_id or 0], actor=actor, **WHY), _free_line, make=a_settled_line
    ),
    "payment.refund": Case(lambda row, actor: acts.refund_payment(row.pk, method="cash", actor=actor, **WHY), refunded),
    "payment_refund.approve": Case(
        lambda row, actor: acts.approve_refund(row.pk, digest=row.content_digest, actor=actor, **WHY),
        lambda batch: approving(batch, {row.pk: row.content_digest for row in batch.rows}), make=an_agreed_refund,
    ),
    "payment_refund.reject": by_key(acts.reject_refund, ending),
    "payment_refund.withdraw": by_key(acts.withdraw_refund, withdrawing),
    "payment_refund.pay_out": by_key(acts.pay_out_refund, setting(refund_body), make=an_unpaid_refund),
    "payment.dispute": by_key(
        acts.dispute_payment, each(lambda row, batch: setattr(row, "state_before_dispute", row.state), payment_body)
    ),
    "payment.win": by_key(acts.win_dispute, each(won, payment_body)),
    "payment.lose": by_key(acts.lose_dispute, lost),
}
