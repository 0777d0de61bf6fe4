"""Requests: the approver's queue, and the document beside its difference."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, path, reverse
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from apps.approvals import actions, subjects
from apps.approvals.actions.decide import standing
from apps.approvals.cases import Case, look
from apps.approvals.difference import compared
from apps.approvals.models import ApprovalRequest, RequestStep
from apps.approvals.people import DECIDE, Roster
from apps.approvals.queries import Place, queue_page, who_text
from apps.journal.queries import actor_text
from apps.kernel import clock
from apps.kernel.actor import Actor
from apps.kernel.errors import Refusal
from apps.kernel.money import format_money
from apps.workflow.admin import ActButton, ActModelAdmin, caption, money, person, state_label
from apps.workflow.admin.sent import Came, answered_once

SHOWN = 50


@admin.register(ApprovalRequest)
class RequestAdmin(ActModelAdmin):
    list_display = ("label", "show_kind", "show_amount", "show_submitter", "submitted_at", "show_state")
    list_filter = ("state",)
    ordering = ("-pk",)
    list_select_related = ("policy",)
    show_amount = money("amount", _("Amount"))
    show_state = state_label(_("State"))
    fields = ("label", "show_kind", "show_amount", "policy", "show_submitter", "submitted_at", "expires_at", "ended_at", "show_state", "show_digest")
    readonly_fields = fields
    show_submitter = person("submitted_label", _("Submitted by"))
    show_digest = caption("digest", _("Fingerprint"), mono=True)
    buttons = {
        "approve": ActButton(actions.approve_request), "reject": ActButton(actions.reject_request, danger=True),
        "withdraw": ActButton(actions.withdraw_request, danger=True),
    }  # fmt: skip
    change_form_outer_before_template = "admin/oblik/approval_request.html"

    @admin.display(description=_("Kind of document"))
    def show_kind(self, row: ApprovalRequest) -> str:
        return _kind(row)

    # --- one request -----------------------------------------------------------------------------
    def offered(self, request: HttpRequest, row: ApprovalRequest) -> list[tuple[str, Any, bool, list[str]]]:
        actor, machine = self.actor(request), ApprovalRequest.machine
        against = _against(row, actor)
        own = [] if row.submitted_by_id == actor.user_id else [_g("Only who submitted a document may withdraw it.")]
        ended = [] if row.state == "pending" else [_g("The request has ended: %(state)s.") % {"state": row.get_state_display()}]
        return [
            ("approve", machine["approve"].label, False, ended or against),
            ("reject", machine["reject"].label, True, ended or against),
            ("withdraw", machine["withdraw"].label, False, ended or own),
        ]

    def after_act(self, request: HttpRequest, row: ApprovalRequest, act: str) -> None:
        if self.model.objects.filter(pk=row.pk, state="voided").exists():
            messages.warning(request, _g("The document was changed after it was submitted; the request is void."))

    def _object_context(self, request: HttpRequest, object_id: Any) -> dict[str, Any]:
        context = super()._object_context(request, object_id)
        row = context.get("oblik_row")
        if row is not None:
            case = look(row.pk, actor=self.actor(request))
            roster = Roster(row.tenant_id, clock.now())
            context |= {
                "document": _document_url(case), "papers": _papers(case, self.actor(request)), "amount": format_money(row.amount_minor, row.currency) if row.currency else "", "shown": compared(case), "changed": row.state == "pending" and not case.unchanged,
                "steps": [_step(case, step, roster) for step in sorted(case.steps, key=lambda item: item.position)],
            }  # fmt: skip
        return context

    # --- the queue -------------------------------------------------------------------------------
    def get_urls(self) -> list[Any]:
        return [path("queue/", self.admin_site.admin_view(self.queue_view), name="approvals_queue"), *super().get_urls()]

    def queue_view(self, request: HttpRequest) -> HttpResponse:
        """What waits for the person, the first due first, by pages: `?after=` is the place of the last step before it.
        POST: one decision, a preview of many, or many."""
        actor = self.actor(request)
        if not actor.may(DECIDE):
            raise PermissionDenied
        preview = None
        if request.method == "POST":
            ids = [int(pk) for pk in request.POST.getlist("request") if pk.isdigit()][:SHOWN]
            verdict = request.POST.get("verdict", "")
            if verdict != "preview":
                return self._decide(request, ids, verdict, actor)
            preview = [_foreseen(item) for item in actions.preview_many(ids, actor=actor, at=clock.now())]
        after = _place(request)
        found = queue_page(actor, at=clock.now(), most=SHOWN + 1, after=after)
        if after is not None and not found:
            return redirect("admin:approvals_queue")
        behind = _cursor(found[SHOWN - 1]) if len(found) > SHOWN else ""
        context = self.admin_site.each_context(request) | {
            "title": _g("My approvals"), "rows": [_queued(step) for step in found[:SHOWN]], "behind": behind, "first": after is None,
            "preview": preview, "now": clock.now(), "media": self.media,
        }  # fmt: skip
        return render(request, "admin/oblik/approval_queue.html", context)

    def _decide(self, request: HttpRequest, ids: list[int], verdict: str, actor: Actor) -> HttpResponse:
        page = request.get_full_path()
        if verdict not in ("approve", "reject"):
            messages.error(request, _g("Say whether to approve or to reject."))
            return redirect(page)

        def work(at: dt.datetime) -> Came:
            outcome, found = actions.decide_many(ids, verdict, actor=actor, at=at, comment=request.POST.get("comment", "")), Came(page)
            if outcome.done:
                found.say(messages.SUCCESS, _g("Decided: %(count)s.") % {"count": len(outcome.done)})
            for reasons in outcome.refused.values():
                for reason in reasons:
                    found.say(messages.ERROR, reason)
            return found

        try:
            return answered_once(request, work, in_steps=True)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect(page)


def _cursor(step: RequestStep) -> str:
    """A step's place in the queue, as the address of the page behind it says it."""
    return f"{step.due_at.astimezone(dt.UTC):%Y%m%d%H%M%S%f}-{step.pk}" if step.due_at else ""


