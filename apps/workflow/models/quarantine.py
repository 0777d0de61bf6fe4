"""Rows of imported tables that were refused, kept until somebody has mended or discarded them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.kernel.state import StateField
from apps.workflow.audited import Audited, known_state
from apps.workflow.transitions import QUARANTINED_ROW, RowState


class QuarantinedRow(QUARANTINED_ROW.methods(), Audited):  # type: ignore[misc]
    """One row of one file. `door` says what the table is of ("import:clients"); `cells` are the texts by column, as they were read or
    mended since; `errors` why it was refused the last time: [{"code", "field", "text": {language: sentence}}]. What came of a row
    that was taken is named by `object_kind` and `object_id`."""

    subject_kind = "quarantined_row"

    door = models.CharField(_("table"), max_length=20)
    file_sha256 = models.CharField(_("file's SHA-256"), max_length=64)
    file_name = models.CharField(_("file"), max_length=200)
    line = models.PositiveIntegerField(_("line of the file"))
    key = models.CharField(_("code or number"), max_length=120, blank=True)
    cells = models.JSONField(_("row"), default=dict)
    errors = models.JSONField(_("why refused"), default=list)
    object_kind = models.CharField(_("kind"), max_length=40, blank=True)
    object_id = models.BigIntegerField(_("record"), null=True)
    state = StateField(_("state"), max_length=10, choices=RowState.choices, default=RowState.WAITING, protected=True)

    class Meta:
        verbose_name = _("quarantined row")
        verbose_name_plural = _("quarantined rows")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "door", "file_sha256", "line"], name="quarantined_row_once",
                violation_error_message=_("This row is in quarantine already."),
            ),
            known_state("quarantined_row_state_known", RowState.values),
            models.CheckConstraint(
                condition=Q(state="taken", object_id__isnull=False) | (~Q(state="taken") & Q(object_id__isnull=True)), name="quarantined_row_taken_is_there",
                violation_error_message=_("A row that was taken in names its record, and no other does."),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["tenant", "state", "file_sha256"], name="quarantined_row_waiting")]

    def __str__(self) -> str:
        return f"{self.file_name} · {self.line}"
