"""What a list costs the database: the same for one row and for three, and the number is agreed here."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.api.platform import throttle
from tests import factories as make
from tests.api.test_api import Partner
from tests.api.walls import NounRows

pytestmark = pytest.mark.django_db
# The key, and the rows; then one for each thing that hangs on a row.
LISTS = {
    "clients": 3, "invoices": 4, "write-offs": 2, "tax-codes": 2, "number-series": 2, "bank-accounts": 2, "statements": 2, "statement-profiles": 2, "statement-lines": 2, "payments": 4, "refunds": 3, "runs": 2,
    "matches": 4,
    "contracts": 3, "amendments": 2, "approval-requests": 2, "approval-policies": 3, "delegations": 2,
    "sites": 2, "employees": 3, "shifts": 3, "clockings": 2, "reports": 2, "business-events": 2, "provider-connections": 2, "provider-payments": 2,
    "interactions": 2, "billing-runs": 2, "accounting-periods": 2, "rule-sets": 2, "report-schedules": 2, "members": 2, "people-groups": 3, "api-keys": 2,
    "journal-entries": 2, "notices": 2, "quarantined-rows": 2, "unread-files": 2,
}  # fmt: skip


def queries(partner, path):
    partner.call("get", path)  # the first request of a minute notes the use of the key
    with CaptureQueriesContext(connection) as seen:
        answer = partner.call("get", path)
    assert answer.status_code == 200
    return answer.json(), [item["sql"] for item in seen.captured_queries]


@pytest.mark.parametrize(("noun", "agreed"), LISTS.items())
def test_a_list_costs_the_same_for_one_row_and_for_three(noun, agreed):
    throttle.forget()
    partner = Partner(make.tenant("acme"), "integration", "owner")
    rows = NounRows(partner.company)
    rows.add(noun)
    told, one = queries(partner, noun)
    for _more in range(2):
        rows.add(noun)
    more, three = queries(partner, noun)
    assert len(more["items"]) >= len(told["items"]) + (0 if noun == "tax-codes" else 2)
    assert (len(one), len(three)) == (agreed, agreed), "\n".join(three)


# With fields left out, what hangs on them is not read; each name that is expanded is one query more, and what hangs on those records.
SHAPED = {
    "invoices": ("invoices?fields=number,state", 2), "invoices with clients": ("invoices?expand=client", 6), "payments": ("payments?fields=amount", 2),
    "payments with both": ("payments?expand=client,account", 6), "contracts": ("contracts?fields=number", 2), "contracts with clients": ("contracts?fields=number&expand=client", 4),
    "matches with three": ("matches?expand=run,line,payment", 8), "shifts with sites": ("shifts?expand=site", 4), "refunds with payments": ("refunds?expand=payment", 6),
}  # fmt: skip


@pytest.mark.parametrize("case", SHAPED)
def test_what_is_shaped_costs_the_same_for_one_row_and_for_three(case):
    throttle.forget()
    partner = Partner(make.tenant("acme"), "integration", "owner")
    rows, (path, agreed) = NounRows(partner.company), SHAPED[case]
    rows.add(path.partition("?")[0])
    _told, one = queries(partner, path)
    for _more in range(2):
        rows.add(path.partition("?")[0])
    _told, three = queries(partner, path)
    assert (len(one), len(three)) == (agreed, agreed), "\n".join(three)


def test_one_record_costs_no_more_than_a_list_of_them():
    partner = Partner(make.tenant("acme"))
    owed = make.issued(partner.company, make.client(partner.company))
    _told, found = queries(partner, f"invoices/{owed.pk}")
    assert len(found) == 5
