"""Guards and the state machines of a contract and of an amendment, on one screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from apps.contracts.states import AmendmentState as A
from apps.contracts.states import ContractState as S
from apps.kernel.transitions import Creation, Guard, Machine, Transition


def _client_takes_contracts(_params: Mapping[str, Any]) -> Q:
    from apps.clients.models import Client

    return Q(Exists(Client.objects.filter(pk=OuterRef("client_id"), state__in=["active", "prospect"])))


def _has_document(_params: Mapping[str, Any]) -> Q:
    from apps.contracts.models import ContractDocument

    return Q(Exists(ContractDocument.objects.filter(contract_id=OuterRef("pk"))))


CLIENT_OPEN = Guard("client_closed", _client_takes_contracts, _("The client is on hold or archived: no new contracts."))
HAS_DOCUMENT = Guard("no_document", _has_document, _("Attach the signed document first."))
RENEWABLE = Guard("not_renewable", ~Q(renewal="none"), _("The contract says that it is not renewed."))
PROPOSES = Guard("nothing_proposed", Q(change_count__gt=0), _("The amendment changes nothing."))

CREATE = Creation("contract", "create_contract", "contract.created", _("New contract"))
TAKE_IN = Creation("contract", "import_contracts", "contract.imported", _("Import"), name="take_in")
PROPOSE = Creation("amendment", "propose_amendment", "amendment.proposed", _("New amendment"), name="propose")


def _step(subject: str, name: str, label: Any, past: str, sources: tuple[str, ...], *targets: str, **more: Any) -> Transition:
    permission = more.pop("permission", f"{name}_{subject}")
    return Transition(name, subject, permission, f"{subject}.{past}", label, sources=sources, targets=targets, **more)


UPDATE = _step("contract", "update", _("Edit"), "updated", (S.DRAFT,))
SUBMIT = _step(
    "contract", "submit", _("Submit"), "submitted", (S.DRAFT,), S.IN_APPROVAL, S.APPROVED, guards=(CLIENT_OPEN,)
)
WITHDRAW = _step("contract", "withdraw", _("Withdraw"), "withdrawn", (S.IN_APPROVAL,), S.DRAFT)
APPROVE = _step("contract", "approve", _("Approve"), "approved", (S.IN_APPROVAL,), S.APPROVED, by="engine")
REJECT = _step("contract", "reject", _("Reject"), "rejected", (S.IN_APPROVAL,), S.DRAFT, by="engine", needs=("reason",))
CANCEL = _step("contract", "cancel", _("Cancel"), "cancelled", (S.DRAFT, S.APPROVED), S.CANCELLED)
ACTIVATE = _step(
    "contract", "activate", _("Activate"), "activated", (S.APPROVED,), S.ACTIVE, guards=(CLIENT_OPEN, HAS_DOCUMENT)
)
SUSPEND = _step("contract", "suspend", _("Suspend"), "suspended", (S.ACTIVE,), S.SUSPENDED, needs=("reason",))
RESUME = _step("contract", "resume", _("Resume"), "resumed", (S.SUSPENDED,), S.ACTIVE)
TERMINATE = _step(
    "contract", "terminate", _("Terminate"), "terminated", (S.ACTIVE, S.SUSPENDED), S.TERMINATED, needs=("reason",)
)
EXPIRE = _step("contract", "expire", _("Expire"), "expired", (S.ACTIVE,), S.EXPIRED, by="job")
RENEW = _step("contract", "renew", _("Renew"), "renewed", (S.ACTIVE,), S.ACTIVE, guards=(RENEWABLE, CLIENT_OPEN))
REMIND = _step("contract", "remind", _("Remind of the notice"), "notice_due", (S.ACTIVE, S.SUSPENDED), by="job")
ATTACH = _step("contract", "attach", _("Attach a document"), "document_attached", (), permission="attach_document")
REACH = _step("contract", "reach", _("Milestone reached"), "milestone_reached", (S.ACTIVE,), permission="reach_milestone")
AMEND = _step("contract", "amend", _("Amend"), "amended", (S.APPROVED, S.ACTIVE, S.SUSPENDED), by="engine")

SHARE = _step("contract", "share", _("Share"), "shared", ())
UNSHARE = _step("contract", "unshare", _("End a sharing"), "unshared", (), permission="share_contract")

CONTRACT = Machine(
    "contract", UPDATE, SUBMIT, WITHDRAW, APPROVE, REJECT, CANCEL, ACTIVATE, SUSPEND, RESUME, TERMINATE, EXPIRE, RENEW, REMIND,
    ATTACH, REACH, AMEND, SHARE, UNSHARE, label=_("Contract"),
)  # fmt: skip

UPDATE_AMENDMENT = _step("amendment", "update", _("Edit"), "updated", (A.DRAFT,))
SUBMIT_AMENDMENT = _step(
    "amendment", "submit", _("Submit"), "submitted", (A.DRAFT,), A.IN_APPROVAL, A.APPROVED, guards=(PROPOSES,)
)
WITHDRAW_AMENDMENT = _step("amendment", "withdraw", _("Withdraw"), "withdrawn", (A.DRAFT, A.IN_APPROVAL), A.WITHDRAWN)
APPROVE_AMENDMENT = _step("amendment", "approve", _("Approve"), "approved", (A.IN_APPROVAL,), A.APPROVED, by="engine")
REJECT_AMENDMENT = _step(
    "amendment", "reject", _("Reject"), "rejected", (A.IN_APPROVAL,), A.REJECTED, by="engine", needs=("reason",)
)

AMENDMENT = Machine(
    "amendment", UPDATE_AMENDMENT, SUBMIT_AMENDMENT, WITHDRAW_AMENDMENT, APPROVE_AMENDMENT, REJECT_AMENDMENT, label=_("Amendment")
)
