"""What was decided of a statement line, one after the other and for ever."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.reconciliation.states import DecisionKind
from apps.tenants.owned import TenantOwned
from apps.workflow.audited import known_state


class Decision(TenantOwned):
    """The decision number `number` about a line; it supersedes the one before it. Append-only: what is decided differently
    later is another row. The last of a line is the one that stands.

    `pairs`: [[invoice number, minor units], ...] that the match pays or would pay. `unaided`: by a run, without a person.
    Lines that were decided before there were decisions on record begin with their next one.
    """

    line = models.ForeignKey("payments.StatementLine", on_delete=models.PROTECT, related_name="+", verbose_name=_("statement line"))
    match = models.ForeignKey("reconciliation.Match", on_delete=models.PROTECT, related_name="decisions", verbose_name=_("match"))
    number = models.PositiveIntegerField(_("number"))
    supersedes = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True, verbose_name=_("supersedes"))
    kind = models.CharField(_("decision"), max_length=10, choices=DecisionKind.choices)
    unaided = models.BooleanField(_("without a person"), default=False)
    pairs = models.JSONField(default=list)
    actor_label = models.CharField(_("who"), max_length=160)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    decided_at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["line", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "line", "number"], name="decision_number_once",
                violation_error_message=_("Something else was decided of this line meanwhile."),
            ),
            models.UniqueConstraint(
                fields=["tenant", "supersedes"], name="decision_superseded_once",
                violation_error_message=_("Something else was decided of this line meanwhile."),
            ),
            models.CheckConstraint(
                condition=Q(number=1, supersedes__isnull=True) | Q(number__gt=1, supersedes__isnull=False), name="decision_follows_another",
                violation_error_message=_("Every decision but the first supersedes the one before it."),
            ),
            known_state("decision_kind_known", DecisionKind.values, "kind"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["match", "number"], name="decision_match")]

    def __str__(self) -> str:
        return f"{self.number} · {self.get_kind_display()}"
