"""Whose approvals go to whom, and until when."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.approvals.states import DelegationState
from apps.approvals.transitions import DELEGATION
from apps.kernel.state import StateField
from apps.workflow.audited import Audited


class Delegation(DELEGATION.methods(), Audited):
    """What `giver` may decide, `taker` may decide on their behalf, from `starts_on` until before `ends_before`, for the
    kinds listed (none listed: all) and up to `cap_minor` of `currency` (null: any amount). It is not passed on."""

    subject_kind = "delegation"

    giver = models.ForeignKey("tenants.User", on_delete=models.PROTECT, related_name="+", verbose_name=_("from"))
    taker = models.ForeignKey("tenants.User", on_delete=models.PROTECT, related_name="+", verbose_name=_("to"))
    starts_on = models.DateField(_("valid from"))
    ends_before = models.DateField(_("valid to, not included"))
    kinds = models.JSONField(_("kinds of documents"), default=list, blank=True)
    cap_minor = models.BigIntegerField(_("up to the amount"), null=True, blank=True)
    currency = models.CharField(
        _("currency"), max_length=3, blank=True, validators=[RegexValidator(r"^[A-Z]{3}$", _("Three capital letters, such as UAH."))]
    )
    state = StateField(_("state"), max_length=10, choices=DelegationState.choices, default=DelegationState.ACTIVE, protected=True)

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(giver=F("taker")), name="delegation_to_another",
                violation_error_message=_("Delegate to somebody else."),
            ),
            models.CheckConstraint(
                condition=Q(ends_before__gt=F("starts_on")), name="delegation_period",
                violation_error_message=_("The period must end after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(cap_minor__isnull=True, currency="") | (Q(cap_minor__gt=0) & ~Q(currency="")), name="delegation_cap",
                violation_error_message=_("An amount needs a currency, and is more than zero."),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["tenant", "taker", "state"], name="delegation_taker"),
            models.Index(fields=["tenant", "giver", "state"], name="delegation_giver"),
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.taker}"
