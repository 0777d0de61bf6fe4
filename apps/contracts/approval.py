"""Contracts and amendments as their approvers see them: what policies look at, how the content reads, what follows."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.approvals.subjects import Facts, Subject, Told
from apps.clients.models import Client
from apps.contracts import actions
from apps.contracts.content import amendment_content, content
from apps.contracts.models import Amendment, Contract
from apps.contracts.queries import documents_of, lock_contract_of, told_changes, told_contract
from apps.contracts.states import ContractKind
from apps.journal.models import JournalEntry
from apps.kernel.actor import Actor
from apps.tenants.models import Membership

_DRAWN_UP = {
    "contract": ("contract.created", "contract.imported", "contract.updated"), "amendment": ("amendment.proposed", "amendment.updated"),
}  # fmt: skip


def many_facts(contracts: list[Contract]) -> dict[int, Facts]:
    """The amount is the value that was agreed on. The owner is the contract's, else who drew it up; the department is the
    owner's. Everybody who drafted, imported or edited it counts as having prepared it. Three queries."""
    authors = _authors("contract", [row.pk for row in contracts])
    return _facts({row.pk: row for row in contracts}, authors, {row.pk: row.value_minor for row in contracts})


def many_amendment_facts(amendments: list[Amendment]) -> dict[int, Facts]:
    """As of the contract as it stands. The amount is what the contract would be worth, or is worth where that is more: not
    the change alone, or a large contract could be agreed on in small steps, and cut down by anybody. Those who drew the
    amendment up prepared it. Four queries."""
    contracts = Contract.objects.in_bulk({row.contract_id for row in amendments})
    of = {row.pk: contracts[row.contract_id] for row in amendments}
    amounts = {row.pk: max(of[row.pk].value_minor, row.changes["fields"].get("value_minor", [0, 0])[1]) for row in amendments}
    labels = {row.pk: f"{row.number} · {row.title}" for row in amendments}
    return _facts(of, _authors("amendment", list(of)), amounts, labels)


def _authors(kind: str, ids: list[int]) -> dict[int, list[int]]:
    """Who made each row what it is, by the journal, the first first."""
    found: dict[int, list[int]] = defaultdict(list)
    entries = JournalEntry.objects.filter(subject_kind=kind, subject_id__in=ids, type__in=_DRAWN_UP[kind])
    for pk, user_id in entries.order_by("sequence").values_list("subject_id", "actor_user_id"):
        if user_id is not None:
            found[pk].append(user_id)
    return found


def _facts(
    contracts: dict[int, Contract], authors: dict[int, list[int]], amounts: dict[int, int], labels: dict[int, str] | None = None
) -> dict[int, Facts]:
    owners = {pk: row.owner_id or next(iter(authors[pk]), None) for pk, row in contracts.items()}
    clients = Client.objects.in_bulk({row.client_id for row in contracts.values()})
    members = Membership.objects.filter(tenant_id__in={row.tenant_id for row in contracts.values()}, user_id__in=set(owners.values()) - {None})
    departments = dict(members.values_list("user_id", "department"))
    return {
        pk: Facts(
            amount_minor=amounts[pk], currency=row.currency, client_id=row.client_id, department=departments.get(owners[pk], ""),
            contract_kind=row.kind, owner_user_id=owners[pk], prepared_by_user_id=next(iter(authors[pk]), None),
            also_prepared_by=frozenset(authors[pk]), label=" · ".join((row.number, labels[pk] if labels else row.title, str(clients[row.client_id]))),
        )
        for pk, row in contracts.items()
    }  # fmt: skip


def facts(contract: Contract) -> Facts:
    """What policies look at."""
    return many_facts([contract])[contract.pk]


def amendment_facts(amendment: Amendment) -> Facts:
    """What policies look at."""
    return many_amendment_facts([amendment])[amendment.pk]


def told_amendment(seen: dict[str, Any]) -> list[Told]:
    """An amendment's content as a person reads it: what it changes, and how that stands in the contract."""
    currency = Contract.objects.filter(pk=seen["contract_id"]).values_list("currency", flat=True).first() or "UAH"
    head = [
        Told("title", gettext("title"), seen["title"]),
        Told("base_version", gettext("drawn up on version"), str(seen["base_version"])),
        Told("amendable", gettext("The contract can be amended"), gettext("yes") if seen["amendable"] else gettext("no")),
    ]
    return head + told_changes(seen["changes"], seen["stands"], currency)


def papers(row: Contract | Amendment, actor: Actor) -> list[tuple[str, str]]:
    """The contract's documents that the actor may see, with their addresses in the admin; of an amendment the contract first."""
    contract = row if isinstance(row, Contract) else row.contract
    found = [(item.name, reverse("admin:contracts_contract_document", args=[contract.pk, item.pk])) for item in documents_of(contract, actor)]
    above = [] if row is contract else [(contract.number, reverse("admin:contracts_contract_change", args=[contract.pk]))]
    return above + found


CONTRACT = Subject(
    kind="contract", model=Contract, label=_("Contract"), content=content, facts=facts, many_facts=many_facts,
    on_approved=actions.approve_contract, on_rejected=actions.reject_contract, on_withdrawn=actions.withdraw_contract,
    submit_permission="contracts.submit_contract", told=told_contract, papers=papers, contract_kinds=ContractKind.choices,
)  # fmt: skip
AMENDMENT = Subject(
    kind="amendment", model=Amendment, label=_("Amendment"), content=amendment_content, facts=amendment_facts, many_facts=many_amendment_facts,
    on_approved=actions.approve_amendment, on_rejected=actions.reject_amendment, on_withdrawn=actions.withdraw_amendment,
    submit_permission="contracts.submit_amendment", lock_before=lock_contract_of, told=told_amendment, papers=papers,
    contract_kinds=ContractKind.choices,
)  # fmt: skip
