"""What belonged to a policy and to a request at a time.

Steps of a policy have no history: once it is active they are never changed, and of a draft the journal holds them.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.approvals import subjects
from apps.approvals.models import ApprovalPolicy, ApprovalRequest, Decision, Delegation, PolicyStep, RequestStep
from apps.approvals.payloads import STEP_FIELDS
from apps.approvals.queries import flat_content
from apps.approvals.states import PolicyState
from apps.workflow import past, wording
from apps.workflow.past import Item, Kept
from apps.workflow.wording import Words, label_of

_RULE = ("who", "role", "user_id", "permission", "quorum", "quorum_count", "sla_hours", "on_breach", "escalate_role", "escalate_user_id", "parallel")
_FROM_JOURNAL = ("approval_policy.created", "approval_policy.revised", "approval_policy.updated")


def rules(version: Any, at: dt.datetime | None) -> Kept:
    """The steps that a policy asked for."""
    if at is None or version.state != PolicyState.DRAFT:
        rows = list(PolicyStep.objects.filter(policy_id=version.pk if at is None else version.id).order_by("position"))
    else:
        found = (
            steps
            for body in past.contents("approval_policy", version.id, types=_FROM_JOURNAL, at=at)
            for steps in (body.get("steps"), body.get("changed", {}).get("steps", [None, None])[1])
            if steps is not None
        )
        kept = next(found, None)
        if kept is None:
            return past.unknown()
        rows = [PolicyStep(position=index, **{name: step[name] for name in STEP_FIELDS if name in step}) for index, step in enumerate(kept, 1)]
    fields = [next(item for item in PolicyStep._meta.concrete_fields if item.attname == name) for name in _RULE]
    words = Words(rows)
    items = [Item(row.position, row.position, [str(row.position), *(words.text(row, item) for item in fields)]) for row in rows]
    return Kept(["№", *(label_of(item) for item in fields)], items)


def kinds_text(delegation: Delegation) -> str:
    """The kinds of documents of a delegation, or of a version of it, in words."""
    known = dict(subjects.choices())
    return ", ".join(str(known.get(kind, kind)) for kind in delegation.kinds)


def content_text(request: ApprovalRequest) -> str:
    """What was submitted, a line for each field."""
    return "\n".join(f"{label}: {text}" for label, text in flat_content(request))


def register() -> None:
    """Declares them. Called from ready()."""
    steps = past.kept_by_history(
        RequestStep, "approval", names=("position", "stage", "opened_at", "due_at", "approved_count", "reminded_count", "state"), order="position", lasting=True
    )
    decisions = past.appended(
        Decision, "request", names=("decided_at", "verdict", "decided_by", "on_behalf_of", "by_escalation", "comment"), since="decided_at"
    )
    past.register(past.Children(ApprovalPolicy, _("Steps"), rules))
    past.register(past.Children(ApprovalRequest, _("Steps"), steps))
    past.register(past.Children(ApprovalRequest, _("Decisions"), decisions))
    wording.register(Delegation._meta.label, "kinds", kinds_text)
    wording.register(ApprovalRequest._meta.label, "content", content_text)
