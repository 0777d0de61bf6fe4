"""The closed states of a contract and of an amendment, and the kinds."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ContractState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_APPROVAL = "in_approval", _("In approval")
    APPROVED = "approved", _("Approved")
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")
    EXPIRED = "expired", _("Expired")
    TERMINATED = "terminated", _("Terminated")
    CANCELLED = "cancelled", _("Cancelled")


SIGNED = ("active", "suspended", "expired", "terminated")
# In these an invoice may be made for the contract: what was earned before the end is billed after it too.
INVOICED = ("active", "expired", "terminated")


class AmendmentState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_APPROVAL = "in_approval", _("In approval")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ContractKind(models.TextChoices):
    FIXED_PRICE = "fixed_price", _("Fixed price")
    SUBSCRIPTION = "subscription", _("Subscription")
    TIME_AND_MATERIALS = "time_and_materials", _("Time and materials")


class Renewal(models.TextChoices):
    NONE = "none", _("None")
    MANUAL = "manual", _("By a person")
    AUTOMATIC = "automatic", _("Automatic")


class TermKind(models.TextChoices):
    ONCE = "once", _("Once, on a date")
    MILESTONE = "milestone", _("When a milestone is reached")
    RECURRING = "recurring", _("Every so many months")
    HOURS = "hours", _("Hours worked, at a rate")


class Timing(models.TextChoices):
    ADVANCE = "advance", _("In advance")
    ARREARS = "arrears", _("In arrears")
