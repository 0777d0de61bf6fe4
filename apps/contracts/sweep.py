"""What falls due by the calendar: automatic renewals, expiry, reminders. One contract that fails stops no other.

Everything is chosen by date columns and done by acts on the version that was chosen, so a sweep may run twice, at once with
another, or end anywhere: what another has changed meanwhile is passed over and looked at by the next.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db.models import F, Q, QuerySet

from apps.contracts.actions import expire_contract, remind_of_notice, renew_contract
from apps.contracts.actions.force import REMIND_DAYS
from apps.contracts.models import Contract
from apps.contracts.queries import day_of
from apps.contracts.states import ContractState, Renewal
from apps.kernel.actor import Actor
from apps.kernel.db import retrying
from apps.kernel.errors import Refusal, Stale
from apps.tenants.actors import system_actor
from apps.tenants.scope import scope

logger = structlog.get_logger("oblik.contracts")
_PAGE = 500
# A contract renewed month by month that nobody looked at for years is still caught up, and an endless loop is not.
_MOST_RENEWALS = 240


@dataclass
class Swept:
    """How many contracts were renewed, expired and spoken of; and why others failed, by number."""

    renewed: int = 0
    expired: int = 0
    reminded: int = 0
    failed: dict[str, str] = field(default_factory=dict)


def sweep(tenant_id: int, at: dt.datetime) -> Swept:
    """Does what is due on the company's day of the instant. Idempotent."""
    found, actor = Swept(), system_actor(tenant_id, "contracts")
    with scope(tenant_id):
        today = day_of(at, tenant_id)
        active = Contract.objects.filter(state=ContractState.ACTIVE)

        def renew(contract: Contract) -> None:
            found.renewed += renew_until(contract, today, actor=actor, at=at)

        def expire(contract: Contract) -> None:
            expire_contract(contract.pk, actor=actor, at=at, expected_version=contract.version)
            found.expired += 1

        def remind(contract: Contract) -> None:
            remind_of_notice(contract.pk, actor=actor, at=at, expected_version=contract.version)
            found.reminded += 1

        ended = active.filter(ends_before__lte=today)
        _each(ended.filter(renewal=Renewal.AUTOMATIC), renew, found)
        _each(ended.exclude(renewal=Renewal.AUTOMATIC), expire, found)
        untold = Q(notice_told_on__isnull=True) | ~Q(notice_told_on=F("ends_before"))
        nearing = Contract.objects.filter(
            untold, state__in=[ContractState.ACTIVE, ContractState.SUSPENDED], notice_on__lte=today + dt.timedelta(days=REMIND_DAYS),
            ends_before__gt=today,
        )  # fmt: skip
        _each(nearing, remind, found)
    return found


def renews_by_itself(contract: Contract, on: dt.date) -> bool:
    """True if the contract's end has come by the day and it is renewed without anybody's doing."""
    ended = contract.ends_before is not None and contract.ends_before <= on
    return ended and contract.state == ContractState.ACTIVE and contract.renewal == Renewal.AUTOMATIC


def renew_until(contract: Contract, on: dt.date, *, actor: Actor, at: dt.datetime) -> int:
    """Renews a contract that renews by itself until its end lies behind the day; how many times. Raises Stale if another has
    changed it meanwhile, Refused while its client is on hold."""
    count = 0
    while renews_by_itself(contract, on) and count < _MOST_RENEWALS:
        contract = renew_contract(contract.pk, actor=actor, at=at, expected_version=contract.version)
        count += 1
    return count


def _each(contracts: QuerySet[Contract], act: Callable[[Contract], Any], found: Swept) -> None:
    after = 0
    while page := list(contracts.filter(pk__gt=after).order_by("pk")[:_PAGE]):
        for contract in page:
            try:
                retrying(lambda contract=contract: act(contract))  # type: ignore[misc]
            except Stale:
                continue
            except Refusal as refusal:
                found.failed[contract.number] = str(refusal)
                logger.warning("contract_not_swept", contract=contract.number, reasons=[reason.code for reason in refusal.reasons])
            except SoftTimeLimitExceeded:
                raise  # the next hour's sweep goes on
            except Exception:
                found.failed[contract.number] = "error"
                logger.exception("contract_sweep_failed", contract=contract.number)
        after = page[-1].pk
