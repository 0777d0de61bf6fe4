"""Guards and the state machines, on one screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from apps.dispatch.states import Kept
from apps.kernel.transitions import Creation, Guard, Machine, Transition


def _no_plan_in_use(_params: Mapping[str, Any]) -> Q:
    from apps.dispatch.models import SlaPlan

    return ~Q(Exists(SlaPlan.objects.filter(calendar_id=OuterRef("pk"), state=Kept.ACTIVE)))


def _no_contract(_params: Mapping[str, Any]) -> Q:
    from apps.dispatch.models import ContractSla

    return ~Q(Exists(ContractSla.objects.filter(plan_id=OuterRef("pk"))))


CALENDAR_FREE = Guard("calendar_in_use", _no_plan_in_use, _("A service level plan counts by this calendar; archive the plan first."))
PLAN_OF_NO_CONTRACT = Guard("plan_promised", _no_contract, _("The plan is promised in a contract; give the contract another plan first."))


def _step(subject: str, name: str, label: Any, past: str, sources: tuple[str, ...], *targets: str, **more: Any) -> Transition:
    permission = more.pop("permission", f"{name}_{subject}")
    return Transition(name, subject, permission, more.pop("type", f"{subject}.{past}"), label, sources=sources, targets=targets, **more)


CREATE_CALENDAR = Creation("business_calendar", "create_business_calendar", "business_calendar.created", _("New business calendar"))
UPDATE_CALENDAR = _step("business_calendar", "update", _("Edit"), "updated", (Kept.ACTIVE,))
ARCHIVE_CALENDAR = _step("business_calendar", "archive", _("Archive"), "archived", (Kept.ACTIVE,), Kept.ARCHIVED, guards=(CALENDAR_FREE,))
CALENDAR = Machine("business_calendar", UPDATE_CALENDAR, ARCHIVE_CALENDAR, label=_("Business calendar"))

CREATE_PLAN = Creation("sla_plan", "create_sla_plan", "sla_plan.created", _("New service level plan"))
UPDATE_PLAN = _step("sla_plan", "update", _("Edit"), "updated", (Kept.ACTIVE,))
ARCHIVE_PLAN = _step("sla_plan", "archive", _("Archive"), "archived", (Kept.ACTIVE,), Kept.ARCHIVED, guards=(PLAN_OF_NO_CONTRACT,))
PLAN = Machine("sla_plan", UPDATE_PLAN, ARCHIVE_PLAN, label=_("Service level plan"))

CREATE_CONTRACT_SLA = Creation("contract_sla", "create_contract_sla", "contract_sla.created", _("Promise a service level"))
UPDATE_CONTRACT_SLA = _step("contract_sla", "update", _("Edit"), "updated", ())
REMOVE_CONTRACT_SLA = _step("contract_sla", "remove", _("Remove"), "removed", ())
