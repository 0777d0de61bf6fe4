"""Once only, whatever the door."""

from __future__ import annotations

import json
import threading

import pytest
from django.db import connection
from django.urls import reverse

from apps.clients.actions import create_client
from apps.clients.models import Client
from apps.kernel.db import retrying
from apps.kernel.errors import Bug, KeyReused, Refused
from apps.tenants.scope import scope
from apps.workflow.actions import update_member
from apps.workflow.ledger import once
from apps.workflow.models import IdempotencyRecord
from tests import factories as make
from tests.admin.test_pages import browser_of
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


@pytest.mark.django_db(transaction=True)
@pytest.mark.mariadb
def test_of_other_bodies_under_one_key_at_once_one_takes_effect_and_the_rest_are_told():
    company = make.tenant()
    outcomes, barrier = [], threading.Barrier(10)

    def work(number):
        barrier.wait()
        try:
            outcomes.append(retrying(lambda: command(make.system(company), code=f"C{number}"), attempts=12).replayed)
        except KeyReused:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, outcomes)) == ["False"] + ["told"] * 9
    with scope(company.pk):
        assert Client.objects.count() == IdempotencyRecord.objects.count() == 1


@pytest.mark.django_db
def test_a_key_is_free_again_behind_an_error_of_any_kind():
    company = make.tenant()
    actor = make.system(company)
    for error in (ZeroDivisionError, Refused, KeyboardInterrupt):
        with pytest.raises(error), once(actor=actor, at=AT, door="api", key="k1", body={}):
            create_client(actor=actor, at=AT, code="C1", legal_name="First")
            raise error
    with pytest.raises(Bug), once(actor=actor, at=AT, door="api", key="k1", body={}):
        pass  # an outcome that is not kept could not be answered again
    with scope(company.pk):
        assert (Client.objects.count(), IdempotencyRecord.objects.count()) == (0, 0)
    assert command(actor).replayed is False


@pytest.mark.django_db
def test_doors_and_companies_have_keys_of_their_own():
    acme, other = make.tenant("acme"), make.tenant("other")
    command(make.system(acme))
    assert command(make.system(other)).replayed is False
    with once(actor=make.system(acme), at=AT, door="job", key="k1", body={"code": "C1", "name": "First"}) as slot:
        assert slot.replayed is False
        slot.keep({})
    with scope(acme.pk):
        assert list(IdempotencyRecord.objects.order_by("pk").values_list("door", flat=True)) == ["api", "job"]


@pytest.mark.django_db
def test_a_double_click_in_the_admin_takes_effect_once():
    company = make.tenant()
    row, someone = make.client(company), make.member(company, "manager")
    browser = browser_of(someone)
    address = reverse("admin:clients_client_do", args=[row.pk, "hold"])
    for _click in range(2):
        assert browser.post(address, {"reason": "why", "token": "t1", "version": row.version}).status_code == 302
    with scope(company.pk):
        assert Client.history.filter(id=row.pk).count() == 2
        assert IdempotencyRecord.objects.get(door="admin").object_id == row.pk
        # The same token for something else is refused, and nothing is done.
        browser.post(reverse("admin:clients_client_do", args=[row.pk, "release"]), {"token": "t1"})
        assert Client.objects.get(pk=row.pk).state == "on_hold"


@pytest.mark.django_db
def test_the_api_answers_again_alike_and_not_to_who_may_not_see_it_any_more():
    company = make.tenant()
    someone, another = make.member(company, "accountant"), make.member(company, "accountant")
    body = {"code": "C1", "legal_name": "First"}

    def post(actor, sent=body):
        return browser_of(actor).post("/api/v1/clients", json.dumps(sent), content_type="application/json", HTTP_IDEMPOTENCY_KEY="k1")

    first, again = post(someone), post(someone)
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert again["Idempotent-Replayed"] == "true"
    assert post(someone, body | {"legal_name": "Second"}).status_code == 422
    # Somebody else's key of the same name is another key, whose command is refused by the books.
    assert post(another).status_code == 409
    update_member(someone.membership_id, ["employee"], actor=make.system(company), at=AT)
    assert post(someone).status_code in (403, 404)
