"""Policies: drafted, checked, switched on; never edited once they are on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.approvals import subjects
from apps.approvals.checks import check_now
from apps.approvals.models import ApprovalPolicy, PolicyStep
from apps.approvals.payloads import POLICY_FIELDS, STEP_FIELDS, policy_body
from apps.approvals.people import as_engine
from apps.approvals.states import Breach, PolicyState, Quorum, Who
from apps.approvals.transitions import ACTIVATE, CREATE_POLICY, RETIRE, REVISE_POLICY, UPDATE_POLICY
from apps.kernel.actor import Actor
from apps.kernel.db import locked, reasons_of
from apps.kernel.errors import Invalid, Reason, Refused, Stale, not_visible
from apps.tenants.permission import permitted
from apps.workflow import storage
from apps.workflow.given import field_problems, set_fields
from apps.workflow.runner import creating, performing
from apps.workflow.unit import unit_of_work

MOST_STEPS = 20


@dataclass(frozen=True)
class StepDraft:
    """A step as a person gives it; see PolicyStep."""

    who: str
    role: str = ""
    user_id: int | None = None
    permission: str = ""
    parallel: bool = False
    quorum: str = Quorum.ANY
    quorum_count: int = 1
    sla_hours: int = 16
    on_breach: str = Breach.REMIND
    escalate_role: str = ""
    escalate_user_id: int | None = None
    may_repeat: bool = False


def create_policy(code: str, steps: Sequence[StepDraft], *, actor: Actor, at: dt.datetime, reason: str = "", **values: Any) -> ApprovalPolicy:
    """A draft, version 1 of its code. `values`: POLICY_FIELDS. Raises NotPermitted, Invalid, Refused for a code that is taken."""
    with creating(CREATE_POLICY, ApprovalPolicy, actor=actor, at=at, reason=reason) as batch:
        policy = ApprovalPolicy(code=code.strip(), number=1)
        _assign(policy, values)
        batch.add(policy)
        storage.insert(_step_rows(policy, steps))
        batch.record(policy_body)
    return policy


def update_policy(
    policy_id: int, *, actor: Actor, at: dt.datetime, steps: Sequence[StepDraft] | None = None, expected_version: int | None = None,
    reason: str = "", **values: Any,
) -> ApprovalPolicy:  # fmt: skip
    """Changes a draft and, where given, replaces its steps as a whole. Locks the policy, and so its steps."""
    with performing(UPDATE_POLICY, ApprovalPolicy, policy_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        policy = batch.row
        before = policy_body(policy)
        _assign(policy, values)
        if steps is not None:
            rows = _step_rows(policy, steps)
            storage.delete_children(PolicyStep.objects.filter(policy=policy))
            storage.insert(rows)
        batch.record(lambda row: {"changed": {name: [before[name], value] for name, value in policy_body(row).items() if before[name] != value}})
    return policy


def revise_policy(policy_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> ApprovalPolicy:
    """The next version as a draft, with what this one says. What is active stays so until the draft is switched on."""
    with creating(REVISE_POLICY, ApprovalPolicy, actor=actor, at=at, reason=reason) as batch:
        old = permitted(ApprovalPolicy.objects.filter(pk=policy_id), actor, "view_approvalpolicy").first()
        if old is None:
            raise not_visible()
        if expected_version not in (None, old.version):
            told = _("You worked on version %(yours)s; the record is at version %(now)s.")
            raise Stale(Reason("stale", told, params={"yours": expected_version, "now": old.version}))
        versions = ApprovalPolicy.objects.filter(code=old.code)
        if versions.filter(state=PolicyState.DRAFT).exists():
            raise Refused(Reason("draft_exists", _("The next version is being drafted already.")))
        last = versions.order_by("-number").values_list("number", flat=True).first() or 0
        policy = ApprovalPolicy(code=old.code, number=last + 1, **{name: getattr(old, name) for name in POLICY_FIELDS})
        batch.add(policy)
        kept = PolicyStep.objects.filter(policy=old).order_by("position")
        storage.insert(_step_rows(policy, [StepDraft(**{name: getattr(step, name) for name in STEP_FIELDS}) for step in kept]))
        batch.record(policy_body)
    return policy


def activate_policy(policy_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> ApprovalPolicy:
    """draft -> active, after the static check; the version that was active is retired. Requests that run keep theirs.

    Locks all policies for the kind of document, by key, so that of two of equal rank one is refused. Raises Refused
    with every problem that the check finds.
    """
    with unit_of_work(actor=actor, at=at):
        kind = ApprovalPolicy.objects.filter(pk=policy_id).values_list("applies_to", flat=True).first()
        list(locked(ApprovalPolicy.objects.filter(applies_to=kind).order_by("pk")))
        with performing(ACTIVATE, ApprovalPolicy, policy_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
            policy = batch.row
            problems = check_now(policy, at=at).problems
            if problems:
                raise Refused(problems)
            for older in ApprovalPolicy.objects.filter(active_key=policy.code):
                retire_policy(older.pk, actor=as_engine(actor), at=at, reason=reason)
            policy.active_key = policy.code
            batch.record(policy_body)
    return policy


def retire_policy(policy_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> ApprovalPolicy:
    """active -> retired: asked of no new document. Requests that run go on."""
    with performing(RETIRE, ApprovalPolicy, policy_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        batch.row.active_key = None
        batch.record(policy_body)
    return batch.row


def _assign(policy: ApprovalPolicy, values: dict[str, Any]) -> None:
    set_fields(policy, values, POLICY_FIELDS)
    problems = field_problems(policy)
    if policy.applies_to and subjects.find(policy.applies_to) is None:
        problems.append(Reason("no_such_kind", _("Nothing of this kind can be approved."), "applies_to"))
    low, high = policy.amount_from_minor, policy.amount_below_minor
    if low is not None and high is not None and high <= low:
        problems.append(Reason("amounts", _("The amounts must end above where they begin."), "amount_below_minor"))
    if (low is not None or high is not None) and not policy.currency:
        problems.append(Reason("currency_needed", _("Amounts need a currency."), "currency"))
    if policy.ends_before is not None and policy.starts_on is not None and policy.ends_before <= policy.starts_on:
        problems.append(Reason("period", _("The period must end after it starts."), "ends_before"))
    if problems:
        raise Invalid(problems)


def _step_rows(policy: ApprovalPolicy, steps: Sequence[StepDraft]) -> list[PolicyStep]:
    """Rows of the steps in order. Raises Invalid with the place of each problem."""
    if len(steps) > MOST_STEPS:
        raise Invalid(Reason("too_many_steps", _("A policy has at most %(most)s steps."), "steps", {"most": MOST_STEPS}))
    rows, problems = [], []
    for position, draft in enumerate(steps, 1):
        named = {"role": draft.role, "user_id": draft.user_id, "permission": draft.permission}
        kept = {Who.ROLE: "role", Who.USER: "user_id", Who.HOLDERS: "permission"}.get(Who(draft.who)) if draft.who in Who.values else None
        values = {name: getattr(draft, name) for name in STEP_FIELDS} | {
            name: value if name == kept else (None if name == "user_id" else "") for name, value in named.items()
        }
        row = PolicyStep(policy=policy, position=position, **values)
        try:
            row.clean_fields(exclude=["tenant", "policy", "user", "escalate_user"])
        except ValidationError as error:
            problems += [Reason(item.code, item.message, f"steps.{position}.{item.field}", item.params) for item in reasons_of(error)]
        if kept is not None and not values[kept]:
            problems.append(Reason("who", _("Step %(step)s does not say who decides."), f"steps.{position}.{kept}", {"step": position}))
        if draft.quorum == Quorum.SOME and draft.quorum_count < 1:
            problems.append(Reason("quorum", _("At least one person must approve."), f"steps.{position}.quorum_count"))
        if (draft.on_breach == Breach.ESCALATE) != (bool(draft.escalate_role) != (draft.escalate_user_id is not None)):
            told = _("A step that escalates says to whom: a role or a person; another step does not.")
            problems.append(Reason("escalation", told, f"steps.{position}.on_breach"))
        rows.append(row)
    if problems:
        raise Invalid(problems)
    return rows
