"""The closed states of calendars, plans, queues and work orders, and the words of the service level."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kept(models.TextChoices):
    ACTIVE = "active", _("In use")
    ARCHIVED = "archived", _("Archived")


class Priority(models.TextChoices):
    URGENT = "urgent", _("Urgent")
    HIGH = "high", _("High")
    NORMAL = "normal", _("Normal")
    LOW = "low", _("Low")


# Who comes first, comes first.
RANK = {priority: rank for rank, priority in enumerate(Priority.values)}
