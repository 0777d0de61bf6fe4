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


class LineState(models.TextChoices):
    OPEN = "open", _("Open")
    PROPOSED = "proposed", _("Proposed")
    MATCHED = "matched", _("Matched")
    IGNORED = "ignored", _("Set aside")


# The states of a payment in which none of its money is allocated.
UNALLOCATED = ("pending", "authorised", "received", "failed", "reversed")
# The states in which a payment stands no more: its money never came, or went.
FALLEN = ("failed", "reversed")
