"""Queries that are compiled once say what the ORM says, for whoever is bound when they are asked."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.db.models.signals import post_init
from django.test.utils import CaptureQueriesContext

from apps.clients.models import Client
from apps.invoices.models import Invoice
from apps.kernel.errors import Bug
from apps.tenants.api_keys import find_key
from apps.tenants.models import ApiKey, Tenant
from apps.tenants.prepared import Prepared
from apps.tenants.scope import scope
from apps.workflow.actions import create_api_key
from tests import factories as make
from tests.factories import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    """Two companies with a client of one code each, and an invoice."""
    found = []
    for slug in ("acme", "rival"):
        company = make.tenant(slug)
        with scope(company.pk):
            client = make.client(company, "C-1")
            found.append((company, client, make.issued(company, client, "77.00")))
    return found


def values(row):
    return {name: value for name, value in row.__dict__.items() if name != "_state"}


def test_rows_are_those_of_the_bound_company_alone(two):
    query = Prepared(lambda code: Client.objects.filter(code=code))
    for company, client, _invoice in two * 2:
        with scope(company.pk):
            assert [values(row) for row in query.rows(code="C-1")] == [values(Client.objects.get(pk=client.pk))]
            assert query.rows(code="C-2") == []


def test_without_a_bound_company_nothing_is_read(two):
    query = Prepared(lambda key: Client.objects.filter(pk=key))
    with scope(two[0][0].pk):
        assert query.first(key=two[0][1].pk) is not None
    with pytest.raises(Bug):
        query.rows(key=two[0][1].pk)


def test_another_companys_row_is_not_found_by_its_key(two):
    query = Prepared(lambda keys: Client.objects.filter(pk__in=keys).values_list("pk"))
    keys = [client.pk for _company, client, _invoice in two]
    for company, client, _invoice in two:
        with scope(company.pk):
            assert query.rows(keys=keys) == [(client.pk,)]


def test_several_values_one_and_none(two):
    query = Prepared(lambda keys, state: Invoice.objects.filter(~Q(state=state), pk__in=keys).order_by("-pk").values_list("pk", "state"))
    company, client, invoice = two[0]
    with scope(company.pk):
        second = make.issued(company, client, "5.00")
        assert query.rows(keys={invoice.pk, second.pk}, state="void") == [(second.pk, "issued"), (invoice.pk, "issued")]
        assert query.rows(keys=[invoice.pk], state="issued") == []
        with CaptureQueriesContext(connection) as asked:
            assert query.rows(keys=[], state="void") == []
        assert len(asked) == 0


def test_rows_in_part_with_what_is_annotated_are_as_the_orm_makes_them(two):
    def build(keys):
        return Invoice.objects.filter(pk__in=keys).annotate(known=Exists(Client.objects.filter(pk=OuterRef("client_id")))).only("number", "state", "client")

    query = Prepared(lambda keys: build(keys))
    company, client, invoice = two[0]
    with scope(company.pk):
        (row,), (orm,) = query.rows(keys=[invoice.pk]), build([invoice.pk])
        assert values(row) == values(orm)
        assert (row._state.adding, row._state.db) == (orm._state.adding, orm._state.db)
        assert row.get_deferred_fields() == orm.get_deferred_fields()
        assert (row.total_minor, row.client) == (invoice.total_minor, client)
        with pytest.raises(AttributeError):
            row.state = "paid"  # the state is changed by its machine alone


def test_signals_of_a_model_are_sent_for_rows_too(two):
    heard = []

    def hear(instance, **_kwargs):
        heard.append(instance.pk)

    query = Prepared(lambda key: Invoice.objects.filter(pk=key))
    company, _client, invoice = two[0]
    with scope(company.pk):
        query.rows(key=invoice.pk)
        post_init.connect(hear, sender=Invoice)
        try:
            query.rows(key=invoice.pk)
        finally:
            post_init.disconnect(hear, sender=Invoice)
    assert heard == [invoice.pk]


def test_joined_rows_annotations_and_subqueries_are_as_the_orm_makes_them(two):
    def build(key):
        paid = Invoice.objects.filter(client_id=OuterRef("pk"))
        return Client.objects.select_related("tenant").annotate(invoiced=Exists(paid)).filter(pk=key)

    query = Prepared(build)
    for company, client, _invoice in two:
        with scope(company.pk):
            theirs = build(client.pk).get()
            ours = query.first(key=client.pk)
            assert ours.invoiced is theirs.invoiced is True
            with CaptureQueriesContext(connection) as asked:
                assert values(ours.tenant) == values(theirs.tenant)
            assert len(asked) == 0


def test_instants_and_days_are_taken_as_they_are(two):
    query = Prepared(lambda at, day: Invoice.objects.filter(created_at=at, issue_on=day).values_list("created_at", "issue_on", "exchange_rate"))
    company, _client, invoice = two[0]
    with scope(company.pk):
        row = Invoice.objects.get(pk=invoice.pk)
        assert query.rows(at=row.created_at, day=row.issue_on) == [(row.created_at, row.issue_on, row.exchange_rate)]


def test_what_needs_a_query_of_its_own_is_no_prepared_query(two):
    with scope(two[0][0].pk), pytest.raises(Bug):
        Prepared(lambda key: Invoice.objects.filter(pk=key).prefetch_related(Prefetch("lines"))).rows(key=1)


def test_a_key_is_read_anew_with_each_request(two):
    company = two[0][0]
    key, secret = create_api_key("partner", actor=make.system(company), at=AT, roles=["owner"])
    assert find_key(secret, at=AT).pk == key.pk
    Tenant.objects.filter(pk=company.pk).update(is_active=False)
    assert find_key(secret, at=AT) is None
    Tenant.objects.filter(pk=company.pk).update(is_active=True)
    ApiKey.objects.filter(pk=key.pk).update(roles=["auditor"], permissions=["invoices.view_invoice"], networks=["10.0.0.0/8"])
    narrowed = find_key(secret, at=AT)
    assert (narrowed.roles, narrowed.permissions, narrowed.networks) == (["auditor"], ["invoices.view_invoice"], ["10.0.0.0/8"])
    ApiKey.objects.filter(pk=key.pk).update(revoked_at=AT)
    assert find_key(secret, at=AT) is None
