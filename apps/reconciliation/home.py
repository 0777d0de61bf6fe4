"""What the home page of finance shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from apps.clients.queries import follow_ups
from apps.invoices.models import Invoice
from apps.invoices.queries import ageing
from apps.journal import types
from apps.journal.models import JournalEntry
from apps.journal.queries import actor_text
from apps.kernel import clock
from apps.kernel.money import format_money
from apps.payments.models import ProviderPayment, Statement, StatementLine, UnreadFile
from apps.reconciliation.models import Match, Run
from apps.tenants.permission import permitted
from apps.workflow import quarantine
from apps.workflow.models import HistoryDifference


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Adds the figures to the admin's index, those that the actor may see. At most seventeen queries."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return context
    today = clock.today(request.tenant.time_zone)  # type: ignore[attr-defined]
    context["oblik_home"] = home = {"tenant": request.tenant, "today": today}  # type: ignore[attr-defined]
    if actor.may("clients.view_interaction"):
        home["follow_ups"] = follow_ups(actor, today)[:8]
    if actor.may("invoices.view_invoice"):
        home["ageing"] = _ageing(permitted(Invoice.objects.all(), actor, "view_invoice"), today)
        home["may_invoice"] = actor.may("invoices.create_invoice")
        home["drafts"] = Invoice.objects.filter(state__in=["draft", "approved"]).count()
    if actor.may("reconciliation.view_run"):
        home["open_lines"] = _sums(StatementLine.objects.filter(reconciled_state="open").exclude(statement__state="quarantined"))
        home["proposals"] = _sums(Match.objects.filter(state="proposed"))
        home["quarantined"] = Statement.objects.filter(state="quarantined").select_related("account")[:5]
        home["unread"] = UnreadFile.objects.filter(state="waiting").count() if actor.may("payments.view_unreadfile") else 0
        home["runs"] = Run.objects.select_related("account").order_by("-pk")[:5]
        home["may_import"] = actor.may("payments.import_statement")
        home["may_start"] = actor.may("reconciliation.start_run")
    if actor.may("payments.resolve_provider_payment"):
        home["provider_payments"] = permitted(ProviderPayment.objects.filter(is_flagged=True), actor, "view_providerpayment").count()
    if actor.may("workflow.view_historydifference"):
        home["differing"] = HistoryDifference.objects.filter(resolved_at=None).order_by("-pk")[:1]
    if actor.may("workflow.view_quarantinedrow"):
        home["rows_waiting"] = quarantine.waiting(actor).count()
    if actor.may("journal.view_journalentry"):
        home["entries"] = _changes(JournalEntry.objects.order_by("-sequence")[:100])
    return context


def _changes(entries: Iterable[JournalEntry]) -> list[dict[str, Any]]:
    """The last eight changes; what one person or job did many times over in one go is one of them, with its number."""
    found = []
    for _key, group in groupby(entries, key=lambda entry: (entry.type, entry.actor_label, entry.reason, entry.at.replace(second=0, microsecond=0))):
        rows = list(group)
        found.append({"entry": rows[0], "label": _label(rows[0]), "who": actor_text(rows[0].actor_label), "times": len(rows)})
        if len(found) == 8:
            break
    return found


def _label(entry: JournalEntry) -> str:
    known = types.find(entry.type)
    return str(known.label) if known else entry.type


MOST_SUMMED = 10_000


def _sums(queryset: Any) -> list[dict[str, Any]]:
    """Number and money by currency, of MOST_SUMMED rows at most; of more it is said that they are more, and no sum."""
    rows = list(queryset.order_by().values_list("currency", "amount_minor")[: MOST_SUMMED + 1])
    if len(rows) > MOST_SUMMED:
        return [{"count": _("more than %(count)s") % {"count": number_format(MOST_SUMMED)}, "amount": ""}]
    counts, sums = Counter(currency for currency, _minor in rows), Counter[str]()
    for currency, minor in rows:
        sums[currency] += minor
    return [{"count": counts[currency], "amount": format_money(sums[currency], currency)} for currency in sorted(counts)]


def _ageing(queryset: Any, today: Any) -> list[dict[str, Any]]:
    """Buckets with a bar as wide as their share of the currency's largest."""
    names = {
        "not_due": _("Not due"), "1_30": _("1–30 days"), "31_60": _("31–60 days"), "61_90": _("61–90 days"), "over_90": _("Over 90 days"),
    }  # fmt: skip
    rows = ageing(queryset, today)
    most: dict[str, int] = {}
    for row in rows:
        most[row["currency"]] = max(most.get(row["currency"], 1), row["open_minor"])  # type: ignore[index, call-overload, type-var]
    return [
        {
            "label": names[row["bucket"]], "late": row["bucket"] != "not_due", "count": row["count"],  # type: ignore[index]
            "amount": format_money(row["open_minor"], row["currency"]),  # type: ignore[arg-type]
            "percent": max(1, row["open_minor"] * 100 // most[row["currency"]]),  # type: ignore[index, operator]
        }
        for row in rows
    ]  # fmt: skip
