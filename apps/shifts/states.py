"""The closed states, and the kinds."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class KeptState(models.TextChoices):
    """Of what is kept in lists and not used any more one day: sites, teams, skills, people, templates."""

    ACTIVE = "active", _("Active")
    ARCHIVED = "archived", _("Archived")


class AbsenceState(models.TextChoices):
    ACTIVE = "active", _("Holds")
    CANCELLED = "cancelled", _("Cancelled")


class AbsenceKind(models.TextChoices):
    SICK = "sick", _("Illness")
    LEAVE = "leave", _("Leave")
    UNPAID = "unpaid", _("Unpaid leave")
    TRAINING = "training", _("Training")
    OTHER = "other", _("Other")


class ShiftState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    PUBLISHED = "published", _("Published")
    IN_PROGRESS = "in_progress", _("In progress")
    CLOSED = "closed", _("Closed")
    APPROVED = "approved", _("Hours approved")
    BILLED = "billed", _("Billed")
    CANCELLED = "cancelled", _("Cancelled")


# In these people may still be put on the shift or taken off it.
STAFFED = (ShiftState.PLANNED, ShiftState.PUBLISHED, ShiftState.IN_PROGRESS)
# In these the hours stand.
CLOSED = (ShiftState.CLOSED, ShiftState.APPROVED, ShiftState.BILLED)


class Source(models.TextChoices):
    """How a person came to a shift."""

    PLAN = "plan", _("By plan")
    OPEN = "open", _("Open shift")
    SWAP = "swap", _("Swap")
    REPLACEMENT = "replacement", _("Replacement")
    IMPORT = "import", _("By import")


class ClockingKind(models.TextChoices):
    IN = "in", _("In")
    BREAK_START = "break_start", _("Break begins")
    BREAK_END = "break_end", _("Break ends")
    OUT = "out", _("Out")


class RequestKind(models.TextChoices):
    TAKE = "take", _("Takes an open shift")
    GIVE = "give", _("Gives a shift to a colleague")
    SWAP = "swap", _("Swaps shifts with a colleague")


class RequestState(models.TextChoices):
    ASKED = "asked", _("The colleague is asked")
    IN_APPROVAL = "in_approval", _("In approval")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    DECLINED = "declined", _("Declined by the colleague")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# In these a shift still keeps later ones of its line from closing.
UNCLOSED = (ShiftState.PLANNED, ShiftState.PUBLISHED, ShiftState.IN_PROGRESS)
# In these nothing that is clocked can change the hours.
SETTLED = (ShiftState.APPROVED, ShiftState.BILLED, ShiftState.CANCELLED)
