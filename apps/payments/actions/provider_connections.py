"""Connections to payment providers: made, changed, paused, archived; their secrets."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.integrations.http import problem_of
from apps.integrations.providers import registry
from apps.integrations.sealed import Given, seal
from apps.integrations.signing import new_secret
from apps.kernel.actor import Actor
from apps.kernel.errors import Invalid, Reason, Refused
from apps.payments.models import BankAccount, ProviderConnection, ProviderPulse, ProviderSecret
from apps.payments.payloads import CONNECTION, connection_body
from apps.payments.provider_transitions import (
    ARCHIVE_CONNECTION,
    CONNECT,
    PAUSE_CONNECTION,
    RESUME_CONNECTION,
    ROTATE_SECRET,
    SEND_SAMPLE,
    UPDATE_CONNECTION,
)
from apps.payments.providers import taking
from apps.payments.providers.keys import keys_of
from apps.payments.states import AccountState
from apps.tenants.permission import permitted
from apps.workflow import storage
from apps.workflow.given import field_problems, set_fields
from apps.workflow.runner import creating, performing

MOST_OVERLAP_HOURS = 7 * 24
MOST_SECRET = 500
SECRETS = ("signing", "api", "private")


def create_connection(*, actor: Actor, at: dt.datetime, reason: str = "", **values: Any) -> tuple[ProviderConnection, str | None]:
    """A new connection, and the secret that we made for it, shown this once; None where the provider makes them.

    `values`: fields of payloads.CONNECTION, and the provider's secrets as `Given` under `signing`, `api`, `private`. Raises
    NotPermitted, Invalid with every problem, Refused for a name that is taken.
    """
    given = {name: values.pop(name, None) for name in SECRETS}
    with creating(CONNECT, ProviderConnection, actor=actor, at=at, reason=reason) as batch:
        row = ProviderConnection(public_id=secrets.token_hex(32))
        _assign(row, values, actor, CONNECTION, problems=_secret_problems(values.get("kind", ""), given, needed=True))
        batch.add(row)
        storage.insert([ProviderPulse(connection=row)])
        made = _keep_secrets(row, given, at)
        batch.record(connection_body)
    return row, made


def update_connection(
    connection_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None, **values: Any
) -> ProviderConnection:
    """Changes the fields that are given: name, account, public key, status address. Provider and test mode are what it is. What is in
    the books stays in its account."""
    with performing(UPDATE_CONNECTION, ProviderConnection, connection_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        _assign(batch.row, values, actor, ("name", "account_id", "public_key", "status_url"), problems=[])
        batch.record(connection_body)
    return batch.row


def rotate_connection_secret(
    connection_id: int, *, actor: Actor, at: dt.datetime, overlap_hours: int = 24, reason: str = "", expected_version: int | None = None,
    signing: Given | None = None, api: Given | None = None, private: Given | None = None,
) -> tuple[ProviderConnection, str | None]:  # fmt: skip
    """New secrets in place of those of the same name. What was signed by the one before is taken for so many hours (0 to 168), and by
    that one only. Of a generic provider we make the new one; it is shown this once. Raises Invalid where none is given."""
    given = {"signing": signing, "api": api, "private": private}
    if not 0 <= overlap_hours <= MOST_OVERLAP_HOURS:
        raise Invalid(Reason("overlap_hours", _("The old secret holds for 0 to 168 hours."), "overlap_hours"))
    with performing(ROTATE_SECRET, ProviderConnection, connection_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        row = batch.row
        adapter = registry.get(row.kind)
        problems = _secret_problems(row.kind, given, needed=False)
        if not adapter.made and not any(given.values()):
            problems.append(Reason("secret_needed", _("Give the new secret."), adapter.secrets[0]))
        if problems:
            raise Invalid(problems)
        names = [name for name in adapter.secrets if name in adapter.made or given[name]]
        held = ProviderSecret.objects.filter(connection=row, name__in=names)
        held.filter(ends_at__gt=at).update(ends_at=at)
        held.filter(ends_at=None).update(ends_at=at + dt.timedelta(hours=overlap_hours))
        made = _keep_secrets(row, given, at)
        batch.record(lambda item: {"name": item.name, "secrets": names, "overlap_hours": overlap_hours})
    return batch.row, made


def pause_connection(
    connection_id: int, *, actor: Actor, at: dt.datetime, reason: str, expected_version: int | None = None
) -> ProviderConnection:
    """active -> paused: messages are taken and kept, and nothing comes of them yet; nothing is asked of the provider."""
    with performing(PAUSE_CONNECTION, ProviderConnection, connection_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        batch.record(connection_body)
    return batch.row


def resume_connection(
    connection_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None
) -> ProviderConnection:
    """paused -> active: what waited is handled."""
    with performing(RESUME_CONNECTION, ProviderConnection, connection_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        batch.record(connection_body)
    return batch.row


def archive_connection(
    connection_id: int, *, actor: Actor, at: dt.datetime, reason: str, expected_version: int | None = None
) -> ProviderConnection:
    """active, paused -> archived, for good: its door is not found any more, and what waited stays on the list."""
    with performing(ARCHIVE_CONNECTION, ProviderConnection, connection_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        batch.record(connection_body)
    return batch.row


def send_sample(
    connection_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None
) -> ProviderConnection:
    """Takes a message of our own, signed as the provider would and saying nothing of money, as if it had come through the door; a
    worker handles it. Raises Refused where only the provider can sign."""
    with performing(SEND_SAMPLE, ProviderConnection, connection_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        adapter = registry.get(batch.row.kind)
        if adapter.sample is None:
            raise Refused(Reason("only_the_provider_signs", _("Only the provider itself can sign for this connection; have it send a test.")))
        keys = keys_of(batch.row, at)
        taken = taking.take(batch.row, adapter.sample(keys, int(at.timestamp())), at=at)
        batch.record(lambda row: {"name": row.name, "event_id": taken.event_pk, "accepted": taken.accepted})
    return batch.row


def _assign(row: ProviderConnection, values: dict[str, Any], actor: Actor, names: tuple[str, ...], *, problems: list[Reason]) -> None:
    set_fields(row, values, names)
    problems = field_problems(row, leave_out=("account", "public_id")) + problems
    account = permitted(BankAccount.objects.filter(pk=row.account_id), actor, "view_bankaccount").first() if row.account_id else None
    if account is None:
        problems.append(Reason("no_account", _("Choose the account that its money is booked in."), "account"))
    elif account.state == AccountState.CLOSED:
        problems.append(Reason("account_closed", _("The account %(account)s is closed; reopen it first."), "account", {"account": account.iban}))
    if row.status_url and row.kind != "generic":
        problems.append(Reason("status_url", _("Only a provider by Standard Webhooks has a status address of its own."), "status_url"))
    elif row.status_url and (problem := problem_of(row.status_url)):
        problems.append(Reason("status_url", problem, "status_url"))
    wants_key = row.kind in registry.KINDS and registry.get(row.kind).takes_public_key
    if wants_key != bool(row.public_key) and row.kind in registry.KINDS:
        told = _("Give the public key of the shop.") if wants_key else _("This provider has no public key of the shop.")
        problems.append(Reason("public_key", told, "public_key"))
    if problems:
        raise Invalid(problems)


def _secret_problems(kind: str, given: dict[str, Given | None], *, needed: bool) -> list[Reason]:
    if kind not in registry.KINDS:
        return []
    adapter = registry.get(kind)
    problems = []
    for name, secret in given.items():
        if secret is None:
            if needed and name in adapter.needed:
                problems.append(Reason("secret_needed", _("This provider needs it."), name))
        elif name not in adapter.secrets or name in adapter.made:
            problems.append(Reason("secret_not_taken", _("This provider takes no such secret."), name))
        else:
            text = secret.reveal()
            if not 8 <= len(text) <= MOST_SECRET or any(char <= " " or char > "~" for char in text):
                problems.append(Reason("secret", _("8 to 500 letters, digits and signs without blanks: copy it whole."), name))
    return problems


def _keep_secrets(row: ProviderConnection, given: dict[str, Given | None], at: dt.datetime) -> str | None:
    """Seals what was given, and what we make; the one that we made."""
    made = new_secret() if registry.get(row.kind).made else None
    texts = {name: secret.reveal() for name, secret in given.items() if secret is not None} | ({"signing": made} if made else {})
    storage.insert([ProviderSecret(connection=row, name=name, sealed=seal(text), created_at=at) for name, text in texts.items()])
    return made
