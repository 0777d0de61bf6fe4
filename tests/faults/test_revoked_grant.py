"""A right that is taken away while an act waits for the row: the act looks again when the row is free."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import connections
from django.utils import timezone

from apps.clients.actions import share_client, unshare_client, update_client
from apps.clients.models import Client
from apps.journal.models import JournalEntry
from apps.kernel.db import is_mysql, locked
from apps.kernel.errors import NotPermitted, NotVisible
from apps.tenants.grants import Holder
from apps.tenants.scope import scope
from apps.workflow.unit import unit_of_work
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)
NOW = timezone.now()


def test_a_grant_that_is_revoked_while_an_act_waits_for_the_row_gives_nothing():
    """The row is held; the act asks for it and waits; the grant is taken away; the row is let go."""
    if not is_mysql():
        pytest.skip("on SQLite an act waits before it begins, not for a row")
    acme = make.tenant("acme")
    row, someone = make.client(acme), make.member(acme, "employee")
    holder, told = Holder(user_id=someone.user_id), []
    share_client(row.pk, holder, ["update_client"], actor=make.system(acme), at=NOW)

    def act():
        try:
            update_client(row.pk, actor=someone, at=NOW, notes="Too late")
            told.append(None)
        except Exception as error:
            told.append(error)
        finally:
            connections.close_all()

    with unit_of_work(actor=make.system(acme), at=NOW):
        list(locked(Client.objects.filter(pk=row.pk)))
        waiting = threading.Thread(target=act)
        waiting.start()
        time.sleep(0.7)
        unshare_client(row.pk, holder, actor=make.system(acme), at=NOW)
    waiting.join(20)
    assert [type(error) for error in told] in ([NotVisible], [NotPermitted]), told
    with scope(acme.pk):
        assert (Client.objects.get().notes, JournalEntry.objects.filter(type="client.updated").count()) == ("", 0)
