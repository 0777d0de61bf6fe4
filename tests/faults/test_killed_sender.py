"""A sender of webhooks that is killed: another goes on, nothing is lost, and what comes twice comes under the same id."""

from __future__ import annotations

import datetime as dt
import os
import signal
import time
from collections import Counter

import pytest

from apps.clients.actions import create_client
from apps.integrations.models import EndpointPulse, WebhookDelivery
from apps.integrations.sending import CHUNK, Sender
from apps.journal.models import JournalEntry
from apps.kernel import clock
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import integrations as made
from tests.faults import crew
from tests.integrations.receivers import Receiver

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults]
COUNT = 80


def test_of_a_killed_sender_nothing_is_lost_and_order_is_kept(process_env, settings):
    settings.WEBHOOKS_TO_PRIVATE_NETWORKS = True
    company, now = make.tenant(), clock.now()
    with scope(company.pk), Receiver(hang=0.02) as receiver:
        made.endpoint(company, receiver.url, "client.created", ordered=True, at=now)
        for number in range(COUNT):
            create_client(actor=make.system(company), at=now, code=f"C{number}", legal_name="x")
        made.told(company, at=now)
        process = crew.start("send", company.pk, env=process_env | {"WEBHOOKS_TO_PRIVATE_NETWORKS": "true"})
        for _wait in range(600):
            if len(receiver.got) > CHUNK + 5:
                break
            time.sleep(0.05)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate(timeout=60)
        noted, held = WebhookDelivery.objects.filter(state="delivered").count(), EndpointPulse.objects.get()
        assert CHUNK <= noted < len(receiver.got) < COUNT and held.lease
        assert Sender(seconds=20).run() == 0  # the dead one's lease runs
        EndpointPulse.objects.update(lease_ends_at=now - dt.timedelta(seconds=1))
        assert Sender(seconds=20).run() == COUNT - noted
        assert WebhookDelivery.objects.filter(state="delivered").count() == COUNT
        ids = [headers["webhook-id"] for headers, _body in receiver.got]
    with scope(company.pk):
        wanted = [f"msg_{entry.hash[:32]}" for entry in JournalEntry.objects.filter(type="client.created").order_by("sequence")]
    assert list(dict.fromkeys(ids)) == wanted
    twice = {name for name, count in Counter(ids).items() if count > 1}
    assert twice and twice <= set(wanted[noted:])
