"""A person who lost access is let in again; the journal of each of their companies says so."""

from __future__ import annotations

import io

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client as Browser

from apps.journal import log
from apps.journal.models import JournalEntry
from apps.tenants.models import Tenant, User
from apps.tenants.scope import scope
from apps.workflow.actions import add_member, rescue_person
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_one_time_password_no_factor_and_no_session(client: Browser):
    acme, other = make.tenant("acme"), make.tenant("other")
    actor = make.member(acme, "accountant")
    add_member(actor.label, ["auditor"], actor=make.system(other), at=make.AT)
    person = User.objects.get(email=actor.label)
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
    out = io.StringIO()
    call_command("tenants", "rescue", actor.label.upper(), "--password", "--second-factor", stdout=out)
    person.refresh_from_db()
    assert person.check_password(out.getvalue().split("One-time password: ")[1].split()[0])
    assert person.must_change_password
    assert not Authenticator.objects.filter(user=person).exists()
    for company in (acme, other):
        with scope(company.pk):
            entry = JournalEntry.objects.get(type="membership.rescued")
        assert entry.payload == {"email": actor.label, "password": True, "second_factor": True}


def test_a_signed_in_session_is_over(client: Browser):
    acme = make.tenant("acme")
    actor = make.member(acme, "accountant")
    client.post("/accounts/login/", {"login": actor.label, "password": make.PASSWORD})
    assert client.get("/admin/").status_code == 200
    call_command("tenants", "rescue", actor.label, "--second-factor", stdout=io.StringIO())
    assert client.get("/admin/").status_code == 302


def test_what_cannot_be_told_is_not_done(monkeypatch):
    """Password, factors and entries are one transaction, over every company of the person."""
    acme, other = make.tenant("acme"), make.tenant("other")
    actor = make.member(acme, "accountant")
    add_member(actor.label, ["auditor"], actor=make.system(other), at=make.AT)
    person = User.objects.get(email=actor.label)
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
    real = log.append

    def failing(drafts, *, actor, at):
        if actor.tenant_id == other.pk:
            raise RuntimeError("the disk is full")
        return real(drafts, actor=actor, at=at)

    monkeypatch.setattr(log, "append", failing)
    with pytest.raises(RuntimeError):
        rescue_person(actor.label, at=make.AT, password=True, second_factor=True)
    assert User.objects.get(pk=person.pk).password == person.password
    assert Authenticator.objects.filter(user=person).exists()
    with scope(acme.pk):
        assert not JournalEntry.objects.filter(type="membership.rescued").exists()


def test_a_company_is_made_with_its_entry_or_not_at_all(monkeypatch):
    def failing(drafts, *, actor, at):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(log, "append", failing)
    with pytest.raises(RuntimeError):
        make.tenant("acme")
    assert not Tenant.objects.exists()


def test_nobody_and_nothing_are_refused():
    with pytest.raises(CommandError):
        call_command("tenants", "rescue", "nobody@example.com", "--password")
    acme = make.tenant("acme")
    with pytest.raises(CommandError):
        call_command("tenants", "rescue", make.member(acme, "auditor").label)
