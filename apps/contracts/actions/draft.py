"""Drafts of contracts with their billing terms: made and edited as a whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.clients.models import Client
from apps.contracts.models import BillingTerm, Contract
from apps.contracts.payloads import HEAD, contract_body, head_values, terms_body
from apps.contracts.periods import ALIGNED_MONTHS
from apps.contracts.states import Renewal, TermKind
from apps.contracts.transitions import CREATE, UPDATE
from apps.kernel.actor import Actor
from apps.kernel.errors import Invalid, Reason, Refusal
from apps.kernel.money import to_minor
from apps.tenants.models import Membership
from apps.tenants.permission import permitted
from apps.workflow import storage
from apps.workflow.given import field_problems, set_fields
from apps.workflow.runner import creating, performing

MAX_TERMS = 200


@dataclass(frozen=True)
class TermDraft:
    """A billing term as a person gives it; `amount`, net, in the contract's currency. `starts_on` of a recurring term
    defaults to the contract's first day."""

    kind: str
    description: str
    amount: Decimal
    tax_code: str
    due_on: dt.date | None = None
    every_months: int = 0
    timing: str = ""
    aligned: bool = False
    starts_on: dt.date | None = None
    ends_before: dt.date | None = None


def create_contract(
    client_id: int, terms: Sequence[TermDraft] = (), *, actor: Actor, at: dt.datetime, reason: str = "", **head: Any
) -> Contract:
    """Makes a draft. `head`: fields of payloads.HEAD; the currency defaults to the client's, the owner to the actor.

    Raises NotPermitted, Invalid (an unknown client, a bad field, with its place), Refused for a number that is taken.
    """
    with creating(CREATE, Contract, actor=actor, at=at, reason=reason) as batch:
        client = open_client(client_id, actor=actor)
        contract = Contract(client=client)
        head.setdefault("currency", client.currency)
        head.setdefault("owner_id", actor.user_id)
        assign(contract, head, actor=actor)
        rows = term_rows(contract, terms)
        batch.add(contract)
        for row in rows:
            row.contract = contract
        storage.insert(rows, reason=reason)
        batch.record(lambda row: contract_body(row) | {"terms": terms_body(rows)})
    return contract


