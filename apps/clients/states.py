"""The closed states of a client, and the kinds."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ClientState(models.TextChoices):
    PROSPECT = "prospect", _("Prospect")
    ACTIVE = "active", _("Active")
    ON_HOLD = "on_hold", _("On hold")
    ARCHIVED = "archived", _("Archived")


class ClientKind(models.TextChoices):
    COMPANY = "company", _("Company")
    SOLE_TRADER = "sole_trader", _("Sole trader")
    PERSON = "person", _("Person")


class InteractionKind(models.TextChoices):
    CALL = "call", _("Call")
    MAIL = "mail", _("Mail")
    MEETING = "meeting", _("Meeting")
    NOTE = "note", _("Note")
