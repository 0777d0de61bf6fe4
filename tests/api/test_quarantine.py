"""What waits in quarantine over the API: read, mended, tried again, discarded."""

from __future__ import annotations

import json

import pytest

from apps.invoices.models import Invoice
from apps.journal.models import JournalEntry
from apps.payments.actions import keep_file, open_account
from apps.payments.models import Statement
from apps.tenants.scope import scope
from apps.workflow.actions import import_table
from apps.workflow.models import QuarantinedRow
from tests import factories as make
from tests.api.test_api import Partner
from tests.factories import AT
from tests.payments.test_unread import PROFILE, TABLE, WHY
from tests.workflow.test_quarantine import DOOR, INVOICES

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme():
    partner = Partner(make.tenant("acme"), "owner")
    make.client(partner.company, "A1")
    import_table(INVOICES, "open.csv", door=DOOR, actor=make.system(partner.company), at=AT)
    import_table(b"code,legal_name\nC-1,\n", "clients.csv", door="import:clients", actor=make.system(partner.company), at=AT)
    return partner


def rows(partner, query=""):
    return partner.call("get", f"quarantined-rows{query}").json()["items"]


def journal(partner, kind):
    with scope(partner.company.pk):
        return list(JournalEntry.objects.filter(subject_kind=kind).order_by("sequence").values_list("type", flat=True))


def test_rows_are_listed_by_import_and_by_state(acme):
    assert sorted(row["key"] for row in rows(acme)) == ["C-1", "X-2", "X-3"]
    found = rows(acme, "?import=invoices&state=waiting")
    assert {row["key"] for row in found} == {"X-2", "X-3"}
    assert {(row["import"], row["state"], row["file_name"]) for row in found} == {("invoices", "waiting", "open.csv")}
    of_three = next(row for row in found if row["key"] == "X-3")
    assert of_three["cells"]["issue_date"] == "soon" and ("date", "issue_date", "«soon» — не дата; приклад: 2026-03-31.") in [tuple(item.values()) for item in of_three["errors"]]
    assert rows(acme, "?state=taken") == [] and rows(acme, "?import=shifts") == []
    assert acme.call("get", "quarantined-rows?import=nonsense").status_code == 422


def test_a_row_is_mended_and_tried_once_for_each_key(acme):
    row = next(row for row in rows(acme) if row["key"] == "X-3")
    path = f"quarantined-rows/{row['id']}"
    still = [acme.call("patch", path, {"cells": {"issue_date": "2026-03-02"}}, idempotency_key="m-1") for _time in range(2)]
    assert [answer.status_code for answer in still] == [200, 200] and still[0].json() == still[1].json()
    told = still[0].json()
    assert (told["state"], told["version"], told["cells"]["issue_date"]) == ("waiting", 2, "2026-03-02")
    assert {item["field"] for item in told["errors"]} == {"total"}
    assert acme.call("patch", path, {"cells": {"total": "12.50"}}, if_match='"1"').status_code == 412
    done = acme.call("patch", path, {"cells": {"total": "12.50"}}, if_match='"2"', idempotency_key="m-2")
    with scope(acme.company.pk):
        made = Invoice.objects.get(number="X-3")
    assert (done.json()["state"], done.json()["object_kind"], done.json()["object_id"], made.total_minor) == ("taken", "invoice", made.pk, 1250)
    assert acme.call("patch", path, {"cells": {"total": "12.50"}}, idempotency_key="m-2").json() == done.json()
    assert acme.call("post", f"{path}/retry", {}).status_code == 409
    assert journal(acme, "quarantined_row").count("quarantined_row.taken") == 1 and journal(acme, "quarantined_row").count("quarantined_row.mended") == 1


def test_a_column_that_the_table_has_not_is_refused_and_nothing_is_kept(acme):
    row = next(row for row in rows(acme) if row["key"] == "X-3")
    refused = acme.call("patch", f"quarantined-rows/{row['id']}", {"cells": {"nonsense": "x"}})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "no_such_column")
    assert acme.call("get", f"quarantined-rows/{row['id']}").json() == row


def test_a_row_is_tried_again_as_it_is_and_another_is_discarded(acme):
    missing, broken = (next(row for row in rows(acme) if row["key"] == key) for key in ("X-2", "X-3"))
    assert acme.call("post", f"quarantined-rows/{missing['id']}/retry", {}).json()["state"] == "waiting"
    make.client(acme.company, "NONE")
    taken = acme.call("post", f"quarantined-rows/{missing['id']}/retry", {}).json()
    assert (taken["state"], taken["errors"]) == ("taken", [])
    assert acme.call("post", f"quarantined-rows/{broken['id']}/discard", {"reason": ""}).status_code == 422
    assert acme.call("post", f"quarantined-rows/{broken['id']}/discard", {"reason": "not ours"}).json()["state"] == "discarded"


def test_mending_needs_the_right_to_the_import_too(acme):
    manager = Partner.__new__(Partner)
    manager.__dict__ |= acme.__dict__
    from apps.workflow.actions import create_api_key

    manager.key, manager.secret = create_api_key("m", actor=make.system(acme.company), at=AT, roles=("manager",))
    invoice = next(row for row in rows(acme) if row["key"] == "X-3")
    client = next(row for row in rows(acme) if row["key"] == "C-1")
    assert manager.call("post", f"quarantined-rows/{invoice['id']}/discard", {"reason": "x"}).status_code == 403
    mended = manager.call("patch", f"quarantined-rows/{client['id']}", {"cells": {"name": "One"}}).json()
    assert mended.get("state") == "taken", mended["errors"]
    other = Partner(make.tenant("other"), "owner")
    assert other.call("patch", f"quarantined-rows/{client['id']}", {"cells": {"name": "One"}}).status_code == 404


def test_a_file_is_tried_with_another_account_and_profile_and_another_is_discarded(acme, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    account = open_account(iban="26009", currency="UAH", actor=make.system(acme.company), at=AT)
    first = keep_file(TABLE, "bank.csv", WHY, actor=make.system(acme.company), at=AT)
    second = keep_file(b"nothing", "x.csv", WHY, actor=make.system(acme.company), at=AT)
    assert [item["file_name"] for item in acme.call("get", "unread-files?state=waiting").json()["items"]] == ["x.csv", "bank.csv"]
    still = [acme.call("post", f"unread-files/{first.pk}/retry", {}, idempotency_key="f-1").json() for _time in range(2)]
    assert still[0] == still[1] and (still[0]["state"], still[0]["version"]) == ("waiting", 2) and still[0]["errors"]
    done = acme.call("post", f"unread-files/{first.pk}/retry", {"account": account.pk, "profile": PROFILE}).json()
    with scope(acme.company.pk):
        assert (done["state"], done["statement"], done["account"]) == ("taken", Statement.objects.get().pk, account.pk)
        assert QuarantinedRow.objects.count() == 3
    assert acme.call("post", f"unread-files/{first.pk}/retry", {}).status_code == 409
    assert acme.call("post", f"unread-files/{second.pk}/discard", {"reason": "not ours"}).json()["state"] == "discarded"
    assert json.dumps(journal(acme, "unread_file")) == json.dumps(["unread_file.kept", "unread_file.kept", "unread_file.tried", "unread_file.taken", "unread_file.discarded"])
