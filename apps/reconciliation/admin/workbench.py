"""The workbench: what waits, beside what might settle it and why; decided by keys or by buttons, one by one or many at once.

Every decision is an ordinary form that works without a script; the script adds keys, running sums and reading a line without
loading the page.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.forms.utils import flatatt
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from apps.approvals.admin.choosing import ClientField
from apps.kernel import clock
from apps.kernel.actor import Actor
from apps.kernel.db import retrying
from apps.kernel.errors import NotVisible, Refusal
from apps.kernel.money import exponent, format_money, from_minor
from apps.payments.actions import set_line_aside
from apps.payments.admin.choosing import Choosing
from apps.payments.models import BankAccount, StatementLine
from apps.reconciliation import actions
from apps.reconciliation.models import Match, Run
from apps.reconciliation.preview import preview_of, sure
from apps.reconciliation.sentences import Item, evidence_of, known_rules, rule_label, why_of
from apps.reconciliation.suggestions import Suggestion, likely, suggest
from apps.reconciliation.waiting import Asked, Page, place_of, place_text, waiting_lines, waiting_page
from apps.tenants.permission import permitted
from apps.workflow import bulk
from apps.workflow.admin.many import ask_once
from apps.workflow.kinds import kind_of
from apps.workflow.ledger import once
from apps.workflow.models import BulkAct

AT_ONCE = 100
BENCH_MEDIA = forms.Media(css={"all": ("oblik/admin.css",)}, js=("oblik/admin.js",))
DECIDED_SHOWN = 8
_FIRST = re.compile(r"(?<=[.!?])\s")
FILTERS = ("account", "state", "rule", "amount_from", "amount_to", "text", "client", "side")


class Choice(forms.Select):
    """A choice of one, written without a template for each of its options: three of them were a tenth of the page's work."""

    def render(self, name: str, value: Any, *, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = "" if value is None else str(value)
        options = ((key, SafeString(" selected" if str(key) == chosen else ""), label) for key, label in self.choices)
        head = self.build_attrs(self.attrs, {"name": name, **(attrs or {})})
        return format_html("<select{}>{}</select>", flatatt(head), format_html_join("", '<option value="{}"{}>{}</option>', options))


class FindForm(forms.Form):
    """What is shown of what waits; nothing chosen is everything that came in."""

    account = forms.ModelChoiceField(label=_("Bank account"), queryset=None, required=False, empty_label=_("all"), widget=Choice)
    state = forms.ChoiceField(label=_("What"), required=False, choices=[("", _("all")), ("proposed", _("With a proposal")), ("open", _("Without one"))], widget=Choice)
    rule = forms.ChoiceField(label=_("Rule of the proposal"), required=False, widget=Choice)
    side = forms.ChoiceField(label=_("Money"), required=False, choices=[("", _("in")), ("out", _("out")), ("both", _("in and out"))], widget=Choice)
    amount_from = forms.DecimalField(label=_("Amount from"), required=False, max_digits=15)
    amount_to = forms.DecimalField(label=_("to"), required=False, max_digits=15)
    text = forms.CharField(label=_("Words of the text, name, IBAN"), required=False, max_length=100)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        self.fields["account"].queryset = BankAccount.objects.order_by("iban")  # type: ignore[attr-defined]
        rules = sorted(((rule, rule_label(rule)) for rule in known_rules()), key=lambda item: item[1])
        self.fields["rule"].choices = [("", _g("all")), *rules]  # type: ignore[attr-defined]
        self.fields["client"] = ClientField()

    def asked(self, after: str) -> Asked:
        """What was chosen, as the reads take it. Amounts are of the account's currency, else of the company's."""
        found = self.cleaned_data if self.is_valid() else {}
        account = found.get("account")
        scale = 10 ** exponent(account.currency if account else self.currency)
        side = {"": "in", "out": "out", "both": ""}[found.get("side") or ""]
        low, high = (None if found.get(name) is None else int(found[name] * scale) for name in ("amount_from", "amount_to"))
        asked = Asked(
            account.pk if account else None, found.get("state") or "", found.get("rule") or "", low, high, found.get("text") or "",
            found.get("client"), side,
        )  # fmt: skip
        return Asked(**{**asked.__dict__, "after": place_of(after, asked.by)}) if after else asked


def bench_view(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """What waits for a person, beside what might settle it."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    bench = Workbench(request, model_admin.actor(request))
    return bench.post() if request.method == "POST" else bench.get()


class Workbench:
    """One request of the page."""

    def __init__(self, request: HttpRequest, actor: Actor) -> None:
        self.request, self.actor = request, actor
        self.query = {name: value for name, value in request.GET.items() if name in (*FILTERS, "after") and value}
        self.form = FindForm({name: self.query.get(name, "") for name in FILTERS}, currency=request.tenant.currency)  # type: ignore[attr-defined]
        self.errors: list[str] = []
        self.choosing: Choosing | None = None
        self.preview: dict[str, Any] | None = None

    # --- deciding --------------------------------------------------------------------------------
    def post(self) -> HttpResponse:
        """Does what was pressed; then the page again, at the next line."""
        if not self.actor.may("reconciliation.accept_match"):
            raise PermissionDenied
        acts: dict[str, Callable[[], str | None]] = {
            "accept": self._accept, "reject": self._reject, "together": self._together, "aside": self._aside, "undo": self._undo,
            "preview": self._preview, "many": self._many,
        }  # fmt: skip
        choosing = any(name in self.request.POST for name in ("find", "fill", "confirm"))
        pressed = acts.get("together" if choosing else self.request.POST.get("act", ""))
        if pressed is None:
            raise Http404
        try:
            done = pressed()
        except NotVisible:
            raise Http404 from None
        except Refusal as refusal:
            self.errors += [str(reason) for reason in refusal.reasons] or [str(refusal)]
            return self.get(status=422)
        if done is None:
            return self.get(status=422 if self.errors or (self.choosing and self.choosing.errors) else 200)
        if done.startswith("/"):
            return redirect(done)
        messages.success(self.request, done)
        return redirect(f"{reverse('admin:reconciliation_workbench')}?{urlencode(self.query | self._next())}")

    def _next(self) -> dict[str, str]:
        following = self.request.POST.get("next", "")
        return {"line": following} if following.isdigit() else {}

    def _accept(self) -> str:
        match = self._match()
        chosen = self.request.POST.get("alternative", "0")
        self._once(match, lambda at: actions.accept_match(match.pk, actor=self.actor, at=at, alternative=int(chosen) if chosen.isdigit() else 0))
        return _g("Accepted: %(line)s.") % {"line": _name(match.line)}

    def _reject(self) -> str:
        match = self._match()
        self._once(match, lambda at: actions.reject_match(match.pk, actor=self.actor, at=at, reason=self._reason()))
        return _g("Rejected: %(line)s.") % {"line": _name(match.line)}

    def _aside(self) -> str:
        line = self._line(self.request.POST.get("line", ""))
        self._once(line, lambda at: set_line_aside(line.pk, actor=self.actor, at=at, reason=self._reason()))
        return _g("Set aside: %(line)s.") % {"line": _name(line)}

    def _undo(self) -> str:
        match = self._match()
        self._once(match, lambda at: actions.undo_match(match.pk, actor=self.actor, at=at, reason=self._reason()))
        return _g("Undone: %(line)s.") % {"line": _name(match.line)}

    def _together(self) -> str | None:
        """The lines that are chosen, with the amounts beside the invoices."""
        line = self._line(self.request.POST.get("line", ""))
        lines = self._chosen_lines(line)
        self.choosing = choosing = self._choosing(line, lines)
        if choosing.pressed != "confirm" or choosing.errors:
            return None
        amounts = choosing.amounts()
        if choosing.errors:
            return None
        write_off = [int(pk) for pk in self.request.POST.getlist("write_off") if pk.isdigit() and len(pk) < 19]
        try:
            self._once(line, lambda at: actions.settle_together(
                [item.pk for item in lines], amounts, actor=self.actor, at=at, write_off=write_off, reason=choosing.reason
            ))  # fmt: skip
        except NotVisible:
            raise
        except Refusal as refusal:
            choosing.refused(refusal)
            return None
        return _g("Settled: %(line)s.") % {"line": ", ".join(_name(item) for item in lines[:3])}

    def _preview(self) -> None:
        """What accepting the chosen, or all sure ones of a rule, would do."""
        least = self.request.POST.get("least", "")
        if least.isdigit():
            ids = sure(self.request.POST.get("rule", ""), int(least), self.actor)
        else:
            lines = [int(pk) for pk in self.request.POST.getlist("lines") if pk.isdigit() and len(pk) < 19]
            ids = list(Match.objects.filter(live_key__in=lines, state="proposed").values_list("pk", flat=True))
        found = preview_of(ids, self.actor)
        self.preview = {
            "ids": found.ids, "count": len(found.ids), "money": [format_money(minor, currency) for currency, minor in sorted(found.money.items())],
            "refused": sorted(found.refused.items()), "at_once": len(found.ids) <= AT_ONCE,
            "rule": self.request.POST.get("rule", ""), "least": int(least) if least.isdigit() else None,
        }  # fmt: skip

    def _many(self) -> str:
        ids = sorted({int(pk) for pk in self.request.POST.get("matches", "").split(",") if pk.isdigit() and len(pk) < 19})
        asked = ask_once(self.request, "reconciliation.accept", ids, reason=self._reason(), wake=len(ids) > AT_ONCE)
        if len(ids) > AT_ONCE:
            return reverse("admin:workflow_bulkact_change", args=[asked.pk])
        done = bulk.run(asked.tenant_id, asked.pk)
        return _g("%(done)s done, %(refused)s refused.") % {"done": done.done_count, "refused": done.refused_count}

    def _once(self, row: Any, act: Callable[[Any], Any]) -> None:
        """The act with its ledger row, by the token of the page: a double press takes effect once."""
        at, token = clock.now(), self.request.POST.get("token", "")[:100] or uuid.uuid4().hex
        posted = {name: self.request.POST.getlist(name) for name in sorted(self.request.POST) if name != "csrfmiddlewaretoken"}
        body = {"act": "workbench", "row": row.pk, "model": row._meta.label, "posted": posted}

        def work() -> None:
            with once(actor=self.actor, at=at, door="admin", key=token, caller=str(self.actor.user_id), body=body) as slot:
                if not slot.replayed:
                    act(at)
                    slot.keep({}, object_kind=kind_of(row), object_id=row.pk)

        retrying(work)

    def _match(self) -> Match:
        key = self.request.POST.get("match", "")
        found = permitted(Match.objects.select_related("line"), self.actor, "view_match").filter(pk=key).first() if key.isdigit() and len(key) < 19 else None
        if found is None:
            raise Http404
        return found

    def _line(self, key: str) -> StatementLine:
        seen = permitted(StatementLine.objects.select_related("account"), self.actor, "view_statementline")
        found = seen.filter(pk=key).first() if key.isdigit() and len(key) < 19 else None
        if found is None:
            raise Http404
        return found

    def _chosen_lines(self, line: StatementLine) -> list[StatementLine]:
        keys = {int(pk) for pk in self.request.POST.getlist("lines") if pk.isdigit() and len(pk) < 19} - {line.pk}
        return [line, *waiting_lines(self.actor).filter(pk__in=sorted(keys)[:100]).order_by("booked_on", "pk")]

    def _choosing(self, line: StatementLine, lines: list[StatementLine]) -> Choosing:
        left = sum(max(item.amount_minor, 0) for item in lines)
        return Choosing(self.request, likely(line, self.actor), actor=self.actor, currency=line.currency, left_minor=left)

    def _reason(self) -> str:
        return self.request.POST.get("reason", "").strip()

    # --- showing ---------------------------------------------------------------------------------
    def get(self, *, status: int = 200) -> HttpResponse:
        """The page; with `part=line` only what stands beside the list."""
        if self.request.GET.get("part") == "line":
            return render(self.request, "admin/oblik/workbench_line.html", self._beside(self._line(self.request.GET.get("line", "")), None))
        page = waiting_page(self.form.asked(self.query.get("after", "")), self.actor)
        chosen = self.request.POST.get("line") or self.request.GET.get("line", "")
        line = next((item for item in page.lines if str(item.pk) == chosen), page.lines[0] if page.lines else None)
        if self.choosing is not None:
            line = self._line(self.request.POST["line"])
        context = self._frame(page) | (self._beside(line, page) if line is not None else {"line": None})
        return render(self.request, "admin/oblik/workbench.html", context, status=status)

    def _frame(self, page: Page) -> dict[str, Any]:
        days, choose = cache(lambda day: date_format(day, "SHORT_DATE_FORMAT")), _g("Choose %(name)s")
        rows = [_row(line, page) | {"day": days(line.booked_on), "choose": choose % {"name": line}} for line in page.lines]
        behind = place_text(page.behind)
        return {
            **admin.site.each_context(self.request), "title": _g("Workbench"), "oblik_page": _g("Workbench"), "media": BENCH_MEDIA, "opts": Match._meta,
            "form": self.form, "rows": rows, "errors": self.errors, "preview": self.preview, "looked": page.looked, "query": urlencode(self.query),
            "filters": urlencode({name: value for name, value in self.query.items() if name != "after"}),
            "next_page": urlencode(self.query | {"after": behind}) if behind else "", "first": "after" not in self.query,
            "at_work": self._at_work(), "decided": self._decided(), "may": self.actor.may("reconciliation.accept_match"),
            "chosen_lines": set(self.request.POST.getlist("lines")), "filtered": any(name in self.query for name in FILTERS),
        }  # fmt: skip

    def _at_work(self) -> list[dict[str, Any]]:
        """Runs and set acts that are going on, with how far they are."""
        runs = Run.objects.filter(state__in=["queued", "running", "completed"]).select_related("account", "progress").order_by("-pk")[:3]
        acts = BulkAct.objects.filter(state__in=["queued", "running"], act__startswith="reconciliation.").order_by("-pk")[:3]
        found = [{"name": str(run), "percent": run.progress.percent, "url": reverse("admin:reconciliation_run_change", args=[run.pk])} for run in runs]
        return found + [
            {"name": str(bulk.get(act.act).label), "percent": (act.done_count + act.refused_count) * 100 // max(act.total_count, 1),
             "url": reverse("admin:workflow_bulkact_change", args=[act.pk])}
            for act in acts
        ]  # fmt: skip

    def _decided(self) -> list[dict[str, Any]]:
        """What this person settled last, to be undone."""
        mine = Match.objects.filter(state="accepted", decided_by=self.actor.label).select_related("line")
        last = mine.order_by("-updated_at", "-pk")[:DECIDED_SHOWN]
        return [{"match": match, "name": _name(match.line), "amount": format_money(match.amount_minor, match.currency), "token": uuid.uuid4().hex} for match in last]

    def _beside(self, line: StatementLine, page: Page | None) -> dict[str, Any]:
        """The line, its proposal or what the engine would say now, and invoices to choose from."""
        match = page.proposals.get(line.pk) if page else Match.objects.filter(live_key=line.pk, state="proposed").prefetch_related("items__invoice").first()
        suggestion = None if match is not None or line.amount_minor <= 0 else suggest(line, actor=self.actor, at=clock.now())
        choosing = self.choosing or self._offered(line, match, suggestion)
        lines = self._chosen_lines(line) if self.choosing else [line]
        following = ""
        if page:
            keys = [item.pk for item in page.lines if item.pk not in {chosen.pk for chosen in lines}]
            here = next((index for index, item in enumerate(page.lines) if item.pk == line.pk), 0)
            following = next((str(item.pk) for item in page.lines[here + 1 :] if item.pk in keys), str(keys[0]) if keys else "")
        reasons = match.reasons if match else [[reason.code, reason.params, reason.weight] for reason in suggestion.result.reasons] if suggestion else []
        return {
            "line": line, "amount": format_money(line.amount_minor, line.currency), "match": match, "answers": _answers(match) if match else [],
            "rule": rule_label(match.rule) if match else rule_label(suggestion.result.rule) if suggestion and suggestion.result.rule != "none" else "",
            "score": match.score if match else suggestion.result.score if suggestion else None, "suggested": bool(suggestion and suggestion.result.pairs),
            "evidence": [_told(item) for item in evidence_of(reasons)], "next": following, "token": uuid.uuid4().hex, "sum_minor": sum(item.amount_minor for item in lines),
            "digits": exponent(line.currency), "may": self.actor.may("reconciliation.accept_match"), "may_aside": self.actor.may("payments.mark_line"),
            "query": urlencode(self.query), **choosing.context(),
        }  # fmt: skip

    def _offered(self, line: StatementLine, match: Match | None, suggestion: Suggestion | None) -> Choosing:
        """Invoices to choose from, with the amounts of the answer filled in."""
        amounts = suggestion.amounts() if suggestion else {item.invoice_id: item.amount_minor for item in match.items.all() if not item.alternative} if match else {}
        prefilled = QueryDict(mutable=True)
        prefilled.update({f"amount_{pk}": f"{from_minor(minor, line.currency):f}" for pk, minor in amounts.items()})
        offered = suggestion.likely() if suggestion else likely(line, self.actor)
        return Choosing(self.request, offered, actor=self.actor, currency=line.currency, left_minor=max(line.amount_minor, 0), typed=prefilled)


def _row(line: StatementLine, page: Page) -> dict[str, Any]:
    match = page.proposals.get(line.pk)
    rule, reasons = page.said.get(line.pk, ("", []))
    sentence = _FIRST.split(why_of(reasons), maxsplit=1)[0] if reasons else _g("No run has looked at it yet.")
    if match is not None:
        sentence = f"{rule_label(match.rule)}: {', '.join(item.invoice.number or '' for item in match.items.all() if not item.alternative)}"
    return {
        "line": line, "amount": format_money(line.amount_minor, line.currency), "match": match, "said": _cut(sentence, 110), "text": _cut(line.remittance, 90),
        "rule": rule,
    }  # fmt: skip


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else Truncator(text).chars(most)


def _answers(match: Match) -> list[dict[str, Any]]:
    found: dict[int, list[str]] = {}
    for item in match.items.all():
        address = reverse("admin:invoices_invoice_change", args=[item.invoice_id])
        found.setdefault(item.alternative, []).append(format_html('<a class="oblik-link" href="{}">{}</a> {}', address, item.invoice, format_money(item.amount_minor, match.currency)))
    return [{"number": number, "items": items} for number, items in sorted(found.items())]


def _told(item: Item) -> dict[str, Any]:
    return {"sentence": item.sentence, "weight": item.weight, "forbids": item.forbids}


def _name(line: StatementLine) -> str:
    return " · ".join(filter(None, [format_money(line.amount_minor, line.currency), line.counterparty_name, line.reference]))
