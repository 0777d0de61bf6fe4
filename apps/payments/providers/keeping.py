"""What of providers' messages is not kept for ever: wrong ones for a week, those that changed nothing for a quarter."""

from __future__ import annotations

import datetime as dt

from apps.payments.models import ProviderEvent
from apps.payments.states import EventState
from apps.tenants.scope import scope

REFUSED_FOR = dt.timedelta(days=7)
IGNORED_FOR = dt.timedelta(days=90)


def clear_messages(tenant_id: int, *, at: dt.datetime, most: int = 5000) -> int:
    """Removes what is too old, the oldest first; how many. What took effect or failed stays, with its bytes."""
    with scope(tenant_id):
        removed = 0
        for state, kept in ((EventState.REFUSED, REFUSED_FOR), (EventState.IGNORED, IGNORED_FOR)):
            old = ProviderEvent.objects.filter(state=state, received_at__lt=at - kept).order_by("pk").values_list("pk", flat=True)[:most]
            removed += ProviderEvent.objects.filter(pk__in=list(old)).delete()[0]
    return removed
