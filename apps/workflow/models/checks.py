"""What the comparison of rows with their history found."""

from __future__ import annotations

from django.apps import apps
from django.db import models
from django.db.models import F, Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from apps.tenants.owned import TenantOwned

DIFFERENCE_KINDS = [
    ("history", _("Its version is not the number of its history rows")),
    ("columns", _("Changed past the acts")),
    ("children", _("Its lines or accounts are not those that its act wrote")),
    ("gone", _("The row is gone, and no act deleted it")),
    ("stray", _("Points at another company's row")),
]


class HistoryCheck(TenantOwned):
    """One comparison: it waits until `started_at`, is at work until `ended_at`, and has failed where `error` says why.

    `row_count`: business rows of the company when it began; `compared_count`: how far it is. `difference_count` of what it
    found; `is_cut`: there was more than it keeps. `updated_at` is the sign of life of its worker.
    """

    requested_by = models.CharField(_("who"), max_length=160)
    created_at = models.DateTimeField(_("asked for at"))
    started_at = models.DateTimeField(_("started at"), null=True)
    updated_at = models.DateTimeField()
    ended_at = models.DateTimeField(_("ended at"), null=True)
    row_count = models.PositiveBigIntegerField(_("rows"), default=0)
    compared_count = models.PositiveBigIntegerField(_("rows compared"), default=0)
    difference_count = models.PositiveIntegerField(_("differences"), default=0)
    is_cut = models.BooleanField(_("more than are kept"), default=False)
    error = models.CharField(_("error"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("history check")
        verbose_name_plural = _("history checks")
        ordering = ["-id"]
        indexes = [models.Index(fields=["tenant", "ended_at"], name="history_check_ended")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(started_at__isnull=False), name="history_check_ends_after_start",
                violation_error_message=_("A check that has ended has begun."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"№ {self.pk}"

    @property
    def percent(self) -> int:
        """How much has been compared, 0 to 100."""
        if self.ended_at is not None and not self.error:
            return 100
        return min(99, self.compared_count * 100 // self.row_count) if self.row_count else 0


class HistoryDifference(TenantOwned):
    """A row that its history does not explain, from the check that found it first to the one that found it no more.

    `open_key` is "model:row:what" (and the column, of one that points at another company's row) while it is there, else null: one
    open difference of a kind a row. `columns`: their names,
    by comma.
    """

    model_label = models.CharField(_("kind of record"), max_length=80)
    row_id = models.BigIntegerField(_("record"))
    what = models.CharField(_("what"), max_length=10, choices=DIFFERENCE_KINDS)
    columns = models.CharField(_("columns"), max_length=1000, blank=True)
    first_check = models.ForeignKey("workflow.HistoryCheck", on_delete=models.PROTECT, related_name="+", verbose_name=_("found first by"))
    last_check = models.ForeignKey("workflow.HistoryCheck", on_delete=models.PROTECT, related_name="differences", verbose_name=_("found last by"))
    first_seen_at = models.DateTimeField(_("found first"))
    last_seen_at = models.DateTimeField(_("found last"))
    resolved_at = models.DateTimeField(_("not found any more"), null=True)
    open_key = models.CharField(max_length=120, null=True, editable=False)

    class Meta:
        verbose_name = _("difference from history")
        verbose_name_plural = _("differences from history")
        ordering = ["-id"]
        indexes = [models.Index(fields=["tenant", "resolved_at", "id"], name="history_difference_open")]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "open_key"], name="history_difference_open_once",
                violation_error_message=_("This difference is known and still there."),
            ),
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, open_key__isnull=False) | Q(resolved_at__isnull=False, open_key__isnull=True),
                name="history_difference_open_until_resolved",
                violation_error_message=_("A difference is open exactly until it is not found any more."),
            ),
            models.CheckConstraint(
                condition=Q(last_seen_at__gte=F("first_seen_at")), name="history_difference_seen_in_order",
                violation_error_message=_("A difference is found last no earlier than first."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        known = {model._meta.label: model._meta.verbose_name for model in apps.get_models()}
        return f"{capfirst(str(known.get(self.model_label, self.model_label)))} № {self.row_id}: {self.get_what_display()}"
