"""The ambient tenant is a tripwire: without it nothing of a company is read, and with it nothing of another."""

from __future__ import annotations

import asyncio
import threading

import pytest
from asgiref.sync import sync_to_async
from celery import shared_task
from django.apps import apps
from django.db.models import Count

from apps.clients.models import Client
from apps.invoices.models import Invoice
from apps.kernel.errors import Bug, NotVisible
from apps.tenants.owned import TenantOwned
from apps.tenants.scope import current_tenant_id, find_tenant_id, scope, unscoped
from apps.workflow import storage
from apps.workflow.audited import Audited
from apps.workflow.unit import unit_of_work
from tests import factories as make
from tests.factories import AT

OWNED = [model for model in apps.get_models() if issubclass(model, TenantOwned)]
HISTORIES = [model.history.model for model in OWNED if issubclass(model, Audited)]


@pytest.mark.parametrize("model", OWNED + HISTORIES, ids=lambda m: m._meta.label)
def test_a_query_without_a_bound_tenant_raises(model):
    for ask in (
        lambda rows: list(rows.all()),
        lambda rows: rows.count(),
        lambda rows: rows.exists(),
        lambda rows: rows.filter(pk=1).first(),
        lambda rows: rows.aggregate(n=Count("pk")),
        lambda rows: list(rows.values_list("pk")),
        lambda rows: rows.filter(pk=1).update(tenant_id=1),
        lambda rows: rows.filter(pk=1).delete(),
        lambda rows: rows.get_or_create(pk=1),
        lambda rows: rows.in_bulk([1]),
        lambda rows: list(rows.raw("SELECT 1 AS id")),
    ):
        with pytest.raises(Bug, match="without a bound tenant"):
            ask(model._default_manager)


@pytest.mark.parametrize("model", [model for model in OWNED if issubclass(model, Audited)], ids=lambda m: m._meta.label)
def test_history_is_behind_the_tripwire_too(model):
    with pytest.raises(Bug, match="without a bound tenant"):
        model.history.count()
    with pytest.raises(Bug, match="without a bound tenant"):
        list(model(pk=1).history.all())


@pytest.mark.django_db
def test_related_rows_are_behind_it_as_well():
    payer = make.client(make.tenant())
    for relation in ("invoices", "ibans", "payments"):
        with pytest.raises(Bug):
            getattr(payer, relation).count()


@pytest.mark.django_db
def test_each_company_sees_its_own_and_nothing_else():
    acme, other = make.tenant("acme"), make.tenant("other")
    mine, theirs = make.issued(acme, make.client(acme)), make.issued(other, make.client(other))
    with scope(acme.pk):
        assert list(Invoice.objects.all()) == [mine]
        assert not Invoice.objects.filter(pk=theirs.pk).exists()
        assert not Invoice.history.filter(id=theirs.pk).exists()
        assert {row.tenant_id for row in Client.history.all()} == {acme.pk}


@pytest.mark.django_db
def test_scopes_nest_and_give_back_what_was_bound():
    acme, other = make.tenant("acme"), make.tenant("other")
    with scope(acme.pk):
        with scope(other.pk):
            assert current_tenant_id() == other.pk
            with pytest.raises(ZeroDivisionError), scope(acme.pk):
                raise ZeroDivisionError
            assert current_tenant_id() == other.pk
        assert current_tenant_id() == acme.pk
    assert find_tenant_id() is None


@pytest.mark.django_db
def test_one_transaction_serves_one_company():
    acme, other = make.tenant("acme"), make.tenant("other")
    with pytest.raises(Bug, match="one tenant"), unit_of_work(actor=make.system(acme), at=AT):
        make.client(other)


def test_a_queryset_keeps_the_company_that_it_was_made_for():
    with scope(1):
        rows = Client.objects.all()
    with scope(2):
        assert "= 1" in str(rows.query)


def test_a_thread_inherits_no_tenant():
    seen = []
    with scope(7):
        thread = threading.Thread(target=lambda: seen.append(find_tenant_id()))
        thread.start()
        thread.join()
    assert seen == [None]


def test_tasks_of_one_loop_do_not_see_each_others_tenant():
    async def work(tenant_id):
        with scope(tenant_id):
            await asyncio.sleep(0.01 * (tenant_id % 3))
            return tenant_id, current_tenant_id(), await sync_to_async(current_tenant_id)()

    async def all_of_them():
        found = await asyncio.gather(*(work(n) for n in range(1, 7)))
        return found, find_tenant_id()

    found, after = asyncio.run(all_of_them())
    assert found == [(n, n, n) for n in range(1, 7)]
    assert after is None


def test_a_job_leaves_no_tenant_behind_in_its_worker():
    @shared_task(name="test.scoped")
    def scoped(fail):
        with scope(3):
            if fail:
                raise ZeroDivisionError
            return current_tenant_id()

    assert scoped.apply([False]).get() == 3
    assert scoped.apply([True]).failed()
    assert find_tenant_id() is None


def test_scope_takes_an_id_and_the_exit_a_reason():
    with pytest.raises(Bug), scope("1"):
        pass
    with pytest.raises(Bug):
        unscoped(Client, reason="")


# --- rows that would point at another company's ------------------------------------------------------
REFERENCES = [
    (model, field)
    for model in OWNED
    for field in model._meta.concrete_fields
    if isinstance(field.related_model, type) and issubclass(field.related_model, TenantOwned)
]


def test_there_is_something_to_point_at():
    assert len(REFERENCES) > 15


@pytest.mark.django_db
@pytest.mark.parametrize("loaded", [True, False])
def test_a_row_that_points_at_another_companys_is_not_stored(loaded):
    """Whatever a door let through: by the row itself or by its key, made or changed."""
    acme, other = make.tenant("acme"), make.tenant("other")
    theirs, mine = make.client(other), make.issued(acme, make.client(acme))
    actor = make.system(acme)
    points = {"client": theirs} if loaded else {"client_id": theirs.pk}
    fresh = Invoice(issue_on=AT.date(), due_on=AT.date(), tax_point_on=AT.date(), currency="UAH", **points)
    with pytest.raises(NotVisible), unit_of_work(actor=actor, at=AT):
        storage.insert([fresh])
    with pytest.raises(NotVisible), unit_of_work(actor=actor, at=AT):
        before = storage.values_of(mine)
        for name, value in points.items():
            setattr(mine, name, value)
        storage.update([mine], [before])
    with scope(acme.pk):
        assert Invoice.objects.get().client.tenant_id == acme.pk
        assert Invoice.history.filter(client_id=theirs.pk).count() == 0
