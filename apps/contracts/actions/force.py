"""A contract in force: activated, suspended, renewed, ended, reminded of."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from apps.contracts.actions.decide import one, plainly, refuse, set_act
from apps.contracts.actions.draft import notice_day
from apps.contracts.actions.proof import unproven
from apps.contracts.models import BillingTerm, Contract, ContractDocument
from apps.contracts.payloads import contract_body
from apps.contracts.periods import moved_end
from apps.contracts.queries import day_of
from apps.contracts.states import Renewal, TermKind
from apps.contracts.transitions import ACTIVATE, EXPIRE, REACH, REMIND, RENEW, RESUME, SUSPEND, TERMINATE
from apps.kernel.actor import Actor
from apps.kernel.errors import Invalid, Reason
from apps.workflow import storage
from apps.workflow.runner import Batch

# How long before the last day to give notice a contract is spoken of.
REMIND_DAYS = 14


def activate_contract(
    contract_id: int, signed_on: dt.date, document_id: int | None = None, *, actor: Actor, at: dt.datetime, reason: str = "",
    expected_version: int | None = None,
) -> Contract:  # fmt: skip
    """approved -> active, signed on a day that is not to come, with a document attached before (the newest, if none is
    named). Refused while the client is on hold or archived; and where the contract is not what was approved, or was never
    approved though a policy asks for it."""
    return one(ACTIVATE, _activate, contract_id, actor=actor, at=at, reason=reason, version=expected_version, signed_on=signed_on, document_id=document_id)


def suspend_contract(contract_id: int, *, actor: Actor, at: dt.datetime, reason: str, expected_version: int | None = None) -> Contract:
    """active -> suspended: nothing is billed meanwhile. Needs a reason."""
    return one(SUSPEND, plainly, contract_id, actor=actor, at=at, reason=reason, version=expected_version)


def resume_contract(contract_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Contract:
    """suspended -> active: what fell due meanwhile is billed again."""
    return one(RESUME, plainly, contract_id, actor=actor, at=at, reason=reason, version=expected_version)


def terminate_contract(
    contract_id: int, effective_on: dt.date, *, actor: Actor, at: dt.datetime, reason: str, expected_version: int | None = None
) -> Contract:
    """active, suspended -> terminated. `effective_on`: the first day on which it holds no more, within the contract.
    What was earned before that day is still billed. Needs a reason."""
    return one(TERMINATE, _terminate, contract_id, actor=actor, at=at, reason=reason, version=expected_version, effective_on=effective_on)


def renew_contract(contract_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Contract:
    """active -> active, the end moved by the months that the contract names. Refused for one that is not renewed."""
    return one(RENEW, _renew, contract_id, actor=actor, at=at, reason=reason, version=expected_version)


def expire_contract(contract_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Contract:
    """active -> expired, when its end has passed and it is not renewed by itself. Done by a job."""
    return one(EXPIRE, _expire, contract_id, actor=actor, at=at, reason=reason, version=expected_version)


def remind_of_notice(contract_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Contract:
    """Records contract.notice_due once for each end, from REMIND_DAYS before the last day to give notice. Done by a job."""
    return one(REMIND, _remind, contract_id, actor=actor, at=at, reason=reason, version=expected_version)


def reach_milestone(
    contract_id: int, term_id: int, *, actor: Actor, at: dt.datetime, reached_on: dt.date | None = None, reason: str = "",
    expected_version: int | None = None,
) -> Contract:  # fmt: skip
    """Marks a milestone as reached on a day (today, if none is given), from which on it is billed. Locks the contract,
    and so its terms. Refused for what is no milestone of the contract, or is reached already."""
    return one(REACH, _reach, contract_id, actor=actor, at=at, reason=reason, version=expected_version, term_id=term_id, reached_on=reached_on)


def _activate(batch: Batch[Contract]) -> None:
    today = day_of(batch.at, batch.actor.tenant_id)
    signed_on, asked = batch.params.get("signed_on", today), batch.params.get("document_id")
    if signed_on > today:
        raise Invalid(Reason("signed_on", _("The day of signing is still to come."), "signed_on"))
    refuse(batch, unproven(batch.rows, actor=batch.actor, at=batch.at))
    documents: dict[int, int] = {}
    found = ContractDocument.objects.filter(contract_id__in=[row.pk for row in batch.rows])
    for contract_id, pk in found.order_by("pk").values_list("contract_id", "pk"):
        if asked in (None, pk):
            documents[contract_id] = pk
    for row in list(batch.rows):
        if row.pk not in documents:
            batch.refuse(row, Reason("document", _("There is no such document on the contract."), "document"))
        else:
            row.signed_on, row.signed_document_id = signed_on, documents[row.pk]
    batch.record(lambda row: contract_body(row) | {"signed_on": row.signed_on, "document_id": row.signed_document_id})


def _terminate(batch: Batch[Contract]) -> None:
    day = batch.params.get("effective_on") or day_of(batch.at, batch.actor.tenant_id)
    for row in list(batch.rows):
        if day < row.starts_on or (row.ends_before is not None and day > row.ends_before):
            batch.refuse(row, Reason("effective_on", _("A contract is terminated from a day within its period."), "effective_on"))
        else:
            row.effective_on = day
    batch.record(lambda row: contract_body(row) | {"effective_on": row.effective_on})


def _renew(batch: Batch[Contract]) -> None:
    before = {row.pk: row.ends_before for row in batch.rows}
    for row in batch.rows:
        assert row.ends_before is not None  # the database says so of what is renewed
        row.ends_before = moved_end(row.starts_on, row.ends_before, row.renewal_months)
        row.notice_on = notice_day(row)
    batch.record(lambda row: contract_body(row) | {"ended_before": before[row.pk]})


def _expire(batch: Batch[Contract]) -> None:
    today = day_of(batch.at, batch.actor.tenant_id)
    for row in list(batch.rows):
        if row.ends_before is None or row.ends_before > today:
            batch.refuse(row, Reason("not_ended", _("The contract has not ended yet.")))
        elif row.renewal == Renewal.AUTOMATIC:
            batch.refuse(row, Reason("renews", _("The contract renews by itself.")))
    batch.record(contract_body)


def _remind(batch: Batch[Contract]) -> None:
    today = day_of(batch.at, batch.actor.tenant_id)
    for row in list(batch.rows):
        if row.notice_on is None or row.ends_before is None or not row.notice_on - dt.timedelta(days=REMIND_DAYS) <= today < row.ends_before:
            batch.refuse(row, Reason("not_due", _("It is not the time to speak of the notice.")))
        elif row.notice_told_on == row.ends_before:
            batch.refuse(row, Reason("told", _("This end was spoken of already.")))
        else:
            row.notice_told_on = row.ends_before
    batch.record(lambda row: contract_body(row) | {"notice_on": row.notice_on, "renewal": row.renewal, "owner_id": row.owner_id})


def _reach(batch: Batch[Contract]) -> None:
    today = day_of(batch.at, batch.actor.tenant_id)
    day, asked = batch.params.get("reached_on") or today, batch.params.get("term_id")
    if day > today:
        raise Invalid(Reason("reached_on", _("The day is still to come."), "reached_on"))
    reached: dict[int, BillingTerm] = {}
    terms = BillingTerm.objects.filter(contract_id__in=[row.pk for row in batch.rows], kind=TermKind.MILESTONE, is_live=True, reached_on=None)
    for term in terms.order_by("position", "pk"):
        if asked in (None, term.pk):
            reached.setdefault(term.contract_id, term)
    for row in list(batch.rows):
        if row.pk not in reached:
            batch.refuse(row, Reason("milestone", _("The contract has no such milestone that is not reached."), "milestone"))
    before = [storage.values_of(term) for term in reached.values()]
    for term in reached.values():
        term.reached_on = day
    storage.update(list(reached.values()), before, reason=batch.reason)
    batch.record(lambda row: {"number": row.number, "milestone": reached[row.pk].description, "term_id": reached[row.pk].pk, "reached_on": day})


renew_contracts = set_act(RENEW, _renew)
