"""A request in hand: what its document stands on, the document, itself and its steps, locked in this order everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from apps.approvals import subjects
from apps.approvals.models import ApprovalRequest, BarredPerson, Decision, RequestStep
from apps.approvals.people import Asked
from apps.approvals.states import LIVE
from apps.approvals.subjects import Subject
from apps.kernel.actor import Actor
from apps.kernel.db import locked
from apps.kernel.errors import not_visible
from apps.tenants.permission import permitted


@dataclass
class Case:
    """`row` is None where the document is gone."""

    subject: Subject
    row: Any
    request: ApprovalRequest
    steps: list[RequestStep]
    decisions: list[Decision]
    barred: frozenset[int]

    @property
    def asked(self) -> Asked:
        """What the steps are asked about: the facts as submitted."""
        request = self.request
        return Asked(request.about_kind, request.about_id, request.amount_minor, request.currency, request.owner_user_id)

    @property
    def live(self) -> list[RequestStep]:
        """The steps that wait for people."""
        return [step for step in self.steps if step.state in LIVE]

    @property
    def unchanged(self) -> bool:
        """True if the document is what was submitted."""
        return self.row is not None and subjects.digest_of(self.subject, self.row) == self.request.digest

    def on(self, step: RequestStep) -> list[Decision]:
        """The decisions on a step."""
        return [item for item in self.decisions if item.step_id == step.pk]

    def counted_elsewhere(self, step: RequestStep) -> frozenset[int]:
        """Who counted in another step, in person or by another."""
        others = [item for item in self.decisions if item.step_id != step.pk]
        return frozenset({item.decided_by_id for item in others} | {item.counts_for for item in others})


def take(request_id: int, *, actor: Actor) -> Case:
    """The case, locked: document, request, steps. Needs an open unit. Raises NotVisible for who sees the request or the
    document not."""
    return _case(request_id, actor, for_update=True)


def look(request_id: int, *, actor: Actor) -> Case:
    """The case, to read. Raises NotVisible."""
    return _case(request_id, actor, for_update=False)


def _case(request_id: int, actor: Actor, *, for_update: bool) -> Case:
    lock = locked if for_update else (lambda queryset: queryset)
    seen = permitted(ApprovalRequest.objects.filter(pk=request_id), actor, "view_approvalrequest")
    found = seen.values_list("about_kind", "about_id").first()
    if found is None:
        raise not_visible()
    subject = subjects.get(found[0])
    if for_update and subject.lock_before is not None:
        subject.lock_before(found[1])
    documents = subject.model._default_manager.filter(pk=found[1])  # type: ignore[attr-defined]
    row = lock(documents).first()
    if row is not None and not permitted(documents, actor, f"view_{subject.model._meta.model_name}").exists():
        raise not_visible()
    request = lock(ApprovalRequest.objects.filter(pk=request_id)).get()
    steps = list(lock(RequestStep.objects.filter(approval_id=request_id).order_by("pk")))
    rules = {step.pk: step for step in request.policy.steps.all()}
    for step in steps:
        step.rule = rules[step.rule_id]
        step.approval = request
    decisions = list(Decision.objects.filter(request_id=request_id).order_by("pk"))
    barred = frozenset(BarredPerson.objects.filter(request_id=request_id).values_list("user_id", flat=True))
    return Case(subject, row, request, steps, decisions, barred)
