"""One answer to one statement line."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.kernel.state import StateField
from apps.reconciliation.states import MatchState
from apps.reconciliation.transitions import MATCH
from apps.tenants.owned import TenantOwned
from apps.workflow.audited import Audited


class Match(MATCH.methods(), Audited):
    """A line and the invoices that it pays, with the rule and the reasons. `run` is empty when made by hand.

    `reasons` is a list of [code, [[name, value], ...]] as the engine gave them; `why` says them in the reader's language.
    `score` is 0 to 100. `live_key` is the line while the match is proposed or accepted, else null: at most
    one live match a line (MySQL has no conditional unique constraint).
    """

    subject_kind = "match"

    run = models.ForeignKey(
        "reconciliation.Run", on_delete=models.PROTECT, related_name="matches", null=True, verbose_name=_("run")
    )
    line = models.ForeignKey(
        "payments.StatementLine", on_delete=models.PROTECT, related_name="+", verbose_name=_("statement line")
    )
    live_key = models.BigIntegerField(null=True, editable=False)
    rule = models.CharField(_("rule"), max_length=40)
    score = models.PositiveSmallIntegerField(_("score"), default=0)
    reasons = models.JSONField(default=list)
    amount_minor = models.BigIntegerField(_("amount"))
    unallocated_minor = models.BigIntegerField(_("left on the payment"), default=0)
    currency = models.CharField(_("currency"), max_length=3)
    state = StateField(_("state"), max_length=10, choices=MatchState.choices, default=MatchState.PROPOSED, protected=True)
    payment = models.ForeignKey(
        "payments.Payment", on_delete=models.PROTECT, related_name="+", null=True, verbose_name=_("payment")
    )
    chosen_alternative = models.PositiveSmallIntegerField(_("chosen alternative"), default=0)
    decided_by = models.CharField(_("decided by"), max_length=160, blank=True)

    class Meta:
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "live_key"], name="match_live_once",
                violation_error_message=_("This statement line has another live match."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "accepted"], live_key__isnull=False)
                | Q(state__in=["rejected", "undone"], live_key__isnull=True),
                name="match_live_key_follows_state",
                violation_error_message=_("A match is live while it is proposed or accepted."),
            ),
            models.CheckConstraint(
                condition=Q(live_key__isnull=True) | Q(live_key=F("line")), name="match_live_key_is_its_line",
                violation_error_message=_("A live match holds its own statement line."),
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(payment__isnull=False), name="match_accepted_has_payment",
                violation_error_message=_("An accepted match has a payment."),
            ),
            models.CheckConstraint(
                condition=Q(score__lte=100), name="match_score",
                violation_error_message=_("A score is between 0 and 100."),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["tenant", "state", "-id"], name="match_state"),
            models.Index(fields=["run", "state"], name="match_run_state"),
            models.Index(fields=["tenant", "state", "rule", "-id"], name="match_state_rule"),
            models.Index(fields=["tenant", "decided_by", "updated_at"], name="match_decided"),
        ]

    def __str__(self) -> str:
        return f"{_('Match')} {self.pk}"

    @property
    def why(self) -> str:
        """The reasons as sentences in the reader's language."""
        from apps.reconciliation.sentences import why_of

        return why_of(self.reasons)

    @property
    def rule_label(self) -> Any:
        from apps.reconciliation.sentences import rule_label

        return rule_label(self.rule)


class MatchItem(TenantOwned):
    """An invoice and the amount of the line that pays it. `alternative` 0 is the answer itself, 1 and up are
    other answers that are as good, for a person to choose from. Amounts are minor units, positive."""

    match = models.ForeignKey("reconciliation.Match", on_delete=models.CASCADE, related_name="items")
    alternative = models.PositiveSmallIntegerField(default=0)
    invoice = models.ForeignKey("invoices.Invoice", on_delete=models.PROTECT, related_name="+", verbose_name=_("invoice"))
    amount_minor = models.BigIntegerField(_("amount"))

    class Meta:
        verbose_name = _("match item")
        verbose_name_plural = _("match items")
        ordering = ["alternative", "id"]
        indexes = [
            models.Index(fields=["tenant", "match"], name="match_item_match"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0), name="match_item_positive",
                violation_error_message=_("A matched amount must be positive."),
            )
        ]  # fmt: skip
