"""Registers of approvals and of the decisions in them, for an audit pack."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.approvals.models import ApprovalRequest, Decision
from apps.journal.packing import Year, by_key, register_table
from apps.kernel.money import decimal_text


def approvals(year: Year) -> Iterator[list[Any]]:
    """Requests submitted in the year."""
    found = ApprovalRequest.objects.filter(submitted_at__gte=year.starts_at, submitted_at__lt=year.ends_at).select_related("policy")
    for row in by_key(found):
        yield [
            row.pk, row.about_kind, row.about_id, row.label, row.currency, decimal_text(row.amount_minor, row.currency or "XXX"), row.policy.code,
            row.policy.number, row.submitted_label, row.submitted_at, row.ended_at, row.state, row.digest,
        ]  # fmt: skip


def decisions(year: Year) -> Iterator[list[Any]]:
    """What people decided in the year."""
    found = Decision.objects.filter(decided_at__gte=year.starts_at, decided_at__lt=year.ends_at)
    for row in by_key(found.select_related("request", "step", "decided_by", "on_behalf_of")):
        yield [
            row.pk, row.request_id, row.request.about_kind, row.request.about_id, row.step.position, row.decided_at, row.verdict, row.decided_by.email,
            row.on_behalf_of.email if row.on_behalf_of else "", "yes" if row.by_escalation else "no", row.comment,
        ]  # fmt: skip


def register() -> None:
    """Declares them. Called from ready()."""
    register_table(
        "approvals", explained=_("approvals asked for in the year"), rows=approvals,
        columns=["id", "kind", "document", "what", "currency", "amount", "policy", "policy_version", "submitted_by", "submitted", "ended", "state", "digest"],
    )  # fmt: skip
    register_table(
        "decisions", explained=_("what people decided in the year"), rows=decisions,
        columns=["id", "approval", "kind", "document", "step", "at", "decision", "by", "on_behalf_of", "by_escalation", "comment"],
    )  # fmt: skip
