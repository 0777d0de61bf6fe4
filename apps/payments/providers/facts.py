"""Facts as adapters tell them, kept as rows in minor units, each once."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence

from apps.integrations.providers.contract import Fact
from apps.journal.hashing import canonical
from apps.kernel.money import to_minor
from apps.payments.models import ProviderEvent, ProviderFact, ProviderPayment
from apps.payments.providers.standing import Reported, Standing, standing_of


@dataclasses.dataclass(frozen=True)
class Said:
    """What was said of one payment: facts in minor units, and the reference that came along. `page_key`, `of_page`: as of a Fact."""

    facts: tuple[Reported, ...]
    our_reference: str
    page_key: str = ""
    of_page: bool = False


def by_payment(facts: Iterable[Fact], *, at: dt.datetime | None = None) -> dict[str, Said]:
    """What was said of each payment, by the provider's id, ascending. `at`: when a fact that names no time was learnt, of answers to
    questions. Raises Invalid for an amount that the currency cannot have."""
    found: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        found[fact.payment_id].append(fact)
    return {
        name: Said(tuple(_reported(fact, at) for fact in of_one), next((fact.reference for fact in of_one if fact.reference), ""),
                   next((fact.page_key for fact in of_one if fact.page_key), ""), any(fact.of_page for fact in of_one))
        for name, of_one in sorted(found.items())
    }


def _reported(fact: Fact, at: dt.datetime | None) -> Reported:
    return Reported(
        fact.kind.value, to_minor(fact.amount, fact.currency) if fact.amount is not None and fact.currency else 0, fact.currency, fact.occurred_at or at,
        fact.part_id, to_minor(fact.fee, fact.currency) if fact.fee is not None and fact.currency else 0,
    )  # fmt: skip


def keep(row: ProviderPayment, facts: Sequence[Reported], *, event: ProviderEvent | None, at: dt.datetime) -> bool:
    """Notes the facts that are not known of the payment yet; whether there were any. The payment is locked by the caller."""
    hashes = {_hash(fact): fact for fact in facts}
    known = set(ProviderFact.objects.filter(about=row, fact_hash__in=list(hashes)).values_list("fact_hash", flat=True))
    fresh = [
        ProviderFact(tenant_id=row.tenant_id, about=row, event=event, fact_hash=name, told_at=at, **dataclasses.asdict(fact))
        for name, fact in hashes.items() if name not in known
    ]  # fmt: skip
    ProviderFact.objects.bulk_create(fresh)
    return bool(fresh)


def _hash(fact: Reported) -> str:
    return hashlib.sha256(canonical({name: str(value) for name, value in dataclasses.asdict(fact).items()}).encode()).hexdigest()


def standing(row: ProviderPayment) -> Standing:
    """How the payment stands by all that was said of it. One query."""
    names = [field.name for field in dataclasses.fields(Reported)]
    return standing_of(Reported(*values) for values in ProviderFact.objects.filter(about=row).values_list(*names))
