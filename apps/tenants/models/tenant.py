"""A company that keeps its books here."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Tenant(models.Model):
    """One company. `currency` is the currency of its books; `time_zone` decides its calendar days."""

    slug = models.SlugField(_("short code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    currency = models.CharField(_("currency"), max_length=3, validators=[RegexValidator(r"^[A-Z]{3}$")])
    country = models.CharField(_("country"), max_length=2, validators=[RegexValidator(r"^[A-Z]{2}$")])
    language = models.CharField(_("language"), max_length=5, default="uk", choices=[("uk", "Українська"), ("en", "English")])
    time_zone = models.CharField(_("time zone"), max_length=40, default="Europe/Kyiv")
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

    def __str__(self) -> str:
        return self.name
