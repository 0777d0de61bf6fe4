"""Which providers there are. The only module that imports adapters."""

from __future__ import annotations

from apps.integrations.providers import generic, liqpay, monobank, stripe
from apps.integrations.providers.contract import Adapter
from apps.kernel.errors import Bug

_ADAPTERS = {item.kind: item for item in (generic.ADAPTER, stripe.ADAPTER, monobank.ADAPTER, liqpay.ADAPTER)}
KINDS = tuple(_ADAPTERS)


def get(kind: str) -> Adapter:
    """The adapter of a provider. Raises Bug for one that there is not."""
    if kind not in _ADAPTERS:
        raise Bug(f"there is no payment provider {kind!r}")
    return _ADAPTERS[kind]
