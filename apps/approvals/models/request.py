"""One document before its approvers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.approvals.states import RequestState, StepState, Verdict
from apps.approvals.transitions import REQUEST, STEP
from apps.kernel.state import StateField
from apps.tenants.owned import TenantOwned
from apps.workflow.audited import Audited


class ApprovalRequest(REQUEST.methods(), Audited):
    """`content` is what was submitted and `digest` its SHA-256, hex; the facts beside it are those of that moment.

    `live_key` is "kind:id" of the document while the request is pending, else null: one live request a document.
    """

    subject_kind = "approval_request"

    policy = models.ForeignKey("approvals.ApprovalPolicy", on_delete=models.PROTECT, related_name="+", verbose_name=_("policy"))
    about_kind = models.CharField(_("kind of document"), max_length=40)
    about_id = models.BigIntegerField(_("document"))
    label = models.CharField(_("what"), max_length=200)
    digest = models.CharField(_("content digest"), max_length=64)
    content = models.JSONField(_("content as submitted"))
    amount_minor = models.BigIntegerField(_("amount"), default=0)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    client_id = models.BigIntegerField(_("client"), null=True)
    department = models.CharField(_("department"), max_length=60, blank=True)
    contract_kind = models.CharField(_("kind of contract"), max_length=30, blank=True)
    owner_user_id = models.BigIntegerField(_("owner"), null=True)
    submitted_by_id = models.BigIntegerField(null=True, editable=False)
    submitted_label = models.CharField(_("submitted by"), max_length=160)
    submitted_at = models.DateTimeField(_("submitted at"))
    expires_at = models.DateTimeField(_("expires at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    live_key = models.CharField(max_length=70, null=True, editable=False)
    state = StateField(_("state"), max_length=10, choices=RequestState.choices, default=RequestState.PENDING, protected=True)

    class Meta:
        verbose_name = _("approval request")
        verbose_name_plural = _("approval requests")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "live_key"], name="request_live_once",
                violation_error_message=_("This document is before its approvers already."),
            ),
            models.CheckConstraint(
                condition=Q(state="pending", live_key__isnull=False, ended_at__isnull=True)
                | (~Q(state="pending") & Q(live_key__isnull=True, ended_at__isnull=False)),
                name="request_live_key_follows_state",
                violation_error_message=_("A request is live while it is pending, and has an end afterwards."),
            ),
            models.CheckConstraint(
                condition=~Q(digest=""), name="request_has_digest",
                violation_error_message=_("A request keeps the digest of what was submitted."),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["tenant", "about_kind", "about_id"], name="request_about"),
            models.Index(fields=["tenant", "state", "-id"], name="request_state"),
            models.Index(fields=["tenant", "expires_at"], name="request_expires"),
        ]

    def __str__(self) -> str:
        return self.label


class RequestStep(STEP.methods(), Audited):
    """A policy's step in one request. `queue_key` names whom it waits for while it is open ("role:approver", "user:7",
    "manager:7" of that owner, "holders:issue_invoice"), `escalated_key` likewise for whom it was escalated to; both are
    null otherwise. `wake_at` is when a late step is looked at next. Kind, amount and `may_repeat` repeat what the
    request and the rule say, so that the queue reads this table only.
    """

    subject_kind = "approval_step"

    approval = models.ForeignKey("approvals.ApprovalRequest", on_delete=models.PROTECT, related_name="steps", verbose_name=_("approval request"))
    rule = models.ForeignKey("approvals.PolicyStep", on_delete=models.PROTECT, related_name="+", verbose_name=_("policy step"))
    position = models.PositiveSmallIntegerField(_("position"))
    stage = models.PositiveSmallIntegerField(_("stage"))
    queue_key = models.CharField(max_length=80, null=True, editable=False)
    escalated_key = models.CharField(max_length=80, null=True, editable=False)
    about_kind = models.CharField(max_length=40, editable=False)
    about_id = models.BigIntegerField(editable=False)
    amount_minor = models.BigIntegerField(_("amount"), default=0)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    may_repeat = models.BooleanField(_("may be somebody who counted in another step"), default=False)
    opened_at = models.DateTimeField(_("opened at"), null=True)
    due_at = models.DateTimeField(_("due at"), null=True)
    wake_at = models.DateTimeField(null=True, editable=False)
    approved_count = models.PositiveSmallIntegerField(_("approvals"), default=0)
    reminded_count = models.PositiveSmallIntegerField(_("reminders"), default=0)
    state = StateField(_("state"), max_length=10, choices=StepState.choices, default=StepState.WAITING, protected=True)

    class Meta:
        verbose_name = _("approval step")
        verbose_name_plural = _("approval steps")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "approval", "position"], name="request_step_once",
                violation_error_message=_("The request has this step already."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "escalated"], queue_key__isnull=False, due_at__isnull=False)
                | Q(state__in=["waiting", "approved", "rejected", "skipped"], queue_key__isnull=True, wake_at__isnull=True),
                name="request_step_queue_follows_state",
                violation_error_message=_("A step waits for people, with a due time, exactly while it is open."),
            ),
            models.CheckConstraint(
                condition=Q(state="escalated", escalated_key__isnull=False) | (~Q(state="escalated") & Q(escalated_key__isnull=True)),
                name="request_step_escalated",
                violation_error_message=_("An escalated step says to whom."),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["tenant", "queue_key", "due_at"], name="request_step_queue"),
            models.Index(fields=["tenant", "escalated_key", "due_at"], name="request_step_escal_queue"),
            models.Index(fields=["tenant", "queue_key", "about_id"], name="request_step_about"),
            models.Index(fields=["tenant", "wake_at"], name="request_step_wake"),
        ]

    def __str__(self) -> str:
        return f"{self.approval} · {self.position}"


class Decision(TenantOwned):
    """What one person said on one step; never changed. `counts_for` is `on_behalf_of`, or the person: one decision a
    person and one a place, by the database."""

    request = models.ForeignKey("approvals.ApprovalRequest", on_delete=models.PROTECT, related_name="decisions")
    step = models.ForeignKey("approvals.RequestStep", on_delete=models.PROTECT, related_name="decisions", verbose_name=_("approval step"))
    verdict = models.CharField(_("decision"), max_length=7, choices=Verdict.choices)
    decided_by = models.ForeignKey("tenants.User", on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by"))
    on_behalf_of = models.ForeignKey("tenants.User", on_delete=models.PROTECT, related_name="+", null=True, verbose_name=_("on behalf of"))
    counts_for = models.BigIntegerField()
    by_escalation = models.BooleanField(_("by escalation"), default=False)
    comment = models.CharField(_("comment"), max_length=500, blank=True)
    decided_at = models.DateTimeField(_("decided at"))

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "step", "decided_by"], name="decision_person_once",
                violation_error_message=_("You have decided on this step already; a decision is final."),
            ),
            models.UniqueConstraint(
                fields=["tenant", "step", "counts_for"], name="decision_place_once",
                violation_error_message=_("This place has decided on this step already; a decision is final."),
            ),
            models.CheckConstraint(
                condition=Q(on_behalf_of__isnull=True, counts_for=models.F("decided_by"))
                | Q(on_behalf_of__isnull=False, counts_for=models.F("on_behalf_of")),
                name="decision_counts_for_its_place",
                violation_error_message=_("A decision counts for who it was made for."),
            ),
            models.CheckConstraint(
                condition=Q(verdict="approve") | ~Q(comment=""), name="decision_rejection_says_why",
                violation_error_message=_("A rejection says why."),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["tenant", "request", "decided_by"], name="decision_request_person")]


class BarredPerson(TenantOwned):
    """Who may not decide on a request, in person or for another: who submitted or prepared the document."""

    request = models.ForeignKey("approvals.ApprovalRequest", on_delete=models.PROTECT, related_name="barred")
    user_id = models.BigIntegerField()

    class Meta:
        verbose_name = _("person barred from deciding")
        verbose_name_plural = _("people barred from deciding")
        constraints = [models.UniqueConstraint(fields=["tenant", "request", "user_id"], name="barred_person_once")]
