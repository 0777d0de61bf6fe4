"""Pages as columns say what the serializers say, to the byte, and in the same order."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client as Browser
from django.utils.translation import gettext_lazy
from rest_framework.renderers import JSONRenderer as DrfJSONRenderer

from apps.api.platform import columns, views
from apps.api.platform.rendering import JSONRenderer
from apps.api.v1.clients import ClientSerializer
from apps.api.v1.invoices import InvoiceSerializer
from apps.kernel.money import decimal_text, from_minor
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
