"""A set act at work: what was asked, how far it is, what was refused."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.tenants.owned import TenantOwned


class BulkState(models.TextChoices):
    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    COMPLETED = "completed", _("Completed")
    CANCELLED = "cancelled", _("Cancelled")
    FAILED = "failed", _("Failed")


class BulkAct(TenantOwned):
    """Progress and cursor of a set act. Updated inside each chunk's transaction, so a killed worker's
    successor goes on behind the last committed chunk and repeats nothing."""

    act = models.CharField(_("act"), max_length=80)
    selection = models.JSONField(default=list)
    params = models.JSONField(default=dict)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=BulkState.choices, default=BulkState.QUEUED)
    membership_id = models.BigIntegerField(null=True)
    requested_by = models.CharField(_("who"), max_length=160)
    request_id = models.CharField(max_length=64, blank=True)
    total_count = models.PositiveIntegerField(_("rows"), default=0)
    done_count = models.PositiveIntegerField(_("done"), default=0)
    refused_count = models.PositiveIntegerField(_("refused"), default=0)
    cursor = models.BigIntegerField(default=0)
    refused = models.JSONField(default=dict)
    error = models.CharField(_("error"), max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField(_("failed attempts"), default=0)
    cancel_asked = models.BooleanField(default=False)
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("changed at"))
    finished_at = models.DateTimeField(_("finished at"), null=True)

    class Meta:
        verbose_name = _("bulk act")
        verbose_name_plural = _("bulk acts")
        ordering = ["-id"]
        indexes = [models.Index(fields=["tenant", "state", "id"], name="bulk_act_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_count__lte=F("total_count")),
                name="bulk_act_done_within_total",
                violation_error_message=_("More rows were done than were asked for."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.act} · {self.done_count}/{self.total_count}"

    @property
    def percent(self) -> int:
        """How much of the selection has been seen, 0 to 100."""
        if not self.total_count:
            return 100
        return min(100, (self.done_count + self.refused_count) * 100 // self.total_count)

    @property
    def refused_lines(self) -> list[dict[str, Any]]:
        """One line a reason: code, sentence, count and sample ids."""
        return [{"code": code, **line} for code, line in sorted(self.refused.items())]
