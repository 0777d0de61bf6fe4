"""What belonged to a client at a time: its people by their history, its accounts from the journal, proved by their digest."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.clients.accounts import digest_of
from apps.clients.models import Client, ClientIban, Contact
from apps.workflow import past
from apps.workflow.past import Item, Kept


def ibans(version: Any, at: dt.datetime | None) -> Kept:
    """The accounts of a version: those of today where they are the same, else those that an entry of the journal names and
    that have the digest which the version holds."""
    live = list(ClientIban.objects.filter(client_id=version.pk if at is None else version.id).order_by("pk").values_list("iban", flat=True))
    if at is None or digest_of(live) == version.ibans_digest:
        return _kept(live)
    if not version.ibans_digest:
        return past.unknown()
    for body in past.contents("client", version.id, types=("client.created", "client.updated"), at=at):
        for numbers in (body.get("changed", {}).get("ibans", [None, None])[1], body.get("ibans")):
            if numbers is not None and digest_of(numbers) == version.ibans_digest:
                return _kept(numbers)
    return past.unknown()


def _kept(numbers: list[str]) -> Kept:
    return Kept(["IBAN"], [Item(number, number, [number]) for number in numbers])


def register() -> None:
    """Declares them. Called from ready()."""
    people = past.kept_by_history(Contact, "client", names=("name", "position", "email", "phone"), order="name")
    past.register(past.Children(Client, _("Accounts that it pays from"), ibans))
    past.register(past.Children(Client, _("Contacts"), people, "clients.view_contact"))
