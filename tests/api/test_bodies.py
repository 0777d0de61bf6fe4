"""Serializers of bodies are kept from one request to the next, and nothing of a body, a caller or a language is."""

from __future__ import annotations

import gc
import weakref

import pytest
from django.utils.translation import override
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from apps.api.platform.bodies import MOST_KEPT, _kept, checked
from apps.api.platform.fields import Body
from apps.api.v1.invoices import InvoiceBody

LINE = {"description": "Support", "unit_price": "850.00", "tax_code": "20"}


class Small(Body):
    count = serializers.IntegerField(min_value=1)
    seen = serializers.CharField(default=lambda: "nobody")


def test_a_body_that_is_refused_leaves_nothing_to_the_next_one():
    for _turn in range(2):
        with pytest.raises(ValidationError) as refused:
            checked(InvoiceBody, {"client": 0, "lines": [LINE, {}], "wrong": 1}, {})
        assert set(refused.value.detail) == {"client", "lines", "wrong"}
        assert checked(InvoiceBody, {"client": 7, "lines": [LINE]}, {})["client"] == 7
        assert "note" not in checked(InvoiceBody, {"client": 7, "lines": [LINE]}, {})


def test_messages_are_in_the_language_of_the_request():
    said = set()
    for language in ("en", "uk", "en", "uk"):
        with override(language), pytest.raises(ValidationError) as refused:
            checked(Small, {"count": 0}, {})
        said.add((language, str(refused.value.detail["count"][0])))
    assert len(said) == 2 and len({text for _language, text in said}) == 2


def test_one_that_is_in_use_is_given_to_nobody_else():
    class Outer(Body):
        count = serializers.IntegerField()

        def validate(self, attrs):
            if attrs["count"]:
                attrs["inner"] = checked(Outer, {"count": attrs["count"] - 1}, {"who": "inner"})
            assert self.context["who"] == ("inner" if attrs["count"] < 2 else "outer")
            return attrs

    assert checked(Outer, {"count": 2}, {"who": "outer"}) == {"count": 2, "inner": {"count": 1, "inner": {"count": 0}}}


def test_what_was_sent_and_who_sent_it_is_let_go():
    class Sent(dict):
        pass

    sent, sender = Sent(count=3), Sent()
    watched = weakref.ref(sent), weakref.ref(sender)
    assert checked(Small, sent, {"actor": sender}) == {"count": 3, "seen": "nobody"}
    del sent, sender
    gc.collect()
    assert [item() for item in watched] == [None, None]


def test_a_thread_keeps_a_bounded_number():
    for number in range(2 * MOST_KEPT):
        checked(type(f"Made{number}", (Small,), {}), {"count": 1}, {})
    assert len(_kept.__dict__) <= MOST_KEPT
