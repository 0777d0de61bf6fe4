"""The closed states of payments, statements and their lines."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PaymentState(models.TextChoices):
    PENDING = "pending", _("Pending")
    AUTHORISED = "authorised", _("Authorised")
    RECEIVED = "received", _("Received")
    PARTIALLY_ALLOCATED = "partially_allocated", _("Partially allocated")
    ALLOCATED = "allocated", _("Allocated")
    DISPUTED = "disputed", _("Disputed")
    FAILED = "failed", _("Failed")
    REFUNDED = "refunded", _("Refunded")
    REVERSED = "reversed", _("Reversed")


class RefundState(models.TextChoices):
    IN_APPROVAL = "in_approval", _("In approval")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class PaymentMethod(models.TextChoices):
    BANK = "bank", _("Bank transfer")
    CARD = "card", _("Card")
    CASH = "cash", _("Cash")


class Direction(models.TextChoices):
    IN = "in", _("Incoming")
    OUT = "out", _("Outgoing")


class AccountState(models.TextChoices):
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class StatementState(models.TextChoices):
    IMPORTED = "imported", _("Imported")
    QUARANTINED = "quarantined", _("In quarantine")
    RELEASED = "released", _("Released")


class FileState(models.TextChoices):
    WAITING = "waiting", _("Waits to be read")
    TAKEN = "taken", _("Read and imported")
    DISCARDED = "discarded", _("Discarded")


class ProfileState(models.TextChoices):
    ACTIVE = "active", _("Active")
    ARCHIVED = "archived", _("Archived")


class LineState(models.TextChoices):
    OPEN = "open", _("Open")
    PROPOSED = "proposed", _("Proposed")
    MATCHED = "matched", _("Matched")
    IGNORED = "ignored", _("Set aside")


# The states of a payment in which none of its money is allocated.
UNALLOCATED = ("pending", "authorised", "received", "failed", "reversed")
# The states in which a payment stands no more: its money never came, or went.
FALLEN = ("failed", "reversed")


class ConnectionState(models.TextChoices):
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    ARCHIVED = "archived", _("Archived")


class ProviderKind(models.TextChoices):
    GENERIC = "generic", _("Any, by Standard Webhooks")
    STRIPE = "stripe", "Stripe"
    MONOBANK = "monobank", "monobank"
    LIQPAY = "liqpay", "LiqPay"


class EventState(models.TextChoices):
    """How far a message of a provider is."""

    RECEIVED = "received", _("Received, not checked yet")
    VERIFIED = "verified", _("Signature is right, waits")
    REFUSED = "refused", _("Wrong signature")
    HANDLED = "handled", _("Handled")
    IGNORED = "ignored", _("Nothing to do")
    FAILED = "failed", _("Failed")


class ProviderState(models.TextChoices):
    """How a payment stands at its provider."""

    ASKED = "asked", _("Asked for")
    PENDING = "pending", _("Under way")
    PAID = "paid", _("Paid")
    PARTLY_REFUNDED = "partly_refunded", _("Partly given back")
    REFUNDED = "refunded", _("Given back")
    DISPUTED = "disputed", _("Disputed")
    LOST = "lost", _("Taken back by the bank")
    FAILED = "failed", _("Failed")
    EXPIRED = "expired", _("Expired")
    UNKNOWN = "unknown", _("Never heard of")
    CLOSED = "closed", _("Closed by hand")


# The states in which the provider is asked how it stands.
AWAITED = (ProviderState.ASKED, ProviderState.PENDING)
# What a provider may say.
TOLD_STATES = (
    ProviderState.PENDING, ProviderState.PAID, ProviderState.PARTLY_REFUNDED, ProviderState.REFUNDED, ProviderState.DISPUTED, ProviderState.LOST,
    ProviderState.FAILED, ProviderState.EXPIRED,
)  # fmt: skip
