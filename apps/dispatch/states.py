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


class OrderState(models.TextChoices):
    NEW = "new", _("Not queued yet")
    QUEUED = "queued", _("In the queue")
    ASSIGNED = "assigned", _("Assigned")
    IN_PROGRESS = "in_progress", _("In progress")
    ON_HOLD = "on_hold", _("On hold")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")


OPEN = (OrderState.NEW, OrderState.QUEUED, OrderState.ASSIGNED, OrderState.IN_PROGRESS, OrderState.ON_HOLD)
# In these somebody has the order in hand.
HELD_BY_A_PERSON = (OrderState.ASSIGNED, OrderState.IN_PROGRESS)


class Level(models.TextChoices):
    """What was told of a promise."""

    IN_TIME = "in_time", _("In time")
    AT_RISK = "at_risk", _("At risk")
    BREACHED = "breached", _("Breached")


class Clock(models.TextChoices):
    """The two promises of a plan."""

    RESPONSE = "response", _("Response")
    RESOLUTION = "resolution", _("Resolution")
