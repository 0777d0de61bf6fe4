"""Secrets never reach a log line; personal data only in part."""

import pytest

from apps.telemetry.masking import MASK, mask, mask_event, mask_text


@pytest.mark.parametrize(
    "key", ["password", "new_password1", "Authorization", "access_token", "api_key", "SECRET_KEY", "cookie", "otp"]
)
def test_values_of_secret_keys_are_hidden(key):
    assert mask({key: "hunter2"}) == {key: MASK}


def test_secrets_are_hidden_at_any_depth():
    assert mask({"a": [{"token": "x"}]}) == {"a": [{"token": MASK}]}


def test_beyond_the_depth_limit_nothing_is_shown():
    value = "deep"
    for _ in range(10):
        value = [value]
    assert "deep" not in str(mask(value))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("paid from UA213223130000026007233566001 today", "paid from UA21***6001 today"),
        ("paid from UA21 3223 1300 0002 6007 2335 6600 1.", "paid from UA21***6001."),
        ("to DE89370400440532013000", "to DE89***3000"),
        ("mail olena.k@example.com", "mail o***@example.com"),
        ("Authorization: Bearer abcdef123456", "Authorization: Bearer ***"),
        ("mysql://oblik:hunter2@db/oblik", "mysql://oblik:***@db/oblik"),
        ("redis://:hunter2@cache:6379/0", "redis://:***@cache:6379/0"),
        ("GET /reset?key=abc&page=2", "GET /reset?key=***&page=2"),
        ("key obk_0123456789ab_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ", "key obk_0123456789ab_***"),
        ("mysql://u:p@ss@h/x", "mysql://u:***@h/x"),
        ("{'password': 'x1234567', 'name': 'x'}", "{'password': '***', 'name': 'x'}"),
        ('{"new_password":"abc","a":1}', '{"new_password":"***","a":1}'),
        ("JOURNAL_SIGNING_KEY=abab", "JOURNAL_SIGNING_KEY=***"),
        ("Cookie: sessionid=abc; csrftoken=def", "Cookie: ***"),
        ("-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----", "***"),
        ("the token of the form was missing", "the token of the form was missing"),
        ("Key: client.created", "Key: client.created"),
        ("invoice INV-2024-000123 of 1 234.50", "invoice INV-2024-000123 of 1 234.50"),
    ],
)
def test_what_looks_like_a_secret_inside_a_text_is_hidden(text, expected):
    assert mask_text(text) == expected


def test_numbers_and_flags_stay_as_they_are():
    assert mask({"count": 3, "ok": True, "rate": 1.5, "none": None}) == {
        "count": 3,
        "ok": True,
        "rate": 1.5,
        "none": None,
    }


def test_the_processor_leaves_the_formatters_own_keys_alone():
    record = object()
    assert mask_event(None, "info", {"_record": record, "event": "x"})["_record"] is record
