"""Amendments: changes of a contract that are proposed, decided and applied as a whole.

An amendment keeps what stood in the contract when it was drawn up. It is refused, when submitted and when applied, if one
of those fields or terms has changed meanwhile; what it does not touch may change freely.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.approvals import actions as approvals
from apps.contracts.actions.decide import refuse
from apps.contracts.actions.draft import TermDraft, assign, term_problems, term_row
from apps.contracts.actions.proof import CHANGED
from apps.contracts.content import digest as digest_of
from apps.contracts.models import Amendment, BillingTerm, Contract
from apps.contracts.payloads import amendment_body, contract_body, head_values, term_values
from apps.contracts.queries import contract_id_of, lock_contract_of
from apps.contracts.states import AmendmentState, ContractState
from apps.contracts.transitions import (
    AMEND,
    APPROVE_AMENDMENT,
    PROPOSE,
    REJECT_AMENDMENT,
    SUBMIT_AMENDMENT,
    UPDATE_AMENDMENT,
    WITHDRAW_AMENDMENT,
)
from apps.kernel.actor import Actor
from apps.kernel.db import locked
from apps.kernel.errors import Invalid, Reason, Refusal, Refused, not_visible
from apps.kernel.money import to_minor
from apps.kernel.transitions import Transition
from apps.tenants.permission import permitted
from apps.workflow import storage
from apps.workflow.runner import Batch, creating, performing
from apps.workflow.unit import unit_of_work

# The number, the client, the kind, the currency and the first day are what the contract is: another one is another contract.
FIELDS = ("title", "value_minor", "ends_before", "notice_days", "renewal", "renewal_months", "owner_id")
# How a term counts its periods is fixed once it can have been billed: end the term and add another.
TERM_FIELDS = ("description", "amount", "tax_code", "due_on", "ends_before")
_DAYS = ("due_on", "ends_before")
UNAPPROVED = Reason(
    "unapproved_amendment",
    _("The contract was approved as it is, and no policy asks for the approval of this amendment; put it in force first, or draw it up again."),
)


def propose_amendment(
    contract_id: int, *, actor: Actor, at: dt.datetime, title: str, fields: Mapping[str, Any] | None = None,
    change_terms: Mapping[int, Mapping[str, Any]] | None = None, add_terms: Sequence[TermDraft] = (),
    remove_terms: Sequence[int] = (), reason: str = "",
) -> Amendment:  # fmt: skip
    """Draws up an amendment of a contract that is approved, active or suspended. Values that stand there already are left out.

    `fields`: new values of FIELDS. `change_terms`: new values of TERM_FIELDS by the term's id; `amount` in the contract's
    currency. Locks the contract, since its amendments are numbered. Raises NotVisible, NotPermitted, Invalid, Refused.
    """
    with creating(PROPOSE, Amendment, actor=actor, at=at, reason=reason) as batch:
        contract = _locked_contract(contract_id, actor)
        changes = _changes(contract, fields or {}, change_terms or {}, add_terms, remove_terms, actor)
        amendment = Amendment(
            contract=contract, number=Amendment.objects.filter(contract=contract).count() + 1, title=_title(title), changes=changes,
            change_count=_count(changes), base_version=contract.terms_version,
        )  # fmt: skip
        batch.add(amendment)
        batch.record(amendment_body)
    return amendment


def update_amendment(
    amendment_id: int, *, actor: Actor, at: dt.datetime, title: str | None = None, fields: Mapping[str, Any] | None = None,
    change_terms: Mapping[int, Mapping[str, Any]] | None = None, add_terms: Sequence[TermDraft] = (),
    remove_terms: Sequence[int] = (), expected_version: int | None = None, reason: str = "",
) -> Amendment:  # fmt: skip
    """Draws a draft up anew: its changes are replaced as a whole, against the contract as it stands now, when any are given."""
    with unit_of_work(actor=actor, at=at):
        contract = _locked_contract(contract_id_of(amendment_id), actor)
        with performing(UPDATE_AMENDMENT, Amendment, amendment_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
            amendment = batch.row
            if title is not None:
                amendment.title = _title(title)
            if fields is not None or change_terms is not None or add_terms or remove_terms:
                amendment.changes = _changes(contract, fields or {}, change_terms or {}, add_terms, remove_terms, actor)
                amendment.change_count = _count(amendment.changes)
                amendment.base_version = contract.terms_version
            batch.record(amendment_body)
    return amendment


def submit_amendment(amendment_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Amendment:
    """draft -> in_approval; where no policy applies, straight to approved and applied."""
    return _one(SUBMIT_AMENDMENT, _submit, amendment_id, actor, at, reason, expected_version)


def withdraw_amendment(amendment_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Amendment:
    """draft, in_approval -> withdrawn, for good; out of approval by who submitted it, with its approval request."""
    return _one(WITHDRAW_AMENDMENT, _withdraw, amendment_id, actor, at, reason, expected_version)


def approve_amendment(amendment_id: int, *, actor: Actor, at: dt.datetime, digest: str, reason: str = "") -> Amendment:
    """in_approval -> approved, and applied to the contract in the same transaction. Called by the approval engine when the
    last step is met. `digest`: of what was approved. Refused where what it changes has changed meanwhile."""
    return _one(APPROVE_AMENDMENT, lambda batch: approving(batch, digest), amendment_id, actor, at, reason, None)


def reject_amendment(amendment_id: int, *, actor: Actor, at: dt.datetime, reason: str, expected_version: int | None = None) -> Amendment:
    """in_approval -> rejected, called by the approval engine when a request ended without approval."""
    return _one(REJECT_AMENDMENT, _plainly, amendment_id, actor, at, reason, expected_version)


def _one(
    declared: Transition, apply: Callable[[Batch[Amendment]], None], amendment_id: int, actor: Actor, at: dt.datetime, reason: str,
    version: int | None,
) -> Amendment:  # fmt: skip
    """Locks the contract before its amendment: parents come before children."""
    with unit_of_work(actor=actor, at=at):
        lock_contract_of(amendment_id)
        with performing(declared, Amendment, amendment_id, actor=actor, at=at, reason=reason, expected_version=version) as batch:
            apply(batch)
    return batch.row


def _locked_contract(contract_id: int, actor: Actor) -> Contract:
    contract = locked(permitted(Contract.objects.filter(pk=contract_id), actor, "view_contract")).first()
    if contract is None:
        raise not_visible()
    against = _closed(contract)
    if against:
        raise Refused(against)
    return contract


def _closed(contract: Contract) -> list[Reason]:
    if contract.state in AMEND.sources:
        return []
    state = ContractState(contract.state).label
    return [Reason("contract_state", _("A contract in the state “%(state)s” is not amended."), "", {"state": state})]


def _title(text: str) -> str:
    text = text.strip()
    if not text or len(text) > 200:
        raise Invalid(Reason("title", _("Say what the amendment is about, in at most 200 characters."), "title"))
    return text


def _count(changes: Mapping[str, Any]) -> int:
    return len(changes["fields"]) + len(changes["terms"])


def _plainly(batch: Batch[Amendment]) -> None:
    batch.record(amendment_body)


def _submit(batch: Batch[Amendment]) -> None:
    for row in list(batch.rows):
        problems = _closed(row.contract) + _overtaken(row, row.contract)
        if problems:
            batch.refuse(row, *problems)
    asked = approvals.open_requests("amendment", batch.rows, actor=batch.actor, at=batch.at)
    for row in list(batch.rows):
        if row.pk in asked:
            batch.to(row, AmendmentState.IN_APPROVAL)
        elif _applied(row, batch):
            batch.to(row, AmendmentState.APPROVED)
    batch.record(amendment_body)


def _withdraw(batch: Batch[Amendment]) -> None:
    ids = [row.pk for row in batch.rows]
    refuse(batch, approvals.close_withdrawn("amendment", ids, actor=batch.actor, at=batch.at, reason=batch.reason))
    batch.record(amendment_body)


def approving(batch: Batch[Amendment], digest: str) -> None:
    """The rows remember what was approved, and are applied."""
    for row in list(batch.rows):
        row.approved_digest = digest
        _applied(row, batch)
    batch.record(lambda row: amendment_body(row) | {"digest": row.approved_digest})


def _applied(row: Amendment, batch: Batch[Amendment]) -> bool:
    """Applies the amendment to its contract by an act of its own; a refusal of that takes the row out."""
    try:
        row.applied_version = _apply(row, batch.actor, batch.at, batch.reason)
    except Refusal as refusal:
        batch.refuse(row, *refusal.reasons)
        return False
    return True


def _apply(amendment: Amendment, actor: Actor, at: dt.datetime, reason: str) -> int:
    with performing(AMEND, Contract, amendment.contract_id, actor=actor, at=at, reason=reason) as batch:
        contract = batch.row
        problems = _overtaken(amendment, contract) + _unfit(contract, amendment)
        if problems:
            raise Refused(problems)
        new = {name: _day(pair[1]) if name in _DAYS else pair[1] for name, pair in amendment.changes["fields"].items()}
        assign(contract, new, actor=actor)
        contract.terms_version += 1
        _apply_terms(amendment, contract, reason)
        if _awaits_signature(contract):
            contract.approved_digest = digest_of(contract)
        batch.record(lambda row: _amended(row, amendment))
    return contract.terms_version


def _awaits_signature(contract: Contract) -> bool:
    """True if what was approved of it is still to be compared, when it is put in force."""
    return contract.state == ContractState.APPROVED and contract.approved_digest != ""


def _unfit(contract: Contract, amendment: Amendment) -> list[Reason]:
    """A contract that was approved and awaits its signature takes approved amendments only, or approval could be walked
    around; and nothing is built on one that is not what was approved, since its digest moves along."""
    if not _awaits_signature(contract):
        return []
    unapproved = [] if amendment.approved_digest else [UNAPPROVED]
    return unapproved if contract.approved_digest == digest_of(contract) else [*unapproved, CHANGED]


def _amended(contract: Contract, amendment: Amendment) -> dict[str, Any]:
    """With the digest of the whole where one is approved: the proof, in the journal, that what is put in force is what was
    approved and then amended."""
    proof = {"digest": contract.approved_digest} if _awaits_signature(contract) else {}
    return contract_body(contract) | {"amendment_id": amendment.pk, "amendment": amendment.number, "changes": amendment.changes} | proof


def _apply_terms(amendment: Amendment, contract: Contract, reason: str) -> None:
    known = {term.pk: term for term in BillingTerm.objects.filter(contract=contract)}
    position = max((term.position for term in known.values()), default=0)
    changed: list[BillingTerm] = []
    added: list[BillingTerm] = []
    for pk, _old, new in amendment.changes["terms"]:
        if pk is None:
            position += 1
            added.append(BillingTerm(contract=contract, position=position, **_columns(new)))
        else:
            changed.append(known[pk])
    before = [storage.values_of(term) for term in changed]
    news = {pk: new for pk, _old, new in amendment.changes["terms"]}
    for term in changed:
        if news[term.pk] is None:
            term.is_live = False
        else:
            for name, value in _columns(news[term.pk]).items():
                setattr(term, name, value)
    storage.update(changed, before, reason=reason)
    storage.insert(added, reason=reason)


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _day(value) if name in ("due_on", "starts_on", "ends_before") else value for name, value in values.items()}


def _day(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None


def _overtaken(amendment: Amendment, contract: Contract) -> list[Reason]:
    """What the amendment changes and somebody else has changed since it was drawn up."""
    stands = head_values(contract)
    names = [
        str(Contract._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        for name, (old, _new) in amendment.changes["fields"].items()
        if stands[name] != old
    ]
    terms = {term.pk: term for term in BillingTerm.objects.filter(contract=contract, is_live=True)}
    for pk, old, _new in amendment.changes["terms"]:
        if pk is not None and (pk not in terms or term_values(terms[pk]) != old):
            names.append(f"«{old['description']}»")
    if not names:
        return []
    text = _("The contract has changed since this was drawn up, in: %(names)s. Draw the amendment up anew.")
    return [Reason("changed_meanwhile", text, "", {"names": ", ".join(names)})]


def _changes(
    contract: Contract, fields: Mapping[str, Any], change_terms: Mapping[int, Mapping[str, Any]], add_terms: Sequence[TermDraft],
    remove_terms: Sequence[int], actor: Actor,
) -> dict[str, Any]:  # fmt: skip
    """The changes against the contract as it stands. Checks them as if they were applied; raises Invalid with each place."""
    before = head_values(contract)
    problems: list[Reason] = [
        Reason("not_amendable", _("This is not changed by an amendment."), f"fields.{name}") for name in fields if name not in FIELDS
    ]
    if problems:
        raise Invalid(problems)
    tried = Contract.objects.get(pk=contract.pk)
    assign(tried, dict(fields), actor=actor)
    after = head_values(tried)
    changed = {name: [before[name], after[name]] for name in FIELDS if before[name] != after[name]}
    live = {term.pk: term for term in BillingTerm.objects.filter(contract=contract, is_live=True).order_by("position", "pk")}
    terms: list[list[Any]] = []
    for pk in [*change_terms, *remove_terms]:
        if pk not in live:
            raise Invalid(Reason("no_term", _("The contract has no such billing term."), f"terms.{pk}"))
    for pk in remove_terms:
        terms.append([pk, term_values(live[pk]), None])
    for pk, values in change_terms.items():
        old = term_values(live[pk])
        _set_term(live[pk], values, tried, problems)
        if term_values(live[pk]) != old and pk not in remove_terms:
            terms.append([pk, old, term_values(live[pk])])
    for index, draft in enumerate(add_terms):
        terms.append([None, None, term_values(term_row(tried, index, draft, problems=problems))])
    if problems:
        raise Invalid(problems)
    return {"fields": changed, "terms": terms}


def _set_term(term: BillingTerm, values: Mapping[str, Any], contract: Contract, problems: list[Reason]) -> None:
    place = f"terms.{term.pk}."
    for name, value in values.items():
        if name not in TERM_FIELDS:
            problems.append(Reason("not_amendable", _("End this term and add another: how it is counted is not changed."), place + name))
        elif name == "amount":
            try:
                term.amount_minor = to_minor(value, contract.currency)
            except Refusal as refusal:
                problems += [Reason(item.code, item.message, place + "amount", item.params) for item in refusal.reasons]
        else:
            setattr(term, name, value.strip() if isinstance(value, str) else value)
    problems += [Reason(item.code, item.message, place + item.field, item.params) for item in term_problems(term, contract)]

