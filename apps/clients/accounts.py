"""The accounts that a client pays from, and the digest by which a change of them past the acts is found.

The digest stands on the client, so in its history.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError

from apps.clients.models import Client, ClientIban
from apps.journal.hashing import canonical
from apps.kernel.db import reasons_of
from apps.kernel.errors import Invalid


def checked_ibans(given: Iterable[str]) -> list[str]:
    """The numbers in their normal form, each once and checked. Raises Invalid."""
    found = []
    for text in given:
        row = ClientIban(iban=text)
        try:
            row.clean()
        except ValidationError as error:
            raise Invalid(reasons_of(error)) from None
        found.append(row.iban)
    return list(dict.fromkeys(found))


def digest_of(numbers: Iterable[str]) -> str:
    """SHA-256 of the numbers, sorted, hex."""
    return hashlib.sha256(canonical({"ibans": sorted(numbers)}).encode()).hexdigest()


def numbers_of(client: Client) -> list[str]:
    """The client's stored numbers, in the order in which they were given."""
    return list(ClientIban.objects.filter(client=client).order_by("pk").values_list("iban", flat=True))


def digests(client_ids: Sequence[int]) -> dict[int, str]:
    """The digests of clients by key, of their accounts as they stand. Needs a bound tenant."""
    numbers: dict[int, list[str]] = defaultdict(list)
    for pk, number in ClientIban.objects.filter(client__in=client_ids).values_list("client_id", "iban"):
        numbers[pk].append(number)
    return {pk: digest_of(numbers[pk]) for pk in client_ids}
