"""When work is done for clients: what the clocks of service levels count."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.dispatch.states import Kept
from apps.dispatch.transitions import CALENDAR
from apps.kernel.state import StateField
from apps.workflow.audited import Audited, known_state

NO_EDGES = RegexValidator(r"^\S(.*\S)?$", _("A name has no spaces at its ends."))


class BusinessCalendar(CALENDAR.methods(), Audited):
    """`week`: for each weekday, Monday first, spans on the clock of `time_zone` (IANA), as hours.py keeps them. Days off:
    public holidays of `holiday_country` (ISO 3166-1 alpha-2; empty: none) and its `holiday_subdivision` (ISO 3166-2), and
    `days_off`, ISO days."""

    subject_kind = "business_calendar"

    name = models.CharField(_("name"), max_length=100, validators=[NO_EDGES])
    time_zone = models.CharField(_("time zone"), max_length=40, default="Europe/Kyiv")
    week = models.JSONField(_("working hours"), default=list)
    holiday_country = models.CharField(_("public holidays of"), max_length=2, blank=True, default="")
    holiday_subdivision = models.CharField(_("and of its part"), max_length=10, blank=True, default="")
    days_off = models.JSONField(_("other days off"), default=list, blank=True)
    state = StateField(_("state"), max_length=10, choices=Kept.choices, default=Kept.ACTIVE, protected=True)

    class Meta:
        verbose_name = _("business calendar")
        verbose_name_plural = _("business calendars")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "name"], name="calendar_name_once",
                violation_error_message=_("Another calendar has this name."),
            ),
            models.CheckConstraint(
                condition=models.Q(holiday_subdivision="") | ~models.Q(holiday_country=""), name="calendar_part_of_a_country",
                violation_error_message=_("A part of a country needs the country."),
            ),
            known_state("calendar_state_known", Kept.values),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name
