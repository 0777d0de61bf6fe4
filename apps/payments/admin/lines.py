"""Statement lines in the admin: what waits, and what a person does about it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from apps.payments import actions
from apps.payments.models import Statement, StatementLine
from apps.payments.states import LineState
from apps.workflow.admin import ActButton, ActModelAdmin, money, state_label


class OfStatement(admin.SimpleListFilter):
    """The lines of one statement, led to from its page; nothing to choose from here."""

    title, parameter_name = _("statement"), "statement__id__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        row = Statement.objects.filter(pk=self.value()).select_related("account").first() if (self.value() or "").isdigit() else None
        return [(str(row.pk), str(row))] if row else []

    def has_output(self) -> bool:
        return bool(self.lookup_choices)

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(statement_id=self.value()) if self.lookup_choices else queryset


# Of each act on a line: its name, who may, in which states, whether it needs a reason.
_LINE_ACTS: dict[str, tuple[Any, str, tuple[str, ...], bool]] = {
    "match": (_("Match by hand"), "reconciliation.accept_match", ("open", "proposed"), False),
    "set_aside": (_("Put aside"), "payments.mark_line", ("open",), True),
    "open_again": (_("Open again"), "payments.mark_line", ("ignored",), False),
}


class Waiting(admin.SimpleListFilter):
    """Lines in force that nobody has settled, proposed or set aside: money in, money out."""

    title, parameter_name = _("what waits"), "waits"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("in", _("Unmatched, money in")), ("out", _("Unmatched, money out"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() not in ("in", "out"):
            return queryset
        side = {"amount_minor__gt": 0} if self.value() == "in" else {"amount_minor__lt": 0}
        return queryset.filter(reconciled_state=LineState.OPEN, live_key__isnull=False, **side)


@admin.register(StatementLine)
class StatementLineAdmin(ActModelAdmin):
    list_display = ("booked_on", "show_amount", "counterparty_name", "show_text", "reference", "show_state")
    list_filter = (Waiting, "reconciled_state", "account", OfStatement)
    buttons = {
        "match": ActButton(page="reconciliation_match_by_hand"), "set_aside": ActButton(actions.set_line_aside),
        "open_again": ActButton(actions.open_line_again),
    }  # fmt: skip
    list_select_related = ("account",)
    empty_advice = _("Lines come with bank statements: import one.")
    search_fields = ("reference__istartswith",)
    search_help_text = _("Bank reference")
    ordering = ("-pk",)
    show_amount = money("amount", _("Amount"))
    show_state = state_label(_("State"), "reconciled_state")
    fields = (
        ("show_amount", "show_state"), ("booked_on", "value_on"), ("account", "statement"), "counterparty_name", ("counterparty_iban", "counterparty_tax_id"),
        "remittance", ("reference", "end_to_end_id"), "show_reversal",
    )  # fmt: skip
    readonly_fields = (
        "show_amount", "show_state", "booked_on", "value_on", "account", "statement", "counterparty_name", "counterparty_iban",
        "counterparty_tax_id", "remittance", "reference", "end_to_end_id", "show_reversal",
    )  # fmt: skip

    def _label(self, act: str) -> str:
        return str(_LINE_ACTS[act][0])

    def offered(self, request: HttpRequest, row: Any) -> list[tuple[str, Any, bool, list[str]]]:
        """Lines have no machine of their own: what is possible follows from their state, and whether they are in force."""
        actor, found = self.actor(request), []
        for name, (label, permission, allowed, needs_reason) in _LINE_ACTS.items():
            reasons = [] if actor.may(permission) else [_g("Your role does not allow this.")]
            if row.reconciled_state not in allowed:
                state = row.get_reconciled_state_display()
                reasons.append(_g("“%(act)s” is not possible while the state is “%(state)s”.") % {"act": label, "state": state})
            if row.live_key is None:
                reasons.append(_g("The line is in quarantine, or a copy of one that another statement brought."))
            if name == "match" and row.amount_minor <= 0:
                reasons.append(_g("Only money that came in pays invoices."))
            found.append((name, label, needs_reason, reasons))
        return found

    def advice(self, request: HttpRequest, row: StatementLine) -> str:
        if row.reconciled_state == "proposed":
            address = reverse("admin:reconciliation_match_changelist") + f"?state__exact=proposed&line__id__exact={row.pk}"
            return format_html('{} <a href="{}">{}</a>', _g("A match is proposed for it."), address, _g("Decide on the proposal"))
        if row.reconciled_state == "open" and row.live_key is not None:
            return _g("Nobody knows yet what it is for. Match it with invoices, or set it aside if it pays none.")
        return ""

    @admin.display(description=_("Remittance text"))
    def show_text(self, row: StatementLine) -> str:
        return Truncator(row.remittance).chars(80)

    @admin.display(description=_("Reversal"))
    def show_reversal(self, row: StatementLine) -> str:
        return _g("yes") if row.is_reversal else _g("no")
