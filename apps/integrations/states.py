"""The closed states of endpoints, their circuits and deliveries, and the ends of what came in."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class EndpointState(models.TextChoices):
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    ARCHIVED = "archived", _("Archived")


class Circuit(models.TextChoices):
    CLOSED = "closed", _("Sends")
    OPEN = "open", _("Waits, since too much failed")
    HALF_OPEN = "half_open", _("Tries one")


class DeliveryState(models.TextChoices):
    PENDING = "pending", _("Waits")
    RETRYING = "retrying", _("Tried again")
    DELIVERED = "delivered", _("Delivered")
    DEAD = "dead", _("Given up")


UNDELIVERED = (DeliveryState.PENDING, DeliveryState.RETRYING)


class DeliveryKind(models.TextChoices):
    EVENT = "event", _("Event")
    SAMPLE = "sample", _("Sample")


class Outcome(models.TextChoices):
    """What became of an event; empty while it waits for its handler."""

    PROCESSED = "processed", _("Processed")
    REJECTED = "rejected", _("Rejected")
    DEAD = "dead", _("Given up")


FAILED = (Outcome.REJECTED, Outcome.DEAD)
