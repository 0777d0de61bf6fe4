"""What a company says of itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.journal.log import Draft
from apps.kernel.actor import Actor
from apps.kernel.clock import time_zones
from apps.kernel.db import locked, reasons_of
from apps.kernel.errors import Invalid, Reason, not_visible
from apps.kernel.working_hours import holiday_countries
from apps.tenants.models import Tenant
from apps.tenants.permission import require
from apps.workflow.days_off import checked_days
from apps.workflow.unit import unit_of_work

_CHANGEABLE = frozenset({"name", "language", "time_zone", "workday_starts_at", "workday_ends_at", "holiday_country", "days_off", "fiscal_year_starts_in", "rule_precision_bps", "require_mfa"})


def update_tenant(tenant_id: int, *, actor: Actor, at: dt.datetime, **values: Any) -> Tenant:
    """Changes name, language, time_zone (IANA name), the working hours, holiday_country (ISO 3166-1 alpha-2, or empty),
    days_off (a list of days in ISO form, kept in their order, each once), the month in which the fiscal year
    begins (1 to 12), rule_precision_bps (0 to 10000) or require_mfa of the actor's own company.

    The currency of the books and the short code stay. A changed time zone decides calendar days from now on.
    Locks the company's row. Raises NotVisible, NotPermitted, Invalid.
    """
    if tenant_id != actor.tenant_id:
        raise not_visible()
    require(actor, "tenants.change_tenant")
    if unknown := set(values) - _CHANGEABLE:
        raise Invalid([Reason("fixed", _("This cannot be changed."), name) for name in sorted(unknown)])
    with unit_of_work(actor=actor, at=at) as unit:
        if "days_off" in values:
            problems: list[Reason] = []
            values["days_off"] = checked_days(values["days_off"], problems)
            if problems:
                raise Invalid(problems)
        tenant = locked(Tenant.objects.filter(pk=tenant_id)).get()
        changes = {name: [getattr(tenant, name), value] for name, value in values.items() if getattr(tenant, name) != value}
        if not changes:
            return tenant
        for name, value in values.items():
            setattr(tenant, name, value)
        _check(tenant)
        tenant.save(update_fields=list(changes))
        unit.drafts.append(Draft("tenant.updated", "tenant", tenant.pk, {"changes": changes}))
    return tenant


def _check(tenant: Tenant) -> None:
    try:
        tenant.clean_fields()
    except ValidationError as error:
        raise Invalid(reasons_of(error)) from None
    if tenant.time_zone not in time_zones():
        raise Invalid(Reason("time_zone", _("Give a time zone such as Europe/Kyiv."), "time_zone"))
    if tenant.holiday_country and tenant.holiday_country not in holiday_countries():
        raise Invalid(Reason("holiday_country", _("The public holidays of this country are not known."), "holiday_country"))
    if tenant.rule_precision_bps > 10_000:
        raise Invalid(Reason("rule_precision", _("A precision is at most 10000 hundredths of a percent."), "rule_precision_bps"))
    if tenant.workday_ends_at <= tenant.workday_starts_at:
        raise Invalid(Reason("workday", _("Work must end later on the day than it begins."), "workday_ends_at"))
