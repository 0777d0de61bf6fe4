"""A company that keeps its books here."""

import datetime as dt

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _


class Tenant(models.Model):
    """One company. `currency` is the currency of its books; `time_zone` decides its calendar days. Work is done from
    `workday_starts_at` to `workday_ends_at` on the clock of that zone, Monday to Friday: terms in working hours count these.
    `holiday_country`: whose public holidays are days off (ISO 3166-1 alpha-2; empty: none); `days_off`: further ones, ISO days.
    `rule_precision_bps`: the gate of new matching rules.
    `fiscal_year_starts_in`: the month, 1 to 12, on whose first day the fiscal year begins; the year is called by that day's."""

    slug = models.SlugField(_("short code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    currency = models.CharField(_("currency"), max_length=3, validators=[RegexValidator(r"^[A-Z]{3}$")])
    country = models.CharField(_("country"), max_length=2, validators=[RegexValidator(r"^[A-Z]{2}$")])
    language = models.CharField(_("language"), max_length=5, default="uk", choices=[("uk", "Українська"), ("en", "English")])
    time_zone = models.CharField(_("time zone"), max_length=40, default="Europe/Kyiv")
    workday_starts_at = models.TimeField(_("work begins at"), default=dt.time(9))
    workday_ends_at = models.TimeField(_("work ends at"), default=dt.time(18))
    holiday_country = models.CharField(_("public holidays of"), max_length=2, blank=True, default="")
    days_off = models.JSONField(_("other days off"), default=list, blank=True)
    fiscal_year_starts_in = models.PositiveSmallIntegerField(_("fiscal year begins in"), default=1, choices=list(MONTHS.items()))
    rule_precision_bps = models.PositiveSmallIntegerField(
        _("precision demanded of new matching rules"), default=9950,
        help_text=_("In hundredths of a percent: 9950 is 99.50 %. Rules that settled less of past decisions rightly are not switched on."),
    )
    require_mfa = models.BooleanField(
        _("second factor required"),
        default=False,
        help_text=_("Owners and accountants must sign in with a second factor."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    subject_kind = "tenant"

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(workday_ends_at__gt=F("workday_starts_at")), name="tenant_workday",
                violation_error_message=_("Work must end later on the day than it begins."),
            ),
            models.CheckConstraint(
                condition=Q(fiscal_year_starts_in__gte=1, fiscal_year_starts_in__lte=12), name="tenant_fiscal_year",
                violation_error_message=_("A fiscal year begins in one of twelve months."),
            ),
            models.CheckConstraint(
                condition=Q(rule_precision_bps__lte=10_000), name="tenant_rule_precision",
                violation_error_message=_("A precision is at most 10000 hundredths of a percent."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name
