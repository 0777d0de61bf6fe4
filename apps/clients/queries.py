"""Reads of clients that doors and acts share."""

from __future__ import annotations

import datetime as dt
import re

from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.clients.identifiers import normal_iban
from apps.clients.models import Client, ClientIban, Interaction
from apps.kernel.actor import Actor
from apps.tenants.permission import permitted


def search(queryset: QuerySet[Client], term: str) -> QuerySet[Client]:
    """Clients by what the term looks like: an IBAN, a tax id, a code, or words of the name.

    Words are looked for in the casefolded column; the first three shapes use indexes.
    """
    term = term.strip()
    if re.fullmatch(r"[A-Za-z]{2}\d{2}[A-Za-z0-9 ]{11,40}", term):
        owned = ClientIban.objects.filter(client_id=OuterRef("pk"), iban=normal_iban(term))
        return queryset.filter(Exists(owned))
    if re.fullmatch(r"\d{8}|\d{10}", term):
        return queryset.filter(Q(edrpou=term) | Q(code=term))
    found = Q(code=term)
    words = Q()
    for word in term.casefold().split()[:6]:
        words &= Q(search_text__contains=word)
    return queryset.filter(found | words)


def search_text_of(client: Client) -> str:
    """The casefolded text by which the client is found."""
    return " ".join(filter(None, (client.legal_name, client.short_name, client.code, client.edrpou))).casefold()[:400]


def follow_ups(actor: Actor, today: dt.date) -> QuerySet[Interaction]:
    """What the actor was to come back to by today and nobody has come back to, longest due first."""
    answered = Interaction.objects.filter(answers_id=OuterRef("pk"))
    mine = Interaction.objects.filter(owner_id=actor.user_id, follow_up_on__lte=today).exclude(Exists(answered))
    return permitted(mine, actor, "view_interaction").select_related("client").order_by("follow_up_on", "pk")
