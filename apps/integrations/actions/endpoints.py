"""Webhook endpoints: made, changed, paused, archived; their secrets."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.integrations.bodies import ALL, offered_types
from apps.integrations.http import problem_of
from apps.integrations.models import EndpointPulse, EndpointSecret, WebhookDelivery, WebhookEndpoint
from apps.integrations.payloads import ENDPOINT, endpoint_body
from apps.integrations.sealed import seal
from apps.integrations.signing import new_secret
from apps.integrations.states import UNDELIVERED, Circuit
from apps.integrations.transitions import ARCHIVE, CREATE, PAUSE, RESUME, ROTATE_SECRET, UPDATE
from apps.journal.models import JournalHead
from apps.kernel.actor import Actor
from apps.kernel.errors import Invalid, Reason
from apps.workflow import storage
from apps.workflow.given import field_problems, set_fields
from apps.workflow.runner import creating, performing

MOST_OVERLAP_HOURS = 7 * 24


def create_endpoint(*, actor: Actor, at: dt.datetime, reason: str = "", **values: Any) -> tuple[WebhookEndpoint, str]:
    """A new endpoint and its secret, which is shown this once. `values`: fields of payloads.ENDPOINT. It gets what is journalled from
    now on. Raises NotPermitted, Invalid with every problem, Refused for a name that is taken."""
    with creating(CREATE, WebhookEndpoint, actor=actor, at=at, reason=reason) as batch:
        endpoint = WebhookEndpoint(since_sequence=JournalHead.objects.filter(tenant_id=actor.tenant_id).values_list("sequence", flat=True).first() or 0)
        _assign(endpoint, values)
        batch.add(endpoint)
        storage.insert([EndpointPulse(endpoint=endpoint)])
        secret = _new_secret(endpoint, at)
        batch.record(endpoint_body)
    return endpoint, secret


def update_endpoint(
    endpoint_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None, **values: Any
) -> WebhookEndpoint:
    """Changes the fields that are given. Another address gets what waits; other events count for what is journalled from now on."""
    with performing(UPDATE, WebhookEndpoint, endpoint_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        ordered = batch.row.ordered
        _assign(batch.row, values)
        if batch.row.ordered and not ordered:  # what waits falls into line: see fan_out.due_of
            WebhookDelivery.objects.filter(endpoint=batch.row, state__in=UNDELIVERED).update(due_at=batch.row.created_at)
        batch.record(endpoint_body)
    return batch.row


def rotate_secret(
    endpoint_id: int, *, actor: Actor, at: dt.datetime, overlap_hours: int = 24, reason: str = "", expected_version: int | None = None
) -> tuple[WebhookEndpoint, str]:
    """A new secret, shown this once. The one before signs along for so many hours (0 to 168), and only that one."""
    if not 0 <= overlap_hours <= MOST_OVERLAP_HOURS:
        raise Invalid(Reason("overlap_hours", _("The old secret signs along for 0 to 168 hours."), "overlap_hours"))
    with performing(ROTATE_SECRET, WebhookEndpoint, endpoint_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        secrets = EndpointSecret.objects.filter(endpoint=batch.row)
        secrets.filter(ends_at__gt=at).update(ends_at=at)
        secrets.filter(ends_at=None).update(ends_at=at + dt.timedelta(hours=overlap_hours))
        secret = _new_secret(batch.row, at)
        batch.record(lambda row: {"name": row.name, "overlap_hours": overlap_hours})
    return batch.row, secret


def pause_endpoint(endpoint_id: int, *, actor: Actor, at: dt.datetime, reason: str, expected_version: int | None = None) -> WebhookEndpoint:
    """active -> paused: events are kept for it and not sent."""
    with performing(PAUSE, WebhookEndpoint, endpoint_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        batch.record(endpoint_body)
    return batch.row


def resume_endpoint(endpoint_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> WebhookEndpoint:
    """paused -> active: what waited is sent; the circuit is closed, whatever failed before."""
    with performing(RESUME, WebhookEndpoint, endpoint_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        EndpointPulse.objects.filter(endpoint=batch.row).update(circuit=Circuit.CLOSED, quiet_ends_at=None, failing=0, opened=0, window_at=None)
        batch.record(endpoint_body)
    return batch.row


def archive_endpoint(endpoint_id: int, *, actor: Actor, at: dt.datetime, reason: str, expected_version: int | None = None) -> WebhookEndpoint:
    """active, paused -> archived, for good. What waited is never sent; it stays on the list of deliveries."""
    with performing(ARCHIVE, WebhookEndpoint, endpoint_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        batch.record(endpoint_body)
    return batch.row


def _new_secret(endpoint: WebhookEndpoint, at: dt.datetime) -> str:
    secret = new_secret()
    storage.insert([EndpointSecret(endpoint=endpoint, sealed=seal(secret), created_at=at)])
    return secret


def _assign(endpoint: WebhookEndpoint, values: dict[str, Any]) -> None:
    if "types" in values:
        values["types"] = list(dict.fromkeys(values["types"]))
    set_fields(endpoint, values, ENDPOINT)
    problems = field_problems(endpoint, leave_out=("types",))
    if endpoint.url and (problem := problem_of(endpoint.url)):
        problems.append(Reason("url", problem, "url"))
    known = {item.name for item in offered_types()} | {ALL}
    unknown = [name for name in endpoint.types if name not in known]
    if unknown:
        problems.append(Reason("unknown_type", _("There are no events %(names)s."), "types", params={"names": ", ".join(map(str, unknown))}))
    if not endpoint.types:
        problems.append(Reason("no_types", _("Choose at least one event."), "types"))
    if ALL in endpoint.types:
        endpoint.types = [ALL]
    if problems:
        raise Invalid(problems)
