"""What an API key asks for and a worker does later is done as that key, with its rights of that moment; by nobody, once it may not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from apps.analytics import actions as reports
from apps.invoices.actions import ask_billing
from apps.invoices.billing_runs import execute
from apps.journal.models import JournalEntry
from apps.kernel import clock
from apps.kernel.actor import Actor
from apps.tenants.actors import actor_again, actor_of_key
from apps.tenants.models import ApiKey, Membership, Tenant
from apps.tenants.scope import scope
from apps.workflow import actions
from tests import factories as make
from tests.factories import AT
from tests.factories import contracts as agreed

pytestmark = pytest.mark.django_db

YEAR_LATER = dt.timedelta(days=365)


@pytest.fixture
def acme(settings, tmp_path) -> Tenant:
    settings.MEDIA_ROOT = tmp_path
    company = make.tenant("acme")
    agreed.active(company, make.client(company), "C-1")
    return company


def a_key(company: Tenant, *roles: str, **limits: Any) -> ApiKey:
    return actions.create_api_key("partner", roles=roles, actor=make.system(company), at=clock.now(), **limits)[0]


def pack(actor: Actor) -> Callable[[], Any]:
    asked = actions.ask_audit_pack(2026, actor=actor, at=clock.now())
    return lambda: actions.make_audit_pack(actor.tenant_id, asked.pk, now=clock.now)


def report(actor: Actor) -> Callable[[], Any]:
    asked = reports.ask_report("receivables", {"as_of": "2026-03-31"}, actor=actor, at=clock.now())
    return lambda: reports.make_report(actor.tenant_id, asked.pk, now=clock.now)


def billing(actor: Actor) -> Callable[[], Any]:
    asked = ask_billing(dt.date(2026, 3, 1), actor=actor, at=clock.now())
    return lambda: execute(actor.tenant_id, asked.pk)


def revoke(key: ApiKey) -> None:
    actions.revoke_api_key(key.pk, actor=make.system(key.tenant), at=clock.now())


def narrow(key: ApiKey) -> None:
    actions.update_api_key(key.pk, read_only=True, actor=make.system(key.tenant), at=clock.now())


def end(key: ApiKey) -> None:
    ApiKey.objects.filter(pk=key.pk).update(expires_at=clock.now() - dt.timedelta(seconds=1))


ASKED = [(pack, "auditor", "audit_pack.made"), (report, "accountant", "report.materialized"), (billing, "owner", "invoice.created")]


def labels(company: Tenant, kind: str) -> list[str]:
    with scope(company.pk):
        return [entry.actor_label for entry in JournalEntry.objects.filter(type=kind).order_by("sequence")]


@pytest.mark.parametrize(("ask", "role", "kind"), ASKED, ids=lambda part: getattr(part, "__name__", None))
def test_a_key_does_what_it_asked_for_in_its_own_name(acme, ask, role, kind):
    key = a_key(acme, role)
    done = ask(actor_of_key(key))()
    assert done.error == ""
    found = labels(acme, kind)
    assert found
    assert set(found) == {f"key:{key.prefix}"}


@pytest.mark.parametrize("stop", [revoke, narrow, end], ids=lambda stop: stop.__name__)
@pytest.mark.parametrize(("ask", "role", "kind"), ASKED, ids=lambda part: getattr(part, "__name__", None))
def test_nothing_is_done_for_a_key_that_may_not_any_more(acme, ask, role, kind, stop):
    key = a_key(acme, role)
    work = ask(actor_of_key(key))
    stop(key)
    done = work()
    assert done.error or done.problems
    assert labels(acme, kind) == []


def test_a_key_of_a_person_ends_with_the_person(acme):
    payer = make.member(acme, "client", client_id=make.client(acme, "C7").pk)
    key = a_key(acme, membership_id=payer.membership_id)
    again: Callable[[], Actor | None] = lambda: actor_again(acme.pk, f"key:{key.prefix}", membership_id=payer.membership_id, at=AT)  # noqa: E731
    assert again() is not None
    Membership.objects.filter(pk=payer.membership_id).update(is_active=False)
    assert again() is None
