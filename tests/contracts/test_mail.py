"""The owner of a contract is told that the notice period is about to begin."""

from __future__ import annotations

import pytest
from django.core import mail

from apps.contracts.actions import remind_of_notice
from apps.contracts.consumers import NAME
from apps.contracts.models import Contract
from apps.journal import consumers
from apps.tenants.scope import scope
from apps.workflow import notices
from tests import factories as make
from tests.factories import AT
from tests.scenarios.transitions.contracts import MAKERS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("still_owner", "sent"), [(True, 1), (False, 0)])
def test_the_owner_of_now(still_owner, sent):
    company = make.tenant("acme")
    owner = make.member(company, "manager")
    with scope(company.pk):
        contract = MAKERS["contracts.Contract"](company, "active", 1)
        Contract.objects.filter(pk=contract.pk).update(owner_id=owner.user_id, notice_on=AT.date())
        remind_of_notice(contract.pk, actor=make.system(company), at=AT)
        consumers.consume(company.pk, NAME, now=AT)
        if not still_owner:
            Contract.objects.filter(pk=contract.pk).update(owner_id=None)
        for tenant_id, person_id in notices.due(AT):
            notices.send(tenant_id, person_id, at=AT)
    assert [item.to for item in mail.outbox] == [[owner.label]] * sent
    if sent:
        assert "Notice by" in mail.outbox[0].subject and f"/admin/contracts/contract/{contract.pk}/change/" in mail.outbox[0].body
