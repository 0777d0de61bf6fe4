"""Pages as columns say what the serializers say, to the byte, and in the same order."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db.models import Count
from django.test import Client as Browser
from django.utils import timezone
from django.utils.translation import gettext_lazy
from rest_framework.renderers import JSONRenderer as DrfJSONRenderer

from apps.api.platform import columns, views
from apps.api.platform.rendering import JSONRenderer
from apps.api.v1.clients import ClientSerializer
from apps.api.v1.invoices import InvoiceSerializer
from apps.invoices.models import Invoice, InvoiceLine
from apps.kernel.money import decimal_text, from_minor
from apps.tenants.scope import scope
from apps.workflow.actions import create_api_key
from tests import factories as make
from tests.api.test_contract import NOUNS, document
from tests.api.walls import books
from tests.factories import AT

pytestmark = pytest.mark.django_db


def lists():
    return [path for path, item in document()["paths"].items() if "get" in item and "{" not in path and path.split("/")[3] in NOUNS]


def test_every_list_is_the_same_with_columns_and_without(monkeypatch):
    own = books("acme", 110110)
    _key, secret = create_api_key("all", actor=make.system(own.company), at=AT, roles=["owner"])
    browser = Browser(HTTP_AUTHORIZATION=f"Bearer {secret}")
    made = []

    def watched(serializer, rows):
        found = columns.columns_for(serializer, rows)
        made.append(found)
        return found

    compared = 0
    for path in lists():
        monkeypatch.setattr(views, "columns_for", watched)
        fast = browser.get(path)
        monkeypatch.setattr(views, "columns_for", lambda _serializer, _rows: None)
        slow = browser.get(path)
        assert fast.status_code == slow.status_code
        assert fast.status_code != 200 or fast.content == slow.content, path
        compared += bool(fast.status_code == 200 and made and made[-1] and fast.json().get("items"))
        made.append(None)
    assert compared >= 15


def test_a_serializer_that_says_more_than_its_columns_has_none():
    assert columns.columns_of(InvoiceSerializer) is not None
    assert columns.columns_of(ClientSerializer) is None  # a client's own user sees less


@pytest.mark.parametrize("currency", ["UAH", "JPY", "BHD", "CLF"])
@pytest.mark.parametrize("minor", [0, 1, 9, 10, 99, 100, 12345, -1, -99, -800, -123456, 9_000_000_000_000])
def test_money_as_text_is_its_decimal(minor, currency):
    assert decimal_text(minor, currency) == f"{from_minor(minor, currency):f}"


@pytest.mark.parametrize("data", [
    None, {}, [], {"text": "Львів \u2028 \"лапки\" \\ </script>", "n": 1.5, "none": None, "yes": True}, {"money": Decimal("10.50"), "day": dt.date(2026, 3, 1)},
    {"at": dt.datetime(2026, 3, 1, 10, 0, tzinfo=dt.UTC), "word": gettext_lazy("Time line")}, {1: "a number for a key"},
])  # fmt: skip
def test_the_renderer_writes_what_the_framework_writes(data):
    theirs = DrfJSONRenderer().render(data).decode().replace("\\u2028", "\u2028")
    assert JSONRenderer().render(data).decode() == theirs


def test_all_of_a_companys_rows_are_known_from_those_that_are_chosen():
    own, other = make.tenant("acme"), make.tenant("rival")
    found = columns.columns_of(InvoiceSerializer)
    with scope(own.pk):
        rows = Invoice.objects.all()
        for chosen in (rows.filter(state="issued"), rows.exclude(pk=1), rows[:5], rows.distinct(), rows.annotate(n=Count("lines")), rows.none(), rows | rows.filter(pk=1)):
            assert columns.everything(found, chosen) is None
        assert columns.everything(found, rows.order_by("number").prefetch_related("lines")) is not None
        with scope(other.pk):
            assert columns.everything(found, rows) is None, "of a company that is not bound any more"


def test_pages_of_everything_are_those_of_the_orm():
    own = books("acme", 110110)
    found = columns.columns_of(InvoiceSerializer)
    with scope(own.company.pk):
        rows = Invoice.objects.all()
        keys = sorted(rows.values_list("pk", flat=True))
        everything = columns.everything(found, rows)
        for cursor in (None, keys[0], keys[-1], keys[-1] + 1):
            for falling in (True, False):
                theirs = rows if cursor is None else rows.filter(**{"pk__lt" if falling else "pk__gt": cursor})
                theirs = found.write(found.select(theirs).order_by("-pk" if falling else "pk")[:2])
                assert found.write(everything.page(cursor, falling=falling, most=2)) == theirs
        assert found.write(everything.one(keys[0])) == found.write(found.select(rows.filter(pk=keys[0])))
        assert not everything.one(keys[-1] + 1)


@pytest.mark.parametrize("zone", ["UTC", "Europe/Kyiv"])
def test_instants_are_written_in_the_time_zone_of_now(zone):
    own = books("acme", 110110)
    found = columns.columns_of(InvoiceSerializer)
    with scope(own.company.pk), timezone.override(zone):
        rows = Invoice.objects.all()
        theirs = InvoiceSerializer(rows, many=True).data
        at = {row["id"]: (row["created_at"], row["updated_at"]) for row in theirs}
        ours = found.write(columns.everything(found, rows).page(None, falling=True, most=50))
        assert ours and {row["id"]: (row["created_at"], row["updated_at"]) for row in ours} == at


def test_lines_are_written_in_the_currency_of_their_own_invoice():
    company = make.tenant("acme")
    payer = make.client(company, "C-1")
    for currency, amount in (("UAH", "10.50"), ("JPY", "1050"), ("BHD", "1.125")):
        rates = {} if currency == "UAH" else {"exchange_rate": Decimal("0.3")}
        make.draft(company, payer, amount, currency=currency, **rates)
    _key, secret = create_api_key("all", actor=make.system(company), at=AT, roles=["owner"])
    browser = Browser(HTTP_AUTHORIZATION=f"Bearer {secret}")
    for asked in ("", "?fields=id,lines"):  # the currency is needed for the lines, told or not
        items = browser.get(f"/api/v1/invoices{asked}").json()["items"]
        assert [item["lines"][0]["gross"] for item in items] == ["1.125", "1050", "10.50"]


def test_lines_come_in_their_own_order_however_they_lie_in_the_table():
    company = make.tenant("acme")
    made = make.draft(company, make.client(company, "C-1"))
    with scope(company.pk):
        first = InvoiceLine.objects.get(invoice=made)
        for position in (3, 2):
            first.pk, first.position, first._state.adding = None, position, True
            first.save_base(raw=True, force_insert=True)
        found = columns.columns_of(InvoiceSerializer)
        written = found.write(found.select(Invoice.objects.all()))[0]
    assert [line["position"] for line in written["lines"]] == [1, 2, 3]
