"""The closed states of policies, requests, steps and delegations, and the words of a step."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PolicyState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    ACTIVE = "active", _("Active")
    RETIRED = "retired", _("Retired")


class RequestState(models.TextChoices):
    PENDING = "pending", _("Pending")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    VOIDED = "voided", _("Voided")
    EXPIRED = "expired", _("Expired")


class StepState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    OPEN = "open", _("Open")
    ESCALATED = "escalated", _("Escalated")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    SKIPPED = "skipped", _("Skipped")


LIVE = (StepState.OPEN.value, StepState.ESCALATED.value)


class DelegationState(models.TextChoices):
    ACTIVE = "active", _("Active")
    REVOKED = "revoked", _("Revoked")


class Who(models.TextChoices):
    ROLE = "role", _("Everybody with the role")
    USER = "user", _("A named person")
    MANAGER = "manager", _("The owner's manager")
    HOLDERS = "holders", _("Holders of a permission on the document")


class Quorum(models.TextChoices):
    ANY = "any", _("Any one of them")
    ALL = "all", _("All of them")
    SOME = "some", _("So many of them")


class Breach(models.TextChoices):
    REMIND = "remind", _("Remind")
    ESCALATE = "escalate", _("Escalate")
    REJECT = "reject", _("Reject")


class Verdict(models.TextChoices):
    APPROVE = "approve", _("Approve")
    REJECT = "reject", _("Reject")
