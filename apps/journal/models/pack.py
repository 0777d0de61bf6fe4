"""A fiscal year for the auditor, as one file."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.tenants.owned import TenantOwned


class AuditPack(TenantOwned):
    """It waits until `started_at`, is in the making until `ended_at`, and has failed where `error` says why. `updated_at` is
    the sign of life of its worker; `done_count` of `total_count` journal entries and history rows are written. The file lies
    under `file_name` until `removed_at`; `sha256` is that of the whole file, hex."""

    subject_kind = "audit_pack"

    year = models.PositiveSmallIntegerField(_("fiscal year"))
    starts_on = models.DateField(_("from"))
    ends_before = models.DateField(_("to, not included"))
    membership_id = models.BigIntegerField(null=True, editable=False)
    requested_by = models.CharField(_("who"), max_length=160)
    request_id = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(_("asked for at"))
    started_at = models.DateTimeField(_("started at"), null=True)
    updated_at = models.DateTimeField()
    ended_at = models.DateTimeField(_("ended at"), null=True)
    done_count = models.PositiveBigIntegerField(_("done"), default=0)
    total_count = models.PositiveBigIntegerField(_("entries"), default=0)
    file_name = models.CharField(_("file"), max_length=120, blank=True)
    size = models.PositiveBigIntegerField(_("size, bytes"), default=0)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    error = models.CharField(_("error"), max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField(_("failed attempts"), default=0)
    removed_at = models.DateTimeField(_("file removed at"), null=True)

    class Meta:
        verbose_name = _("audit pack")
        verbose_name_plural = _("audit packs")
        ordering = ["-id"]
        indexes = [models.Index(fields=["tenant", "ended_at"], name="audit_pack_ended")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, sha256="") | Q(ended_at__isnull=False, started_at__isnull=False), name="audit_pack_ends_after_start",
                violation_error_message=_("A pack that is ready was begun."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | ~Q(error="") | ~Q(sha256=""), name="audit_pack_ready_has_digest",
                violation_error_message=_("A pack that is ready has its digest; one that failed says why."),
            ),
            models.CheckConstraint(
                condition=Q(ends_before__gt=models.F("starts_on")), name="audit_pack_period",
                violation_error_message=_("The period must end after it starts."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.year} · № {self.pk}"

    @property
    def percent(self) -> int:
        """How much is written, 0 to 100."""
        if self.sha256:
            return 100
        return min(99, self.done_count * 100 // self.total_count) if self.total_count else 0
