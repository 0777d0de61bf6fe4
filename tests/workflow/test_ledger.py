"""Once only, whatever the door."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from apps.clients.actions import create_client
from apps.clients.models import Client
from apps.kernel.db import retrying
from apps.kernel.errors import KeyReused, Refused
from apps.tenants.scope import scope
from apps.workflow.ledger import once
from apps.workflow.models import IdempotencyRecord
from tests import factories as make
from tests.factories import AT


def command(actor, key="k1", name="First", code="C1"):
    """A client made once for the key."""
    with once(actor=actor, at=AT, door="api", key=key, body={"code": code, "name": name}) as slot:
        if not slot.replayed:
            made = create_client(actor=actor, at=AT, code=code, legal_name=name)
            slot.keep({"id": made.pk}, status=201, object_kind="client", object_id=made.pk)
    return slot


@pytest.mark.django_db
def test_the_same_key_takes_effect_once_and_is_answered_alike():
    company = make.tenant()
    first, second = command(make.system(company)), command(make.system(company))
    assert (first.replayed, second.replayed) == (False, True)
    assert (second.status, second.outcome) == (201, first.outcome)
    with scope(company.pk):
        assert Client.objects.count() == 1


@pytest.mark.django_db
def test_the_same_key_with_another_body_is_refused():
    company = make.tenant()
    command(make.system(company))
    with pytest.raises(KeyReused):
        command(make.system(company), name="Second")


@pytest.mark.django_db
def test_keys_that_differ_by_case_or_a_blank_are_different_keys():
    company = make.tenant()
    assert not any(command(make.system(company), key=key, code=f"C{n}").replayed for n, key in enumerate(("k", "K", "k ")))


@pytest.mark.django_db
def test_a_refusal_is_never_frozen():
    company = make.tenant()
    make.client(company, "C1")
    with pytest.raises(Refused):
        command(make.system(company))
    with scope(company.pk):
        assert IdempotencyRecord.objects.count() == 0
    assert command(make.system(company), code="C2").replayed is False


@pytest.mark.django_db(transaction=True)
@pytest.mark.mariadb
def test_twenty_at_once_make_one_effect():
    company = make.tenant()
    outcomes, barrier = [], threading.Barrier(20)

    def work():
        barrier.wait()
        try:
            outcomes.append(retrying(lambda: command(make.system(company)), attempts=12).outcome)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with scope(company.pk):
        assert Client.objects.count() == 1
    assert len(outcomes) == 20
    assert len({outcome["id"] for outcome in outcomes}) == 1
