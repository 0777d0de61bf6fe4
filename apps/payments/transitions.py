"""The state machines of payments and statements, on one screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from apps.kernel.transitions import Creation, Guard, Machine, Transition
from apps.payments.states import AccountState as A
from apps.payments.states import FileState as F
from apps.payments.states import PaymentState as P
from apps.payments.states import ProfileState as M
from apps.payments.states import RefundState as R
from apps.payments.states import StatementState as S

OPEN_ACCOUNT = Creation("bank_account", "open_account", "bank_account.opened", _("New bank account"), name="open")
UPDATE_ACCOUNT = Transition(
    "update", "bank_account", "update_account", "bank_account.updated", _("Edit"), sources=(A.OPEN,)
)
CLOSE_ACCOUNT = Transition(
    "close", "bank_account", "close_account", "bank_account.closed", _("Close"), sources=(A.OPEN,), targets=(A.CLOSED,),
    needs=("reason",),
)  # fmt: skip
REOPEN_ACCOUNT = Transition(
    "reopen", "bank_account", "close_account", "bank_account.reopened", _("Open again"), sources=(A.CLOSED,), targets=(A.OPEN,)
)
ACCOUNT = Machine("bank_account", UPDATE_ACCOUNT, CLOSE_ACCOUNT, REOPEN_ACCOUNT, label=_("Bank account"))

IMPORT = Creation("statement", "import_statement", "statement.imported", _("Import"), name="import")
QUARANTINE = Creation("statement", "import_statement", "statement.quarantined", _("Quarantine"), name="quarantine")
RELEASE = Transition(
    "release", "statement", "release_statement", "statement.released", _("Release from quarantine"), sources=(S.QUARANTINED,),
    targets=(S.RELEASED,), needs=("reason",),
)  # fmt: skip
STATEMENT = Machine("statement", RELEASE, label=_("Bank statement"))

KEEP_FILE = Creation("unread_file", "manage_unread_files", "unread_file.kept", _("Keep in quarantine"))
TRY_FILE = Transition("retry", "unread_file", "manage_unread_files", "unread_file.tried", _("Try again"), sources=(F.WAITING,))
TAKE_FILE = Transition("take", "unread_file", "manage_unread_files", "unread_file.taken", _("Take in"), sources=(F.WAITING,), targets=(F.TAKEN,))
DISCARD_FILE = Transition(
    "discard", "unread_file", "manage_unread_files", "unread_file.discarded", _("Discard"), sources=(F.WAITING,), targets=(F.DISCARDED,),
    needs=("reason",),
)  # fmt: skip
UNREAD_FILE = Machine("unread_file", TRY_FILE, TAKE_FILE, DISCARD_FILE, label=_("Unread statement file"))

CREATE_PROFILE = Creation("statement_profile", "create_profile", "statement_profile.created", _("New mapping profile"))
UPDATE_PROFILE = Transition("update", "statement_profile", "update_profile", "statement_profile.updated", _("Edit"), sources=(M.ACTIVE,))
ARCHIVE_PROFILE = Transition(
    "archive", "statement_profile", "archive_profile", "statement_profile.archived", _("Archive"), sources=(M.ACTIVE,), targets=(M.ARCHIVED,)
)
PROFILE = Machine("statement_profile", UPDATE_PROFILE, ARCHIVE_PROFILE, label=_("Mapping profile"))

RECORD = Creation("payment", "record_payment", "payment.recorded", _("New payment"), name="record")
SETTLE = Creation("payment", "allocate_payment", "payment.received", _("Receive"), name="settle")

NOTHING_ALLOCATED = Guard("money_allocated", Q(allocated_minor=0), _("Money of this payment is allocated; take it off first."))
OF_NO_LINE = Guard(
    "of_a_line", Q(line_key__isnull=True), _("This payment settles a statement line; undo the match of the line instead.")
)


def _no_settlement(params: Mapping[str, Any]) -> Q:
    """What settled a statement line is taken off with the settlement. `allocation`: the only one that is taken off."""
    from apps.payments.models import Allocation

    if params.get("settlement"):
        return Q()
    standing = Allocation.objects.filter(payment_id=OuterRef("pk"), settles=True, reverses__isnull=True, reversed_by__isnull=True)
    if "allocation" in params:
        standing = standing.filter(pk=params["allocation"])
    return ~Q(Exists(standing))


NOT_SETTLING = Guard(
    "of_a_line", _no_settlement, _("This money settles a statement line; undo the match of the line instead.")
)
INCOMING = Guard("outgoing", Q(direction="in"), _("An outgoing payment pays no invoice."))
CAME_IN = Guard("outgoing", Q(direction="in"), _("Only money that came in is refunded."))
NOT_REFUNDED = Guard(
    "refunded", ~Q(state="refunded"), _("What was not allocated went back to the payer as a refund; the rest stays as it is.")
)


def _no_refund_asked(params: Mapping[str, Any]) -> Q:
    """One refund at a time. `refund`: the one that is being carried out."""
    from apps.payments.models import Refund

    if params.get("refund"):
        return Q()
    return ~Q(Exists(Refund.objects.filter(live_key=OuterRef("pk"), state=R.IN_APPROVAL)))


ONE_REFUND = Guard("refund_asked", _no_refund_asked, _("A refund of this payment waits for approval already."))


def _no_standing_payout(_params: Mapping[str, Any]) -> Q:
    from apps.payments.models import Payment

    return ~Q(Exists(Payment.objects.filter(payout_key=OuterRef("pk"))))


NO_PAYOUT = Guard("payout_stands", _no_standing_payout, _("A pay-out of this refund is under way or done; only one that failed is followed by another."))


def _step(name: str, label: Any, past: str, sources: tuple[str, ...], *targets: str, **more: Any) -> Transition:
    permission = more.pop("permission", f"{name}_payment")
    return Transition(name, "payment", permission, f"payment.{past}", label, sources=sources, targets=targets, **more)


AUTHORISE = _step("authorise", _("Authorise"), "authorised", (P.PENDING,), P.AUTHORISED)
RECEIVE = _step("receive", _("Receive"), "received", (P.PENDING, P.AUTHORISED), P.RECEIVED)
FAIL = _step("fail", _("Fail"), "failed", (P.PENDING, P.AUTHORISED), P.FAILED, needs=("reason",))
ALLOCATE = _step(
    "allocate", _("Allocate"), "allocated", (P.RECEIVED, P.PARTIALLY_ALLOCATED), P.PARTIALLY_ALLOCATED, P.ALLOCATED,
    guards=(INCOMING,),
)  # fmt: skip
DEALLOCATE = _step(
    "deallocate", _("Take off"), "deallocated", (P.PARTIALLY_ALLOCATED, P.ALLOCATED), P.RECEIVED, P.PARTIALLY_ALLOCATED,
    guards=(NOT_SETTLING, NOT_REFUNDED), needs=("reason",),
)  # fmt: skip
REVERSE = _step(
    "reverse", _("Reverse"), "reversed", (P.RECEIVED,), P.REVERSED, guards=(NOTHING_ALLOCATED, OF_NO_LINE, NOT_REFUNDED),
    needs=("reason",),
)  # fmt: skip
UNSETTLE = _step(
    "unsettle", _("Undo the settlement"), "unsettled", (P.RECEIVED,), P.REVERSED, guards=(NOTHING_ALLOCATED, NOT_REFUNDED),
    needs=("reason",), permission="reverse_payment", by="engine",
)  # fmt: skip
REFUND = _step(
    "refund", _("Refund"), "refunded", (P.RECEIVED, P.PARTIALLY_ALLOCATED), P.REFUNDED, guards=(CAME_IN, ONE_REFUND), needs=("reason",)
)
DISPUTE = _step("dispute", _("Dispute"), "disputed", (P.RECEIVED, P.ALLOCATED), P.DISPUTED, needs=("reason",))
WIN = _step(
    "win", _("Win the dispute"), "dispute_won", (P.DISPUTED,), P.RECEIVED, P.ALLOCATED, permission="win_dispute"
)
LOSE = _step(
    "lose", _("Lose the dispute"), "dispute_lost", (P.DISPUTED,), P.REVERSED, permission="lose_dispute", needs=("reason",)
)
PAYMENT = Machine(
    "payment", AUTHORISE, RECEIVE, FAIL, ALLOCATE, DEALLOCATE, REVERSE, UNSETTLE, REFUND, DISPUTE, WIN, LOSE, label=_("Payment")
)

ASK_REFUND = Creation("payment_refund", "refund_payment", "payment_refund.requested", _("Refund"), name="request")
ORDER_PAYOUT = Creation("payment", "refund_payment", "payment.recorded", _("Pay-out"), name="order")
APPROVE_REFUND = Transition(
    "approve", "payment_refund", "approve_refund", "payment_refund.approved", _("Approve"), sources=(R.IN_APPROVAL,), targets=(R.APPROVED,),
    by="engine",
)  # fmt: skip
REJECT_REFUND = Transition(
    "reject", "payment_refund", "reject_refund", "payment_refund.rejected", _("Reject"), sources=(R.IN_APPROVAL,), targets=(R.REJECTED,),
    by="engine",
)  # fmt: skip
WITHDRAW_REFUND = Transition(
    "withdraw", "payment_refund", "withdraw_refund", "payment_refund.withdrawn", _("Withdraw"), sources=(R.IN_APPROVAL,), targets=(R.WITHDRAWN,)
)
PAY_OUT = Transition(
    "pay_out", "payment_refund", "pay_out_refund", "payment_refund.pay_out_ordered", _("New pay-out"), sources=(R.APPROVED,), guards=(NO_PAYOUT,)
)
REFUNDS = Machine("payment_refund", APPROVE_REFUND, REJECT_REFUND, WITHDRAW_REFUND, PAY_OUT, label=_("Refund"))
