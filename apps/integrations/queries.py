"""Reads of deliveries and events that doors and senders share."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.formats import localize
from django.utils.timezone import localtime

from apps.integrations.bodies import ALL, PRIVATE
from apps.integrations.models import EndpointPulse, WebhookDelivery, WebhookEndpoint
from apps.integrations.states import UNDELIVERED, DeliveryState, EndpointState
from apps.journal.models import JournalEntry
from apps.kernel.actor import Actor
from apps.tenants.scope import unscoped
from apps.workflow.kinds import models_by_kind


def due_endpoints(now: dt.datetime, *, limit: int) -> list[tuple[int, int]]:
    """(tenant, endpoint) that have something to send now and are in nobody's hand: for senders of all companies."""
    waiting = unscoped(WebhookDelivery, reason="senders serve every company").filter(endpoint_id=OuterRef("endpoint_id"), due_at__lte=now)
    pulses = unscoped(EndpointPulse, reason="senders serve every company").filter(
        Q(quiet_ends_at=None) | Q(quiet_ends_at__lte=now), Q(lease_ends_at=None) | Q(lease_ends_at__lt=now),
        endpoint__state=EndpointState.ACTIVE, tenant__is_active=True,
    )  # fmt: skip
    return list(pulses.filter(Exists(waiting)).order_by("lease_ends_at", "pk").values_list("tenant_id", "endpoint_id")[:limit])


def visible_kinds(actor: Actor) -> list[str]:
    """The kinds of records that the actor's roles let them see: the events of those they may read."""
    return sorted(kind for kind, model in models_by_kind().items() if actor.may(f"{model._meta.app_label}.view_{model._meta.model_name}"))


def _sent() -> QuerySet[JournalEntry]:
    """Entries that are told to other systems, the oldest first."""
    found = JournalEntry.objects.order_by("sequence")
    for prefix in PRIVATE:
        found = found.exclude(type__startswith=prefix)
    return found


def events_for(actor: Actor) -> QuerySet[JournalEntry]:
    """Entries that the actor may read as events, the oldest first. Nothing about people's way in."""
    return _sent().filter(subject_kind__in=visible_kinds(actor))


def entries_of(endpoint: WebhookEndpoint) -> QuerySet[JournalEntry]:
    """Entries that the endpoint is to get, the oldest first, whether they are noted yet or not."""
    found = _sent().filter(sequence__gt=endpoint.since_sequence).exclude(type="webhook.dead", subject_id=endpoint.pk)
    return found if ALL in endpoint.types else found.filter(type__in=endpoint.types)


MOST_REPLAYED = 10_000


@dataclass(frozen=True)
class Replayable:
    """Of a range of the journal: the deliveries that would be sent again and the entries that never were sent; at most one more than
    MOST_REPLAYED of each."""

    again: list[int]
    missing: list[JournalEntry]

    @property
    def too_many(self) -> bool:
        return len(self.again) + len(self.missing) > MOST_REPLAYED


def replayable(endpoint: WebhookEndpoint, *, first: int, last: int, only_dead: bool = False) -> Replayable:
    """What is to be sent again of the entries `first` to `last`, both included. `only_dead`: only what was given up. Two queries."""
    of_range = WebhookDelivery.objects.filter(endpoint=endpoint, sequence__gte=first, sequence__lte=last)
    ended = of_range.filter(state__in=(DeliveryState.DEAD,) if only_dead else (DeliveryState.DEAD, DeliveryState.DELIVERED))
    again = list(ended.order_by("sequence").values_list("pk", flat=True)[: MOST_REPLAYED + 1])
    if only_dead:
        return Replayable(again, [])
    never = entries_of(endpoint).filter(sequence__gte=first, sequence__lte=last).exclude(sequence__in=of_range.values("sequence"))
    return Replayable(again, list(never[: MOST_REPLAYED + 1]))


MOST_COUNTED = 10_000


@dataclass(frozen=True)
class Standing:
    """How sending to an endpoint goes: what waits and what was given up, counted up to MOST_COUNTED, and when it is sent to again."""

    waiting: int
    dead: int
    quiet_ends_at: dt.datetime | None

    @property
    def counts(self) -> dict[str, str]:
        """The counts as words."""
        return {name: f"{count:,}+" if count >= MOST_COUNTED else str(count) for name, count in (("waiting", self.waiting), ("dead", self.dead))}

    @property
    def quiet_text(self) -> str:
        """When it is sent to again, on the reader's clock."""
        return localize(localtime(self.quiet_ends_at)) if self.quiet_ends_at else ""


def standing(endpoint: WebhookEndpoint) -> Standing:
    """Three queries."""
    own = WebhookDelivery.objects.filter(endpoint=endpoint)
    waiting = own.filter(state__in=UNDELIVERED)[:MOST_COUNTED].count()
    dead = own.filter(state=DeliveryState.DEAD)[:MOST_COUNTED].count()
    return Standing(waiting, dead, EndpointPulse.objects.values_list("quiet_ends_at", flat=True).get(endpoint=endpoint))