def _place(request: HttpRequest) -> Place | None:
    """The place that the address names; where it is none, the person is told and sees the beginning."""
    text = request.GET.get("after", "")
    if not text:
        return None
    try:
        if not re.fullmatch(r"[0-9]{20}-[0-9]{1,18}", text):
            raise ValueError
        return dt.datetime.strptime(text[:20], "%Y%m%d%H%M%S%f").replace(tzinfo=dt.UTC), int(text[21:])
    except ValueError:
        messages.warning(request, _g("The address names no place in the queue; this is its beginning."))
        return None


def _against(row: ApprovalRequest, actor: Actor) -> list[str]:
    """Why the person may not decide on it now."""
    try:
        standing(look(row.pk, actor=actor), Roster(actor.tenant_id, clock.now()), actor=actor)
    except Refusal as refusal:
        return [str(reason) for reason in refusal.reasons]
    return []


def _kind(row: ApprovalRequest) -> str:
    subject = subjects.find(row.about_kind)
    return str(subject.label) if subject else row.about_kind


def _document_url(case: Case) -> str:
    meta = case.subject.model._meta
    try:
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[case.request.about_id])
    except NoReverseMatch:
        return ""


def _papers(case: Case, actor: Actor) -> list[tuple[str, str]]:
    """What belongs to the document, where its noun says so and the document is there."""
    return case.subject.papers(case.row, actor) if case.subject.papers is not None and case.row is not None else []


def _step(case: Case, step: Any, roster: Roster) -> dict[str, Any]:
    decisions = [
        {
            "verdict": item.get_verdict_display(), "by": roster.label(item.decided_by_id), "at": item.decided_at, "comment": item.comment,
            "behalf": roster.label(item.on_behalf_of_id) if item.on_behalf_of_id else "",
        }
        for item in case.on(step)
    ]  # fmt: skip
    rule = step.rule
    many = f"{rule.get_quorum_display()}: {rule.quorum_count}" if rule.quorum == "some" else rule.get_quorum_display()
    return {"position": step.position, "stage": step.stage, "who": who_text(rule, roster), "many": many, "state": step.get_state_display(),
            "due_at": step.due_at, "decisions": decisions}  # fmt: skip


def _queued(step: Any) -> dict[str, Any]:
    row = step.approval
    return {
        "pk": row.pk, "kind": _kind(row), "label": row.label, "amount": format_money(row.amount_minor, row.currency) if row.currency else "—", "by": actor_text(row.submitted_label),
        "due_at": step.due_at, "state": step.get_state_display(), "escalated": step.state == "escalated",
        "url": reverse("admin:approvals_approvalrequest_change", args=[row.pk]),
    }  # fmt: skip


def _foreseen(item: Any) -> dict[str, Any]:
    row = item.request
    return {
        "pk": row.pk, "label": row.label, "amount": format_money(row.amount_minor, row.currency) if row.currency else "—",
        "reasons": [str(reason) for reason in item.reasons], "last": item.last,
    }  # fmt: skip
