"""The closed states of runs and matches."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RuleSetState(models.TextChoices):
    """Only an active rule set is used by new runs: of several, the newest version."""

    DRAFT = "draft", _("Draft")
    ACTIVE = "active", _("Active")
    RETIRED = "retired", _("Retired")


class RunState(models.TextChoices):
    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    COMPLETED = "completed", _("Completed")
    CHECKED = "checked", _("Checked")
    SUSPECT = "suspect", _("Suspect")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class MatchState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")
    UNDONE = "undone", _("Undone")


class DecisionKind(models.TextChoices):
    """What was decided of a line, by a run or by a person."""

    PROPOSED = "proposed", _("Proposed")
    ACCEPTED = "accepted", _("Settled")
    REJECTED = "rejected", _("Rejected")
    UNDONE = "undone", _("Undone")


class Outcome(models.TextChoices):
    """What the engine says of a line."""

    ACCEPTED = "accepted", _("Settled")
    PROPOSED = "proposed", _("Proposed")
    IGNORED = "ignored", _("Set aside")
    UNMATCHED = "unmatched", _("Unmatched")
