"""A report as it was made, with its rows: never changed afterwards."""

from __future__ import annotations

from typing import Any

import orjson
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.tenants.owned import TenantOwned


class Report(TenantOwned):
    """It waits until `started_at`, is in the making until `ended_at`, and has failed where `error` says why. `updated_at` is the
    sign of life of its worker.

    `params`: what it was asked with (`parameters.py`). `head_text`: canonical JSON of totals, bars and controls. `digest`: SHA-256,
    hex, over kind, parameters, head and every row. `journal_sequence`: the last journal entry that its figures know of.
    `client`: whose report it is, where it is one client's. `due_at`: when its schedule asked for it; once for each.
    """

    subject_kind = "report"
    client_path = "client_id"
    client_rows = Q(kind="statement")

    kind = models.CharField(_("report"), max_length=30)
    params = models.JSONField(_("asked with"), default=dict)
    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("client"))
    schedule = models.ForeignKey(
        "analytics.ReportSchedule", on_delete=models.PROTECT, null=True, related_name="reports", verbose_name=_("schedule")
    )
    due_at = models.DateTimeField(_("due at"), null=True)
    membership_id = models.BigIntegerField(null=True, editable=False)
    requested_by = models.CharField(_("who"), max_length=160)
    request_id = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(_("asked for at"))
    started_at = models.DateTimeField(_("started at"), null=True)
    updated_at = models.DateTimeField()
    ended_at = models.DateTimeField(_("made at"), null=True)
    attempts = models.PositiveSmallIntegerField(_("failed attempts"), default=0)
    error = models.CharField(_("error"), max_length=500, blank=True)
    head_text = models.TextField(blank=True)
    row_count = models.PositiveIntegerField(_("rows"), default=0)
    holds = models.BooleanField(_("every control holds"), default=False)
    digest = models.CharField(_("digest"), max_length=64, blank=True)
    journal_sequence = models.PositiveBigIntegerField(_("stands at journal entry"), null=True)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["tenant", "ended_at"], name="report_ended"),
            models.Index(fields=["tenant", "kind", "-id"], name="report_kind"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "schedule", "due_at"], name="report_due_once", violation_error_message=_("The schedule has this report already.")
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, digest="", error="") | Q(ended_at__isnull=False, started_at__isnull=False),
                name="report_ends_after_start", violation_error_message=_("A report that is ready was begun."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True)
                | (~Q(digest="") & Q(error="", journal_sequence__isnull=False))
                | (Q(digest="") & ~Q(error="")),
                name="report_ready_has_digest",
                violation_error_message=_("A report that is ready has its digest and its place in the journal; one that failed says why."),
            ),
            models.CheckConstraint(
                condition=Q(schedule__isnull=True, due_at__isnull=True) | Q(schedule__isnull=False, due_at__isnull=False), name="report_due_by_schedule",
                violation_error_message=_("A report that a schedule asked for says when it was due, and no other does."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.label} № {self.pk}"

    @property
    def label(self) -> str:
        """The name of its kind in the reader's language."""
        from apps.analytics.kinds import label_of

        return label_of(self.kind)

    @property
    def is_ready(self) -> bool:
        return bool(self.digest)

    @property
    def head(self) -> dict[str, Any]:
        """Totals, bars, controls as they were made; empty before."""
        return orjson.loads(self.head_text) if self.head_text else {"facts": [], "totals": [], "bars": [], "controls": []}


class ReportRow(TenantOwned):
    """One row, from 1; `cells` as the kind's columns say: texts, codes, ISO days, minor units. Append-only."""

    report = models.ForeignKey("analytics.Report", on_delete=models.PROTECT, related_name="rows")
    position = models.PositiveIntegerField()
    cells = models.JSONField(default=list)

    class Meta:
        verbose_name = _("row of a report")
        verbose_name_plural = _("rows of a report")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["tenant", "report", "position"], name="report_row_once")]
