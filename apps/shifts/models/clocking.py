"""What was clocked: facts, only added to."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.shifts.states import ClockingKind
from apps.tenants.owned import TenantOwned


class Clocking(TenantOwned):
    """Somebody came, went, or began or ended a break `at` an instant, as their device says; `recorded_at`: when we heard of it.

    `shift`: the one that it belongs to; null where none of the person's was near, which is an exception for the planner. A row
    is never changed: another one `corrects` it (its kind, time and shift hold instead) or, with `is_void`, says that it never
    was. Each is corrected at most once; the correction can be corrected. `key` is person, kind and time of what was clocked:
    the same once only, however often a device sends it; null for corrections. `source`: the door. `by_label`: who sent it.
    """

    subject_kind = "clocking"

    employee = models.ForeignKey("shifts.Employee", on_delete=models.PROTECT, related_name="clockings", verbose_name=_("employee"))
    shift = models.ForeignKey("shifts.Shift", on_delete=models.PROTECT, null=True, blank=True, related_name="clockings", verbose_name=_("shift"))
    kind = models.CharField(_("kind"), max_length=12, choices=ClockingKind.choices)
    at = models.DateTimeField(_("time"))
    recorded_at = models.DateTimeField(_("recorded at"))
    source = models.CharField(_("through"), max_length=20)
    by_label = models.CharField(_("by"), max_length=160)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name=_("corrects"))
    is_void = models.BooleanField(_("void"), default=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    key = models.CharField(max_length=80, null=True, editable=False)

    class Meta:
        verbose_name = _("clocking")
        verbose_name_plural = _("clockings")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "key"], name="clocking_once", violation_error_message=_("This was clocked already."),
            ),
            models.UniqueConstraint(
                fields=["tenant", "corrects"], name="clocking_corrected_once",
                violation_error_message=_("Somebody has corrected this clocking already; correct the correction."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ClockingKind.values), name="clocking_kind_known", violation_error_message=_("There is no such kind of clocking."),
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, is_void=False, key__isnull=False) | (Q(corrects__isnull=False, key__isnull=True) & ~Q(reason="")),
                name="clocking_correction_says_why", violation_error_message=_("A correction names what it corrects, and says why."),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["employee", "at"], name="clocking_of_employee"), models.Index(fields=["shift", "at"], name="clocking_of_shift")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {timezone.localtime(self.at):%Y-%m-%d %H:%M}"
