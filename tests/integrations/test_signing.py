"""Standard Webhooks: published vectors, both ways."""

from __future__ import annotations

import json

import pytest

from apps.integrations.signing import key_of, new_secret, sign, verifies


@pytest.mark.shared
def test_the_published_vectors_hold(shared_dir):
    for vector in json.loads((shared_dir / "data/webhooks/standard-webhooks/vectors.json").read_text("utf-8")):
        right = verifies(
            vector["secret"], message_id=vector["id"], timestamp=vector["timestamp"], body=vector["payload"].encode(),
            signature=vector["signature"], now=vector["timestamp"],
        )  # fmt: skip
        assert right is vector["valid"], vector["case"]


def test_what_is_signed_verifies_by_every_key_and_by_no_other():
    old, new, other = new_secret(), new_secret(), new_secret()
    signature = sign([key_of(new), key_of(old)], message_id="msg_1", timestamp=1_700_000_000, body=b"{}")
    how = {"message_id": "msg_1", "timestamp": 1_700_000_000, "body": b"{}", "signature": signature, "now": 1_700_000_000}
    assert [verifies(secret, **how) for secret in (old, new, other)] == [True, True, False]
    assert not verifies(new, **how | {"body": b"{ }"})
    assert not verifies(new, **how | {"message_id": "msg_2"})
    assert not verifies(new, **how | {"timestamp": 1_700_000_001})


@pytest.mark.parametrize(("late", "taken"), [(300, True), (-300, True), (301, False), (-301, False)])
def test_a_message_holds_for_five_minutes(late, taken):
    secret = new_secret()
    signature = sign([key_of(secret)], message_id="msg_1", timestamp=1_700_000_000, body=b"{}")
    assert verifies(secret, message_id="msg_1", timestamp=1_700_000_000, body=b"{}", signature=signature, now=1_700_000_000 + late) is taken
