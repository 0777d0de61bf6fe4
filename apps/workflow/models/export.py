"""A table of records that somebody asked for, as a file."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.tenants.owned import TenantOwned


class ExportFormat(models.TextChoices):
    CSV = "csv", "CSV"
    JSONL = "jsonl", "JSON Lines"
    XLSX = "xlsx", "XLSX"


class ExportState(models.TextChoices):
    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")
    EXPIRED = "expired", _("File removed")


class Export(TenantOwned):
    """It waits until `started_at`, is in the making until `ended_at`, and has failed where `error` says why; that is its `state`.

    `noun`, `filters` and `fields`: as a list of the API is asked, in its dated version `contract_version`; `language` that of the
    headings. `membership_id` and `requested_by`: who asked; the rows are what they may see when it is made, and nobody else takes
    the file. `worker`: a token of the one that makes it; `updated_at` is its sign of life. The file lies under `file_name` until
    `removed_at`; `sha256` is that of the whole file, hex."""

    subject_kind = "export"

    noun = models.CharField(_("records"), max_length=40)
    format = models.CharField(_("format"), max_length=5, choices=ExportFormat.choices)
    filters = models.JSONField(_("filters"), default=dict, blank=True)
    fields = models.JSONField(_("fields"), default=list, blank=True)
    contract_version = models.CharField(max_length=10, editable=False)
    language = models.CharField(_("language"), max_length=5)
    membership_id = models.BigIntegerField(null=True, editable=False)
    requested_by = models.CharField(_("who"), max_length=160)
    request_id = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(_("asked for at"))
    started_at = models.DateTimeField(_("started at"), null=True)
    updated_at = models.DateTimeField()
    ended_at = models.DateTimeField(_("ended at"), null=True)
    worker = models.CharField(max_length=32, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("failed attempts"), default=0)
    row_count = models.PositiveBigIntegerField(_("rows written"), default=0)
    total_count = models.PositiveBigIntegerField(_("rows"), default=0)
    file_name = models.CharField(_("file"), max_length=120, blank=True)
    size = models.PositiveBigIntegerField(_("size, bytes"), default=0)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    error = models.CharField(_("error"), max_length=500, blank=True)
    removed_at = models.DateTimeField(_("file removed at"), null=True)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-id"]
        indexes = [models.Index(fields=["tenant", "ended_at"], name="export_ended")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, sha256="") | Q(ended_at__isnull=False, started_at__isnull=False), name="export_ends_after_start",
                violation_error_message=_("An export that has ended was begun."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | ~Q(error="") | ~Q(sha256=""), name="export_ready_has_digest",
                violation_error_message=_("An export that is ready has its digest; one that failed says why."),
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True) | ~Q(sha256=""), name="export_removed_was_ready",
                violation_error_message=_("Only a file that was made is removed."),
            ),
            models.CheckConstraint(
                condition=Q(format__in=ExportFormat.values), name="export_format_known", violation_error_message=_("There is no such format."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"№ {self.pk} · {self.get_format_display()}"

    @property
    def state(self) -> str:
        """One of ExportState."""
        if self.ended_at is None:
            return ExportState.QUEUED if self.started_at is None else ExportState.RUNNING
        if self.error:
            return ExportState.FAILED
        return ExportState.READY if self.removed_at is None else ExportState.EXPIRED

    @property
    def percent(self) -> int:
        """How much is written, 0 to 100."""
        if self.sha256:
            return 100
        return min(99, self.row_count * 100 // self.total_count) if self.total_count else 0


KEPT = dt.timedelta(days=7)
