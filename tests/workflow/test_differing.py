"""What differs between two requests under one key, told by place."""

from __future__ import annotations

import pytest

from apps.journal.hashing import canonical
from apps.telemetry.masking import without_secrets
from apps.workflow.differing import MOST, MOST_BODY, MOST_TEXT, differences, told


def api(body, path="/api/v1/payments"):
    return canonical({"method": "POST", "path": path, "caller": 1, "body": body})


def places(one, two):
    return [(item["part"], item["pointer"], item["before"], item["now"]) for item in differences(one, two)]


@pytest.mark.parametrize(("one", "two", "found"), [
    ({"amount": "1.00"}, {"amount": "2.00"}, [("/amount", "1.00", "2.00")]),
    ({"a": 1}, {"a": "1"}, [("/a", "1", "1")]),
    ({"a": True}, {"a": 1}, [("/a", "true", "1")]),
    ({"a": 1}, {}, [("/a", "1", None)]),
    ({}, {"a/b": {"c~d": None}}, [("/a~1b", None, '{"c~d":null}')]),
    ({"lines": [{"x": 1}, {"x": 2}]}, {"lines": [{"x": 1}, {"x": 3}, {"x": 4}]}, [("/lines/1/x", "2", "3"), ("/lines/2", None, '{"x":4}')]),
    ([], {}, [("", "[]", "{}")]),
])  # fmt: skip
def test_each_place_is_a_json_pointer_with_both_values(one, two, found):
    assert places(api(one), api(two)) == [("body", *item) for item in found]


def test_another_address_is_told_as_such():
    assert places(api({}), api({}, "/api/v1/clients")) == [("path", "", "/api/v1/payments", "/api/v1/clients")]


def test_a_row_of_a_table_is_compared_as_it_is():
    assert places(canonical({"code": "A", "name": "x"}), canonical({"code": "A", "name": "y"})) == [("body", "/name", "x", "y")]


def test_what_is_told_is_bounded():
    many = differences(api({f"f{n:03}": "a" * 300 for n in range(99)}), api({}))
    assert len(many) == MOST
    assert {len(item["before"]) for item in many} == {MOST_TEXT}
    long = api({"a": "x" * MOST_BODY})[:MOST_BODY]
    assert places(long, api({"a": "y"})) == [("too_long", "", None, None)]
    assert told(differences(long, api({}))[0])["what"] == "The requests are too long to compare; their digests differ."


def test_a_secret_is_not_kept_and_so_not_told():
    kept = [api(without_secrets({"secret": text, "list": [{"api_key": text}]})) for text in ("abc", "xyz")]
    assert "abc" not in kept[0]
    assert places(*kept) == [("not_kept", "", None, None)]
