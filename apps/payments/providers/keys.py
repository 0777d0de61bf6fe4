"""What a connection is opened and judged with."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.conf import settings
from django.db.models import Q

from apps.integrations.providers import registry
from apps.integrations.providers.contract import Keys
from apps.integrations.sealed import unseal
from apps.payments.models import ProviderConnection, ProviderPulse, ProviderSecret


def keys_of(connection: ProviderConnection, at: dt.datetime) -> Keys:
    """The secrets that hold, unsealed, and the key that the provider signs with. Two queries. Needs the bound tenant."""
    found = defaultdict(list)
    held = ProviderSecret.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), connection=connection).order_by("-pk")
    for secret in held:
        found[secret.name].append(unseal(secret.sealed))
    adapter = registry.get(connection.kind)
    own_key = ProviderPulse.objects.values_list("signing_key", flat=True).get(connection=connection) if adapter.ask_key else connection.public_key
    address = settings.PROVIDER_ADDRESSES.get(connection.kind) or adapter.address or connection.status_url
    return Keys({name: tuple(texts) for name, texts in found.items()}, own_key, address)
