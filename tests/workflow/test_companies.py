"""A company is made whole or gone on with."""

from __future__ import annotations

import pytest

from apps.invoices.models import TaxCode
from apps.journal import sealing
from apps.kernel.errors import Refused
from apps.tenants.models import Membership, Tenant
from apps.tenants.scope import scope
from apps.workflow.actions import create_tenant, people
from tests import factories as make
from tests.factories import AT

pytestmark = pytest.mark.django_db
HOW = {"name": "Acme", "currency": "UAH", "country": "UA", "admin_email": "owner@acme.example", "at": AT}


@pytest.mark.parametrize("breaking", ["unit_of_work", "add_member"])
def test_one_that_was_broken_off_is_finished_by_the_same_call(monkeypatch, breaking):
    def dies(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(people, breaking, dies)
        with pytest.raises(KeyboardInterrupt):
            create_tenant("acme", **HOW)
    made, password = create_tenant("acme", **HOW)
    assert password
    assert Tenant.objects.count() == Membership.objects.count() == 1
    assert sealing.check(made.pk).holds
    with scope(made.pk):
        codes = list(TaxCode.objects.values_list("code", flat=True))
    assert codes
    assert len(codes) == len(set(codes))


def test_a_code_that_is_taken_is_refused_and_nothing_changes():
    company = make.tenant("acme")
    with pytest.raises(Refused):
        create_tenant("acme", **(HOW | {"name": "Thief", "admin_email": "thief@acme.example"}))
    assert Tenant.objects.get() == company
    assert Tenant.objects.get().name == "Acme"
    assert Membership.objects.count() == 1
