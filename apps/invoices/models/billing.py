"""What was billed of contracts, and the runs that bill."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.tenants.owned import TenantOwned


class BilledPeriod(TenantOwned):
    """A stretch of a billing term that stands on an invoice: while this row is there, it is not billed again.

    `key`: "once" for what is billed once, else the first day of the stretch. `amount_minor`: net, in the contract's
    currency. The row goes with a draft that is deleted and with an invoice that is made void.
    """

    term = models.ForeignKey("contracts.BillingTerm", on_delete=models.PROTECT, related_name="+", verbose_name=_("billing term"))
    key = models.CharField(max_length=10)
    starts_on = models.DateField(_("from"))
    ends_before = models.DateField(_("to, not included"))
    amount_minor = models.BigIntegerField(_("amount"))
    invoice = models.ForeignKey("invoices.Invoice", on_delete=models.PROTECT, related_name="billed_periods", verbose_name=_("invoice"))
    run = models.ForeignKey("invoices.BillingRun", on_delete=models.PROTECT, null=True, related_name="periods", verbose_name=_("billing run"))

    class Meta:
        verbose_name = _("billed period")
        verbose_name_plural = _("billed periods")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "term", "key"], name="billed_period_once", violation_error_message=_("This period is billed already."),
            ),
            models.CheckConstraint(
                condition=Q(ends_before__gt=F("starts_on")), name="billed_period_period",
                violation_error_message=_("The period must end after it starts."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.term_id} {self.key}"


class BilledHours(TenantOwned):
    """The approved hours of a shift that stand on an invoice: while this row is there, they are not billed again.

    `seconds`: what was worked on the shift, of everybody. The row goes with a draft that is deleted; when the invoice is issued
    the shift is billed for good, and the invoice is credited and not made void.
    """

    shift = models.ForeignKey("shifts.Shift", on_delete=models.PROTECT, related_name="+", verbose_name=_("shift"))
    term = models.ForeignKey("contracts.BillingTerm", on_delete=models.PROTECT, related_name="+", verbose_name=_("billing term"))
    seconds = models.PositiveIntegerField(_("worked, seconds"))
    invoice = models.ForeignKey("invoices.Invoice", on_delete=models.PROTECT, related_name="billed_hours", verbose_name=_("invoice"))
    run = models.ForeignKey("invoices.BillingRun", on_delete=models.PROTECT, null=True, related_name="hours", verbose_name=_("billing run"))

    class Meta:
        verbose_name = _("billed hours")
        verbose_name_plural = _("billed hours")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "shift"], name="billed_hours_once", violation_error_message=_("The hours of this shift are on an invoice already."),
            ),
            models.CheckConstraint(
                condition=Q(seconds__gt=0), name="billed_hours_of_something", violation_error_message=_("Nothing was worked on the shift."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.shift_id}"


class BillingRun(TenantOwned):
    """One billing of what is due on a day, or a trial of it. Moved by the worker that holds it; a successor repeats nothing.

    `key`: the day, for the run that is made by itself each day; null for one that a person asks for. `cursor`: the last
    contract done. `problems` is [[contract id, number, [sentence, ...]], ...], at most MOST_PROBLEMS of `failed_count`.
    `totals` is [[currency, net and tax in minor units], ...]. `beat_at`: the worker's last sign of life.
    """

    MOST_PROBLEMS = 1_000

    due_on = models.DateField(_("due on"))
    is_trial = models.BooleanField(_("trial"), default=False)
    key = models.CharField(max_length=10, null=True)
    membership = models.ForeignKey("tenants.Membership", on_delete=models.PROTECT, null=True, related_name="+")
    requested_by = models.CharField(_("requested by"), max_length=160)
    cursor = models.BigIntegerField(default=0)
    invoice_count = models.PositiveIntegerField(_("invoices"), default=0)
    failed_count = models.PositiveIntegerField(_("failed"), default=0)
    totals = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    error = models.CharField(_("error"), max_length=500, blank=True)
    worker = models.CharField(max_length=80, blank=True)
    beat_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(_("created at"))
    finished_at = models.DateTimeField(_("finished at"), null=True)

    class Meta:
        verbose_name = _("billing run")
        verbose_name_plural = _("billing runs")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["tenant", "key"], name="billing_run_once_a_day")]
        indexes = [models.Index(fields=["tenant", "finished_at"], name="billing_run_unfinished")]

    def __str__(self) -> str:
        return f"{_('Trial') if self.is_trial else _('Billing')} {self.due_on}"
