"""Ordered matching rules under a version; a changed rule set is a new version."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.kernel.state import StateField
from apps.reconciliation.states import RuleSetState
from apps.reconciliation.transitions import RULE_SET
from apps.tenants.owned import TenantOwned
from apps.workflow.audited import Audited, known_state


class RuleSet(RULE_SET.methods(), Audited):
    """The rules as the engine reads them (`engine.RuleSet` as JSON). Never edited: the next is `number + 1`. New runs use the
    newest version that is active."""

    subject_kind = "rule_set"

    number = models.PositiveIntegerField(_("version"))
    name = models.CharField(_("name"), max_length=100)
    rules = models.JSONField(_("rules"))
    state = StateField(_("state"), max_length=10, choices=RuleSetState.choices, default=RuleSetState.DRAFT, protected=True)

    class Meta:
        verbose_name = _("rule set")
        verbose_name_plural = _("rule sets")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "number"], name="rule_set_number_once",
                violation_error_message=_("Another rule set was saved under this version meanwhile."),
            ),
            models.CheckConstraint(
                condition=Q(number__gt=0), name="rule_set_number_positive",
                violation_error_message=_("The version must be positive."),
            ),
            known_state("rule_set_state_known", RuleSetState.values),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.name} · v{self.number}"


class BackTest(TenantOwned):
    """A rule set tried on what people decided before. It waits until `started_at`, is at work until `ended_at`, and has failed
    where `error` says why; `updated_at` is the sign of life of its worker.

    Counts are of decisions: `hit_count` would have been settled unaided as people decided, `false_count` otherwise (of
    these `conflict_count` in the very way that people rejected or undid); `offered_count` proposed with the right answer
    among those offered, `missed_count` neither. `figures` holds money by currency in minor units, counts by rule, and the
    first false hits. `input_digest`: SHA-256 over decisions and rules, hex.
    """

    subject_kind = "backtest"

    rule_set = models.ForeignKey("reconciliation.RuleSet", on_delete=models.PROTECT, related_name="backtests", verbose_name=_("rule set"))
    requested_by = models.CharField(_("who"), max_length=160)
    created_at = models.DateTimeField(_("asked for at"))
    started_at = models.DateTimeField(_("started at"), null=True)
    updated_at = models.DateTimeField()
    ended_at = models.DateTimeField(_("ended at"), null=True)
    decision_count = models.PositiveIntegerField(_("decisions"), default=0)
    hit_count = models.PositiveIntegerField(_("hits"), default=0)
    false_count = models.PositiveIntegerField(_("false hits"), default=0)
    conflict_count = models.PositiveIntegerField(_("conflicts"), default=0)
    offered_count = models.PositiveIntegerField(_("offered"), default=0)
    missed_count = models.PositiveIntegerField(_("missed"), default=0)
    figures = models.JSONField(default=dict)
    input_digest = models.CharField(max_length=64, blank=True)
    error = models.CharField(_("error"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("back-test")
        verbose_name_plural = _("back-tests")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["tenant", "ended_at"], name="backtest_ended"),
            models.Index(fields=["rule_set", "-id"], name="backtest_of_rule_set"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | ~Q(error="") | ~Q(input_digest=""), name="backtest_ended_has_digest",
                violation_error_message=_("A back-test that is done has the digest of what it tried; one that failed says why."),
            ),
            models.CheckConstraint(
                condition=Q(decision_count=models.F("hit_count") + models.F("false_count") + models.F("offered_count") + models.F("missed_count")),
                name="backtest_counts_agree", violation_error_message=_("Hits, false hits, offered and missed add up to the decisions."),
            ),
            models.CheckConstraint(
                condition=Q(conflict_count__lte=models.F("false_count")), name="backtest_conflicts_are_false",
                violation_error_message=_("Every conflict is a false hit."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{_('Back-test')} {self.pk}"

    @property
    def precision_bps(self) -> int | None:
        """Of what would be settled unaided the share that is right, rounded down; None where nothing would be settled."""
        settled = self.hit_count + self.false_count
        return self.hit_count * 10_000 // settled if settled else None
