"""Other writers hold the journal for too long: the sign-in page says so, and nobody is in without an entry."""

from __future__ import annotations

import pytest
from allauth.usersessions.models import UserSession
from django.db import OperationalError
from django.test import Client as Browser

from apps.journal import log
from apps.journal.models import JournalEntry
from apps.kernel import db
from apps.tenants.models import User
from apps.tenants.scope import scope
from apps.workflow.actions import Origin, end_sessions
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def contended(monkeypatch):
    """Every attempt at the journal meets another writer."""

    def held(drafts, *, actor, at):
        raise OperationalError(1205, "Lock wait timeout exceeded")

    def install():
        monkeypatch.setattr(log, "append", held)
        monkeypatch.setattr(db.time, "sleep", lambda seconds: None)

    return install


@pytest.mark.parametrize("password", [make.PASSWORD, "wrong"])
def test_the_page_says_busy_and_nobody_is_in(client: Browser, contended, password):
    actor = make.member(make.tenant("acme"), "auditor")
    contended()
    client.raise_request_exception = True
    answer = client.post("/accounts/login/", {"login": actor.label, "password": password}, headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    assert "try again" in answer.content.decode()
    assert client.get("/admin/").status_code == 302


def test_sessions_are_ended_with_their_entries_or_not_at_all(client: Browser, contended):
    acme = make.tenant("acme")
    actor = make.member(acme, "auditor")
    client.post("/accounts/login/", {"login": actor.label, "password": make.PASSWORD})
    client.get("/admin/")
    person = User.objects.get(email=actor.label)
    sessions = list(UserSession.objects.filter(user=person))
    assert sessions
    contended()
    with pytest.raises(OperationalError):
        end_sessions(sessions, person, at=make.AT, origin=Origin("127.0.0.1"))
    assert UserSession.objects.filter(user=person).count() == len(sessions)
    assert client.get("/admin/").status_code == 200
    with scope(acme.pk):
        assert not JournalEntry.objects.filter(type="sign_in.session_ended").exists()
