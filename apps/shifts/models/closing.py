"""Closed shifts: their numbers and the hours that stood then. Facts, only added to."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.tenants.owned import TenantOwned


class CloseSeries(TenantOwned):
    """The next close number of a site. Locked in the act that closes, until its commit: no gaps, no doubles."""

    site = models.ForeignKey("shifts.Site", on_delete=models.PROTECT, related_name="+", verbose_name=_("site"))
    next_value = models.PositiveIntegerField(_("next number"), default=1)

    class Meta:
        verbose_name = _("close numbers")
        verbose_name_plural = _("close numbers")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "site"], name="close_series_once", violation_error_message=_("The site has its close numbers already.")),
            models.CheckConstraint(
                condition=Q(next_value__gte=1), name="close_series_positive", violation_error_message=_("Numbers begin with one."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.site)


class Closing(TenantOwned):
    """One close of a shift, under the site's next number. A shift that was reopened and closed again has several; the one whose
    number is the shift's `close_number` holds."""

    site = models.ForeignKey("shifts.Site", on_delete=models.PROTECT, related_name="closings", verbose_name=_("site"))
    number = models.PositiveIntegerField(_("number"))
    shift = models.ForeignKey("shifts.Shift", on_delete=models.PROTECT, related_name="closings", verbose_name=_("shift"))
    closed_at = models.DateTimeField(_("closed at"))
    closed_by = models.CharField(_("closed by"), max_length=160)

    class Meta:
        verbose_name = _("closing")
        verbose_name_plural = _("closings")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "site", "number"], name="closing_number_once", violation_error_message=_("Another closing of the site has this number."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.site} № {self.number}"


class WorkedTime(TenantOwned):
    """What a person worked on a shift, as it stood at a closing: first in, last out, seconds of work and of breaks between."""

    closing = models.ForeignKey("shifts.Closing", on_delete=models.PROTECT, related_name="worked", verbose_name=_("closing"))
    employee = models.ForeignKey("shifts.Employee", on_delete=models.PROTECT, related_name="worked", verbose_name=_("employee"))
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))
    worked_seconds = models.PositiveIntegerField(_("worked, seconds"))
    break_seconds = models.PositiveIntegerField(_("breaks, seconds"))

    class Meta:
        verbose_name = _("worked time")
        verbose_name_plural = _("worked time")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "closing", "employee"], name="worked_time_once", violation_error_message=_("A person has their hours once in a closing."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("starts_at")), name="worked_time_period", violation_error_message=_("The period must end after it starts."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.employee} {self.starts_at:%Y-%m-%d}"
