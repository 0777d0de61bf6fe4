"""What a contract bills, and when."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.contracts.periods import ALIGNED_MONTHS
from apps.contracts.states import TermKind, Timing
from apps.workflow.audited import Audited

# Not every_months__in: Django cannot read a list of single digits back from SQLite.
_ALIGNED = reduce(or_, (Q(every_months=months) for months in ALIGNED_MONTHS), Q(aligned=False))


class BillingTerm(Audited):
    """`amount_minor`, net, in minor units of the contract's currency: for the whole of a one-off or a period, or for an hour.

    `aligned`: periods begin with calendar months counted from January, and the first may be a part. `ends_before` null: to
    the contract's end. `is_live` false: taken out by an amendment, never billed again. `tax_code` is the code, since tax
    codes stand above contracts; it is looked up when billed. History keeps what a term was before an amendment.
    """

    subject_kind = "billing_term"
    history_by = "contract"

    contract = models.ForeignKey("contracts.Contract", on_delete=models.PROTECT, related_name="terms", verbose_name=_("contract"))
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("billed"), max_length=10, choices=TermKind.choices, default=TermKind.RECURRING)
    description = models.CharField(_("description"), max_length=250)
    amount_minor = models.BigIntegerField(_("amount"))
    tax_code = models.CharField(_("tax code"), max_length=20)
    due_on = models.DateField(_("on the day"), null=True, blank=True)
    reached_on = models.DateField(_("reached on"), null=True, blank=True, editable=False)
    every_months = models.PositiveSmallIntegerField(_("every, months"), default=0, validators=[MaxValueValidator(120)])
    timing = models.CharField(_("timing"), max_length=8, choices=Timing.choices, blank=True)
    aligned = models.BooleanField(_("by calendar months"), default=False)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_before = models.DateField(_("to, not included"), null=True, blank=True)
    is_live = models.BooleanField(_("in force"), default=True, editable=False)

    class Meta:
        verbose_name = _("billing term")
        verbose_name_plural = _("billing terms")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0), name="billing_term_amount",
                violation_error_message=_("The amount must be more than zero."),
            ),
            models.CheckConstraint(
                condition=Q(kind="once", due_on__isnull=False, every_months=0, timing="", aligned=False)
                | Q(kind__in=["milestone", "hours"], due_on__isnull=True, every_months=0, timing="", aligned=False)
                | Q(kind="recurring", due_on__isnull=True, every_months__gt=0, timing__in=["advance", "arrears"], starts_on__isnull=False),
                name="billing_term_fits_kind",
                violation_error_message=_("A one-off has a day; a recurring term has a first day, months and timing; others have none of them."),
            ),
            models.CheckConstraint(
                condition=Q(reached_on__isnull=True) | Q(kind="milestone"), name="billing_term_reached",
                violation_error_message=_("Only a milestone is reached."),
            ),
            models.CheckConstraint(
                condition=_ALIGNED, name="billing_term_aligned",
                violation_error_message=_("Calendar months go with 1, 2, 3, 4, 6 or 12 months."),
            ),
            models.CheckConstraint(
                condition=Q(ends_before__isnull=True) | Q(starts_on__isnull=True) | Q(ends_before__gt=F("starts_on")), name="billing_term_period",
                violation_error_message=_("The period must end after it starts."),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["contract", "position"], name="billing_term_contract")]

    def __str__(self) -> str:
        return self.description
