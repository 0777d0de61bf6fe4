"""The table of roles by acts, made of what the code declares: grants of every app, in the words of its acts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from apps.kernel.errors import Text
from apps.kernel.transitions import Creation, Machine, Transition
from apps.tenants.roles import Role, grants
from apps.workflow.kinds import models_by_kind

# Acts that are no transition of a noun, and pages.
_WORDS = {
    "tenants.change_tenant": _("Change the company's settings"),
    "tenants.create_membership": _("Add a member"),
    "tenants.update_membership": _("Change a member's roles, department, manager"),
    "tenants.revoke_membership": _("End a membership"),
    "tenants.create_api_key": _("Make an API key"),
    "tenants.revoke_api_key": _("Revoke an API key"),
    "tenants.update_api_key": _("Change the limits of an API key"),
    "tenants.rotate_api_key": _("Give an API key a new secret"),
    "tenants.create_group": _("Make a group of people"),
    "tenants.update_group": _("Change a group of people"),
    "journal.make_audit_pack": _("Take the books of a year away as an audit pack"),
    "workflow.manage_quarantined_rows": _("Mend, take in and discard rows in quarantine"),
    "workflow.make_export": _("Take lists away as files"),
    "workflow.retry_notice": _("Send failed mails again"),
    "workflow.check_history": _("Compare rows with their history now"),
    "reconciliation.backtest_rule_set": _("Try a rule set on past decisions"),
    "payments.manage_unread_files": _("Keep, try again and discard files that cannot be read"),
    "payments.mark_line": _("Set a statement line aside, open it again"),
    "approvals.decide_request": _("Decide on what waits for them"),
    "approvals.manage_delegations": _("Delegations of others"),
    "contracts.import_contracts": _("Import"),
    "invoices.import_invoices": _("Import"),
    "integrations.read_events": _("Read the feed of events"),
    "shifts.clock_others": _("Clock for others"),
    "invoices.bill_invoices": _("Bill what is due"),
    "analytics.make_report": _("Have a report made"),
    "integrations.send_inbound_event": _("Send business events"),
    "payments.retry_provider_event": _("Have a provider's message handled again"),
    "payments.ignore_provider_event": _("Set a provider's message aside"),
    "integrations.retry_inbound_event": _("Have a business event handled again"),
}


@dataclass(frozen=True)
class Right:
    """One permission: what it lets somebody do, with which noun, and the roles that hold it, in the order of `Role`."""

    name: str
    words: str
    noun: str
    held: tuple[bool, ...]


@dataclass(frozen=True)
class Part:
    """The rights of one app."""

    label: str
    name: str
    rights: tuple[Right, ...]


def table(app: str = "") -> list[Part]:
    """Every declared permission by app, or of one app only, in the reader's language. No queries."""
    found: dict[str, list[Right]] = {}
    for name, holders in grants().items():
        label, codename = name.split(".")
        if app in ("", label):
            words, noun = _told(label, codename)
            found.setdefault(label, []).append(Right(name, words, noun, tuple(role in holders for role in Role)))
    return [Part(label, str(apps.get_app_config(label).verbose_name), tuple(rights)) for label, rights in found.items()]


def _told(label: str, codename: str) -> tuple[str, str]:
    if codename.startswith("view_"):
        return str(_("See")), _noun_of_model(label, codename.removeprefix("view_"))
    if f"{label}.{codename}" in _WORDS:
        return str(_WORDS[f"{label}.{codename}"]), ""
    act = _acts().get((label, codename))
    return (str(act[0]), _noun_of_kind(act[1])) if act else (codename, "")


@cache
def _acts() -> dict[tuple[str, str], tuple[Text, str]]:
    """The label and the noun of the first act that asks for each permission."""
    found: dict[tuple[str, str], tuple[Text, str]] = {}
    for label, item in _declared():
        found.setdefault((label, item.permission), (item.label, item.subject))
    return found


def _declared() -> Iterator[tuple[str, Any]]:
    for config in apps.get_app_configs():
        if config.name.startswith("apps."):
            declared = [import_module(f"{config.name}.{file.stem}") for file in sorted(Path(config.path).glob("*transitions.py"))]
            for item in (item for module in declared for item in vars(module).values()):
                yield from ((config.label, part) for part in (item if isinstance(item, Machine) else [item]) if isinstance(part, (Transition, Creation)))


def _noun_of_model(label: str, model_name: str) -> str:
    try:
        return capfirst(str(apps.get_model(label, model_name)._meta.verbose_name_plural))
    except LookupError:
        return model_name


def _noun_of_kind(kind: str) -> str:
    model = models_by_kind().get(kind)
    return capfirst(str(model._meta.verbose_name_plural)) if model else kind
