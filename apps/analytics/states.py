"""The closed states of a schedule, how often it makes its report, and over which days."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.tenants.roles import ACCOUNTANT, AUDITOR, MANAGER, OWNER, Role


class ScheduleState(models.TextChoices):
    ACTIVE = "active", _("Active")
    ARCHIVED = "archived", _("Archived")


class Cadence(models.TextChoices):
    DAILY = "daily", _("Every day")
    WEEKLY = "weekly", _("Every week")
    MONTHLY = "monthly", _("Every month")


# Who may see reports, and so may be told of them.
TOLD_ROLES = [(role, Role(role).label) for role in (OWNER, MANAGER, ACCOUNTANT, AUDITOR)]
