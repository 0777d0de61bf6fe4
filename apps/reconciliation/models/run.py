"""One run of the engine over an account's lines of a period."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.kernel.state import StateField
from apps.reconciliation.states import Outcome, RunState
from apps.reconciliation.transitions import RUN
from apps.tenants.owned import TenantOwned
from apps.workflow.audited import Audited, known_state


class Run(RUN.methods(), Audited):
    """Counts are of statement lines; digests are SHA-256, hex. `ends_before` is the day after the last.

    `input_digest` is fixed when the run begins; `result_digest` when it completes, over the stored matches.
    """

    subject_kind = "run"

    account = models.ForeignKey("payments.BankAccount", on_delete=models.PROTECT, related_name="+", verbose_name=_("bank account"))
    starts_on = models.DateField(_("from"))
    ends_before = models.DateField(_("to, not included"))
    rule_set = models.ForeignKey(
        "reconciliation.RuleSet", on_delete=models.PROTECT, related_name="+", verbose_name=_("rule set")
    )
    state = StateField(_("state"), max_length=12, choices=RunState.choices, default=RunState.QUEUED, protected=True)
    input_digest = models.CharField(_("input digest"), max_length=64, blank=True)
    result_digest = models.CharField(_("result digest"), max_length=64, blank=True)
    inputs_changed = models.BooleanField(_("inputs changed while interrupted"), default=False)
    line_count = models.PositiveIntegerField(_("lines"), default=0)
    accepted_count = models.PositiveIntegerField(_("settled"), default=0)
    proposed_count = models.PositiveIntegerField(_("proposed"), default=0)
    ignored_count = models.PositiveIntegerField(_("set aside"), default=0)
    unmatched_count = models.PositiveIntegerField(_("unmatched"), default=0)
    error = models.CharField(_("error"), max_length=500, blank=True)
    started_at = models.DateTimeField(_("started at"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)

    class Meta:
        verbose_name = _("reconciliation run")
        verbose_name_plural = _("reconciliation runs")
        ordering = ["-id"]
        indexes = [models.Index(fields=["tenant", "-id"], name="run_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_before__gt=F("starts_on")), name="run_period",
                violation_error_message=_("The period must end after it starts."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["completed", "checked", "suspect"])
                | Q(line_count=F("accepted_count") + F("proposed_count") + F("ignored_count") + F("unmatched_count")),
                name="run_counts_agree",
                violation_error_message=_("Settled, proposed, set aside and unmatched lines must add up to all lines."),
            ),
            known_state("run_state_known", RunState.values),
            models.CheckConstraint(
                condition=~Q(state__in=["completed", "checked", "suspect"]) | (~Q(input_digest="") & ~Q(result_digest="")),
                name="run_completed_has_digests",
                violation_error_message=_("A completed run has the digests of its inputs and of its result."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{_('Run %(number)s') % {'number': self.pk}} · {self.account}"


class RunWork(TenantOwned):
    """How far the worker is. Moved inside each chunk's transaction, so a successor repeats nothing.

    `position`: lines written, in the engine's canonical order. `beat_at`: the worker's last sign of life.
    `attempts`: of workers that came to nothing since the last chunk; `problem`: what ended the last of them.
    """

    position = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    worker = models.CharField(max_length=80, blank=True)
    beat_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=500, blank=True)

    class Meta:
        abstract = True

    @property
    def percent(self) -> int:
        """0 to 100."""
        return 100 if not self.total else min(100, self.position * 100 // self.total)


class RunProgress(RunWork):
    """The work of a run. `decided`: of a run in parts, all its lines are decided and kept; its worker is then nobody, or the one
    that completes it, and `position` sums the parts up. `inputs_changed`: a successor found other inputs than the run began with."""

    run = models.OneToOneField("reconciliation.Run", on_delete=models.PROTECT, related_name="progress")
    decided = models.BooleanField(default=False)
    inputs_changed = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("run progress")
        verbose_name_plural = _("run progress")
        indexes = [models.Index(fields=["tenant", "run"], name="run_progress_run")]


class RunPart(RunWork):
    """A stretch of a run's lines in the order in which they are decided, booked from `starts_on` to `ends_on`, written by a worker
    of its own. `kept`: lines that are decided; a part is complete when these are `total`."""

    run = models.ForeignKey("reconciliation.Run", on_delete=models.PROTECT, related_name="parts")
    number = models.PositiveSmallIntegerField(_("part"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    kept = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("part of a run")
        verbose_name_plural = _("parts of a run")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["tenant", "run", "number"], name="run_part_once")]


class RunChunk(TenantOwned):
    """Lines of a part that are decided and not written yet: what is to be written, as JSON, compressed. Deleted when it is."""

    run = models.ForeignKey("reconciliation.Run", on_delete=models.PROTECT, related_name="+")
    part = models.ForeignKey("reconciliation.RunPart", on_delete=models.PROTECT, related_name="chunks")
    body = models.BinaryField()

    class Meta:
        verbose_name = _("decided lines of a run")
        verbose_name_plural = _("decided lines of a run")
        indexes = [models.Index(fields=["tenant", "part", "id"], name="run_chunk_part")]


class RunLine(TenantOwned):
    """What the engine said of one line in one run; never changed afterwards.

    `line_key` is the engine's key, the same on every database. `pairs` is [[invoice number, minor units], ...],
    `alternatives` a list of such lists, `reasons` a list of
    [code, [[name, value], ...]].
    """

    run = models.ForeignKey("reconciliation.Run", on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey("payments.StatementLine", on_delete=models.PROTECT, related_name="+")
    line_key = models.CharField(max_length=255)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    rule = models.CharField(_("rule"), max_length=40, blank=True)
    score = models.PositiveSmallIntegerField(default=0)
    amount_minor = models.BigIntegerField(_("amount"))
    unallocated_minor = models.BigIntegerField(default=0)
    pairs = models.JSONField(default=list)
    alternatives = models.JSONField(default=list)
    reasons = models.JSONField(default=list)

    class Meta:
        verbose_name = _("line of a run")
        verbose_name_plural = _("lines of a run")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["tenant", "run", "line"], name="run_line_once")]
        indexes = [models.Index(fields=["run", "outcome", "id"], name="run_line_outcome")]

    @property
    def why(self) -> str:
        """The reasons as sentences in the reader's language."""
        from apps.reconciliation.sentences import why_of

        return why_of(self.reasons)


class RunReport(TenantOwned):
    """The report as materialised when the run was checked: canonical JSON and its SHA-256."""

    run = models.OneToOneField("reconciliation.Run", on_delete=models.PROTECT, related_name="report")
    body_text = models.TextField()
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("run report")
        verbose_name_plural = _("run reports")
        indexes = [models.Index(fields=["tenant", "run"], name="run_report_run")]