def update_contract(
    contract_id: int, *, actor: Actor, at: dt.datetime, terms: Sequence[TermDraft] | None = None, client_id: int | None = None,
    expected_version: int | None = None, reason: str = "", **head: Any,
) -> Contract:  # fmt: skip
    """Changes a draft's head and, where given, replaces its terms as a whole. Locks the contract, and so its terms.

    A contract that is approved or in force is changed by amendments only. A draft's currency is changed with its terms.
    """
    with performing(UPDATE, Contract, contract_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        contract = batch.row
        before = head_values(contract)
        if client_id is not None:
            contract.client = open_client(client_id, actor=actor)
        assign(contract, head, actor=actor)
        old = list(BillingTerm.objects.filter(contract=contract).order_by("position", "pk"))
        if terms is None and old and contract.currency != before["currency"]:
            raise Invalid(Reason("currency_with_terms", _("Give the billing terms again with the new currency."), "currency"))
        changed = {name: [before[name], value] for name, value in head_values(contract).items() if before[name] != value}
        if terms is None and contract.starts_on.isoformat() != before["starts_on"]:
            _move_terms(contract, old, before["starts_on"], reason)
        if terms is not None:
            rows = term_rows(contract, terms)
            if old:
                storage.delete(old, reason=reason)
            storage.insert(rows, reason=reason)
            changed["terms"] = terms_body(rows)
        batch.record(lambda row: {"number": row.number, "changed": changed})
    return contract


def _move_terms(contract: Contract, terms: list[BillingTerm], began_on: str, reason: str) -> None:
    """Terms that began with the contract begin with it still. Raises Invalid for one that would begin before it."""
    before = [storage.values_of(term) for term in terms]
    for term in terms:
        if term.starts_on is not None and term.starts_on.isoformat() == began_on:
            term.starts_on = contract.starts_on
    problems = [
        Reason(item.code, item.message, f"terms.{index}.{item.field}", item.params)
        for index, term in enumerate(terms)
        for item in term_problems(term, contract)
    ]
    if problems:
        raise Invalid(problems)
    moved = [(term, old) for term, old in zip(terms, before, strict=True) if term.starts_on != old["starts_on"]]
    storage.update([term for term, _old in moved], [old for _term, old in moved], reason=reason)


def open_client(client_id: int, *, actor: Actor) -> Client:
    """The client, if it takes new contracts. Raises Invalid."""
    client = permitted(Client.objects.filter(pk=client_id), actor, "view_client").first()
    if client is None:
        raise Invalid(Reason("no_client", _("There is no such client."), "client"))
    if client.state not in ("active", "prospect"):
        raise Invalid(Reason("client_closed", _("The client is on hold or archived: no new contracts."), "client"))
    return client


def assign(contract: Contract, head: dict[str, Any], *, actor: Actor) -> None:
    """Sets the fields and checks them. Raises Bug for a field that is not to be set, Invalid for bad values, all at once."""
    set_fields(contract, head, HEAD)
    problems = field_problems(contract, leave_out=("client", "owner", "signed_document"))
    if problems:
        raise Invalid(problems)
    if contract.ends_before is not None and contract.ends_before <= contract.starts_on:
        problems.append(Reason("period", _("The period must end after it starts."), "ends_before"))
    if contract.renewal == Renewal.NONE:
        contract.renewal_months = 0
    elif contract.ends_before is None or not contract.renewal_months:
        problems.append(Reason("renewal", _("A contract that is renewed needs an end and a number of months to renew for."), "renewal"))
    if head.get("owner_id") is not None and not _is_member(head["owner_id"], actor):
        problems.append(Reason("owner", _("The owner is no member of this company."), "owner"))
    if problems:
        raise Invalid(problems)
    contract.notice_on = notice_day(contract)


def notice_day(contract: Contract) -> dt.date | None:
    """The last day on which notice can be given, or None for a contract without an end."""
    return contract.ends_before - dt.timedelta(days=contract.notice_days) if contract.ends_before else None


def _is_member(user_id: int, actor: Actor) -> bool:
    return Membership.objects.filter(tenant_id=actor.tenant_id, user_id=user_id, is_active=True).exists()


def term_rows(contract: Contract, terms: Sequence[TermDraft]) -> list[BillingTerm]:
    """Rows for the terms, each checked. Raises Invalid with every problem and its place."""
    if len(terms) > MAX_TERMS:
        raise Invalid(Reason("too_many_terms", _("A contract has at most %(most)s billing terms."), "terms", {"most": MAX_TERMS}))
    problems: list[Reason] = []
    rows = [term_row(contract, index, term, problems=problems) for index, term in enumerate(terms)]
    if problems:
        raise Invalid(problems)
    return rows


def term_row(contract: Contract, index: int, term: TermDraft, *, problems: list[Reason]) -> BillingTerm:
    """The row of one term; what is wrong with it is added to `problems` under terms.INDEX."""
    recurring = term.kind == TermKind.RECURRING
    row = BillingTerm(
        contract=contract, position=index + 1, kind=term.kind, description=term.description.strip(), tax_code=term.tax_code.strip(),
        due_on=term.due_on, every_months=term.every_months, timing=term.timing, aligned=term.aligned,
        starts_on=term.starts_on or (contract.starts_on if recurring else None), ends_before=term.ends_before,
    )  # fmt: skip
    place = f"terms.{index}."
    try:
        row.amount_minor = to_minor(term.amount, contract.currency)
    except Refusal as refusal:
        problems += [Reason(item.code, item.message, f"{place}amount", item.params) for item in refusal.reasons]
        row.amount_minor = 1
    problems += [Reason(item.code, item.message, place + item.field, item.params) for item in term_problems(row, contract)]
    return row


def term_problems(row: BillingTerm, contract: Contract) -> list[Reason]:
    """What is wrong with a term of the contract, by field."""
    found = field_problems(row, leave_out=("contract",))
    if found:
        return found
    once, recurring = row.kind == TermKind.ONCE, row.kind == TermKind.RECURRING
    if row.amount_minor <= 0:
        found.append(Reason("amount", _("The amount must be more than zero."), "amount"))
    if once != (row.due_on is not None):
        found.append(Reason("due_on", _("A one-off has the day on which it is billed; other terms have none."), "due_on"))
    if recurring != (row.every_months > 0):
        found.append(Reason("every_months", _("A recurring term says every how many months; other terms do not."), "every_months"))
    if recurring != bool(row.timing):
        found.append(Reason("timing", _("A recurring term is billed in advance or in arrears; other terms are neither."), "timing"))
    if row.aligned and (not recurring or row.every_months not in ALIGNED_MONTHS):
        found.append(Reason("aligned", _("Calendar months go with 1, 2, 3, 4, 6 or 12 months."), "aligned"))
    if row.starts_on is not None and row.starts_on < contract.starts_on:
        found.append(Reason("starts_on", _("A term does not start before its contract."), "starts_on"))
    if row.ends_before is not None and row.ends_before <= (row.starts_on or contract.starts_on):
        found.append(Reason("ends_before", _("The period must end after it starts."), "ends_before"))
    return found
