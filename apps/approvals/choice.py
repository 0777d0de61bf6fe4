"""Which policy applies: of those that fit, the most specific one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.approvals.models import ApprovalPolicy
from apps.approvals.states import PolicyState
from apps.approvals.subjects import Facts
from apps.kernel.errors import Text
from apps.tenants.prepared import Prepared

_FOREVER = 2**63


def active_policies(kind: str) -> list[ApprovalPolicy]:
    """The active policies for a kind of document, with their steps: two queries."""
    found = ApprovalPolicy.objects.filter(applies_to=kind, state=PolicyState.ACTIVE).order_by("pk")
    return list(found.prefetch_related("steps"))


def is_asked(kind: str) -> bool:
    """True if any policy for the kind of document is active."""
    return bool(_ASKED.rows(kind=kind))


_ASKED = Prepared(lambda kind: ApprovalPolicy.objects.filter(applies_to=kind, state=PolicyState.ACTIVE).order_by().values_list("pk")[:1])


def candidates(kind: str, facts: Collection[Facts], day: dt.date) -> list[ApprovalPolicy]:
    """Those of the active policies that might apply to some of the documents on that day: all that do, and few besides.
    One query, without steps; for one document exactly those that fit."""
    amounts = [abs(item.amount_minor) for item in facts]
    found = ApprovalPolicy.objects.filter(
        Q(ends_before__isnull=True) | Q(ends_before__gt=day),
        Q(client_id__isnull=True) | Q(client_id__in={item.client_id for item in facts if item.client_id is not None}),
        Q(amount_from_minor__isnull=True) | Q(amount_from_minor__lte=max(amounts, default=0)),
        Q(amount_below_minor__isnull=True) | Q(amount_below_minor__gt=min(amounts, default=0)),
        applies_to=kind, state=PolicyState.ACTIVE, starts_on__lte=day, currency__in={"", *(item.currency for item in facts)},
        department__in={"", *(item.department for item in facts)}, contract_kind__in={"", *(item.contract_kind for item in facts)},
    )  # fmt: skip
    return list(found.order_by("pk"))


_TOLD: tuple[Text, ...] = (
    _("not valid yet"), _("not valid any more"), _("another currency"), _("the amount is too small"), _("the amount is too large"),
    _("another client"), _("another department"), _("another kind of contract"),
)  # fmt: skip


def _missed(policy: ApprovalPolicy, facts: Facts, day: dt.date) -> tuple[bool, ...]:
    """For each of _TOLD whether it speaks against the policy. A credit counts by its size, whatever its sign."""
    amount = abs(facts.amount_minor)
    return (
        day < policy.starts_on,
        policy.ends_before is not None and day >= policy.ends_before,
        policy.currency not in ("", facts.currency),
        policy.amount_from_minor is not None and amount < policy.amount_from_minor,
        policy.amount_below_minor is not None and amount >= policy.amount_below_minor,
        policy.client_id not in (None, facts.client_id),
        policy.department not in ("", facts.department),
        policy.contract_kind not in ("", facts.contract_kind),
    )


def misses(policy: ApprovalPolicy, facts: Facts, day: dt.date) -> list[Text]:
    """What keeps the policy from applying, in words; nothing where it does."""
    return [told for told, missed in zip(_TOLD, _missed(policy, facts, day), strict=True) if missed]


def fits(policy: ApprovalPolicy, facts: Facts, day: dt.date) -> bool:
    """True if everything that the policy names is as it names it."""
    return not any(_missed(policy, facts, day))


def rank(policy: ApprovalPolicy) -> tuple[int, ...]:
    """How specific a policy is: one for the client beats one for the kind of contract, that one for the department, that
    one for the currency; then the one that begins at the higher amount, then the one that ends at the lower one."""
    return (
        policy.client_id is not None, bool(policy.contract_kind), bool(policy.department), bool(policy.currency),
        -1 if policy.amount_from_minor is None else policy.amount_from_minor,
        -(_FOREVER if policy.amount_below_minor is None else policy.amount_below_minor),
    )  # fmt: skip


def choose(policies: Iterable[ApprovalPolicy], facts: Facts, day: dt.date) -> ApprovalPolicy | None:
    """The policy for the facts on that day, or None where none applies."""
    return max((policy for policy in policies if fits(policy, facts, day)), key=lambda policy: (*rank(policy), policy.pk), default=None)


def rivals(policy: ApprovalPolicy, others: Sequence[ApprovalPolicy]) -> list[ApprovalPolicy]:
    """Those of the others that would apply to the same document, on the same day, at the same rank."""
    return [
        other
        for other in others
        if other.code != policy.code and other.applies_to == policy.applies_to and rank(other) == rank(policy) and _same_place(policy, other)
    ]


def _same_place(one: ApprovalPolicy, other: ApprovalPolicy) -> bool:
    """At equal rank amounts are equal and the same things are named; what is named differently keeps them apart."""
    apart = any(getattr(one, name) != getattr(other, name) for name in ("client_id", "contract_kind", "department", "currency"))
    before = one.ends_before is not None and one.ends_before <= other.starts_on
    after = other.ends_before is not None and other.ends_before <= one.starts_on
    return not (apart or before or after)
