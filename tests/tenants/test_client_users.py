"""A client's user is of a client that the company has; long words are refused and not cut."""

from __future__ import annotations

import pytest

from apps.clients.actions import hold_client
from apps.clients.models import Client
from apps.journal.models import JournalEntry
from apps.kernel.errors import Invalid
from apps.tenants.models import Membership, User
from apps.tenants.scope import scope
from apps.workflow.actions import add_member, create_api_key, update_member
from tests import factories as make
from tests.factories import AT

pytestmark = pytest.mark.django_db


def test_a_client_that_the_company_does_not_have_is_refused():
    acme, other = make.tenant("acme"), make.tenant("other")
    theirs, ours = make.client(other), make.client(acme)
    for pk in (999_999, theirs.pk):
        with pytest.raises(Invalid):
            add_member("new@acme.example", ["client"], client_id=pk, actor=make.system(acme), at=AT)
    assert not User.objects.filter(email="new@acme.example").exists()
    member, _password = add_member("new@acme.example", ["client"], client_id=ours.pk, actor=make.system(acme), at=AT)
    with pytest.raises(Invalid):
        update_member(member.pk, ["client"], client_id=theirs.pk, actor=make.system(acme), at=AT)
    assert Membership.objects.get(pk=member.pk).client_id == ours.pk
    with scope(acme.pk):
        assert not JournalEntry.objects.filter(type="membership.updated").exists()


def test_a_reason_that_the_journal_could_not_hold_is_refused():
    acme = make.tenant("acme")
    payer = make.client(acme)
    with pytest.raises(Invalid):
        hold_client(payer.pk, reason="x" * 501, actor=make.system(acme), at=AT)
    with scope(acme.pk):
        assert Client.objects.get().state == "active"
        hold_client(payer.pk, reason="x" * 500, actor=make.system(acme), at=AT)
        assert len(JournalEntry.objects.get(type="client.held").reason) == 500


def test_a_name_of_a_key_that_is_too_long_is_refused():
    acme = make.tenant("acme")
    with pytest.raises(Invalid):
        create_api_key("x" * 101, actor=make.system(acme), at=AT)
