"""A contract with a client."""

from __future__ import annotations

import datetime as dt

from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.contracts.states import SIGNED, ContractKind, ContractState, Renewal
from apps.contracts.transitions import CONTRACT
from apps.kernel.money import MAX_MINOR
from apps.kernel.state import StateField
from apps.workflow.audited import Audited, known_state


class Contract(CONTRACT.methods(), Audited):
    """`value_minor` is in minor units of `currency`. `ends_before` null: no end is agreed. `notice_on`: the last day to give
    notice, `notice_days` before the end. `effective_on`: the first day on which a terminated contract holds no more.
    `terms_version` grows by one with every amendment that is applied. `approved_digest`: SHA-256, hex, of the content that was
    approved, amended or not, and is put in force; empty where no policy applied."""

    subject_kind = "contract"
    keeper_path, keeper_permissions = "owner_id", ("share_contract",)
    client_path = "client_id"
    client_rows = Q(state__in=SIGNED)  # what was signed by both; before that it is no word to a client yet

    number = models.CharField(
        _("number"), max_length=60, validators=[RegexValidator(r"^[^\s\x00-\x1f](.*[^\s])?$", _("A number has no spaces at its ends."))]
    )
    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT, related_name="contracts", verbose_name=_("client"))
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=ContractKind.choices, default=ContractKind.SUBSCRIPTION)
    currency = models.CharField(
        _("currency"), max_length=3, validators=[RegexValidator(r"^[A-Z]{3}$", _("Three capital letters, such as UAH."))]
    )
    value_minor = models.BigIntegerField(_("value"), default=0, validators=[MaxValueValidator(MAX_MINOR * 100)])
    starts_on = models.DateField(_("from"))
    ends_before = models.DateField(_("to, not included"), null=True, blank=True)
    notice_days = models.PositiveSmallIntegerField(_("notice period, days"), default=30, validators=[MaxValueValidator(3650)])
    renewal = models.CharField(_("renewal"), max_length=10, choices=Renewal.choices, default=Renewal.NONE)
    renewal_months = models.PositiveSmallIntegerField(_("renewed for, months"), default=0, validators=[MaxValueValidator(1200)])
    owner = models.ForeignKey(
        "tenants.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    terms_version = models.PositiveIntegerField(_("version of the terms"), default=1, editable=False)
    signed_on = models.DateField(_("signed on"), null=True, blank=True, editable=False)
    signed_document = models.ForeignKey(
        "contracts.ContractDocument", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+",
        verbose_name=_("signed document"),
    )  # fmt: skip
    effective_on = models.DateField(_("terminated from"), null=True, blank=True, editable=False)
    notice_on = models.DateField(_("notice by"), null=True, blank=True, editable=False)
    notice_told_on = models.DateField(_("reminded for the end"), null=True, blank=True, editable=False)
    approved_digest = models.CharField(_("digest of what was approved"), max_length=64, blank=True, default="", editable=False)
    state = StateField(_("state"), max_length=12, choices=ContractState.choices, default=ContractState.DRAFT, protected=True)

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        ordering = ["-id"]
        permissions = [("update_contract", "Can update contract"), ("submit_contract", "Can submit contract"), ("withdraw_contract", "Can withdraw contract"), ("attach_document", "Can attach a document to a contract"), ("approve_contract", "Can approve contract")]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "number"], name="contract_number_once",
                violation_error_message=_("Another contract has this number."),
            ),
            models.CheckConstraint(
                condition=Q(value_minor__gte=0), name="contract_value_not_negative",
                violation_error_message=_("The value must not be negative."),
            ),
            models.CheckConstraint(
                condition=Q(ends_before__isnull=True) | Q(ends_before__gt=F("starts_on")), name="contract_period",
                violation_error_message=_("The period must end after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(renewal="none", renewal_months=0)
                | Q(renewal__in=["manual", "automatic"], renewal_months__gt=0, ends_before__isnull=False),
                name="contract_renewal",
                violation_error_message=_("A contract that is renewed has an end and a number of months to renew for; another has neither months."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=SIGNED) | Q(signed_on__isnull=False, signed_document__isnull=False), name="contract_signed",
                violation_error_message=_("A contract in force has a signature date and a signed document."),
            ),
            models.CheckConstraint(
                condition=Q(state="terminated", effective_on__isnull=False) | (~Q(state="terminated") & Q(effective_on__isnull=True)),
                name="contract_terminated_from_a_day",
                violation_error_message=_("A terminated contract, and no other, has the day from which it is terminated."),
            ),
            models.CheckConstraint(
                condition=~Q(state="expired") | Q(ends_before__isnull=False), name="contract_expired_has_end",
                violation_error_message=_("A contract without an end does not expire."),
            ),
            known_state("contract_state_known", ContractState.values),
            models.CheckConstraint(
                condition=Q(approved_digest="") | ~Q(state__in=["draft", "in_approval"]), name="contract_digest_from_approval_on",
                violation_error_message=_("What was approved is on record from the approval on, and not before."),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["tenant", "state", "ends_before"], name="contract_state_end"),
            models.Index(fields=["tenant", "notice_on"], name="contract_notice"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def ends(self) -> dt.date | None:
        """The first day on which it holds no more: by termination or by its end; None for no end."""
        days = [day for day in (self.effective_on, self.ends_before) if day is not None]
        return min(days) if days else None
