"""Where people work."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.kernel.clock import time_zones
from apps.kernel.state import StateField
from apps.shifts.states import KeptState
from apps.shifts.transitions import SITE
from apps.workflow.audited import Audited, known_state

CODE = RegexValidator(r"^[^\s\x00-\x1f](.*[^\s])?$", _("A code has no spaces at its ends."))


def known_zone(name: str) -> None:
    """Raises ValidationError for what is no time zone of the IANA database."""
    if name not in time_zones():
        raise ValidationError(_("“%(name)s” is no time zone; write it like Europe/Kyiv."), params={"name": name})


class Site(SITE.methods(), Audited):
    """`time_zone`: IANA name; the days and the hours of its shifts are those of this zone. `client`: whose place it is, if one's."""

    subject_kind = "site"

    code = models.CharField(_("code"), max_length=20, validators=[CODE])
    name = models.CharField(_("name"), max_length=120)
    time_zone = models.CharField(_("time zone"), max_length=50, validators=[known_zone])
    address = models.CharField(_("address"), max_length=250, blank=True)
    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("client"))
    state = StateField(_("state"), max_length=8, choices=KeptState.choices, default=KeptState.ACTIVE, protected=True)

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "code"], name="site_code_once", violation_error_message=_("Another site has this code."),
            ),
            known_state("site_state_known", KeptState.values),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name
