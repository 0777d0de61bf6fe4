"""Where reconciliation stood in the past, by day or by the journal's number: as a page, and the bytes themselves to keep."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from apps.journal.models import JournalEntry
from apps.kernel.errors import Invalid
from apps.kernel.money import format_money, to_minor
from apps.payments.states import LineState
from apps.reconciliation.as_of import as_known, head_sequence, sequence_at
from apps.reconciliation.models import Run
from apps.reconciliation.sentences import rule_label

_SHOWN = 200  # decided lines of an account; the file has all


class KnownForm(forms.Form):
    day = forms.DateField(label=_("At the end of the day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    entry = forms.IntegerField(label=_("or at the journal's number"), required=False, min_value=0, max_value=10**15)

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        if asked.get("day") and asked.get("entry") is not None:
            raise forms.ValidationError(_g("Give a number or a time, not both."))
        return asked


def known_view(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """The page, by default of now; with `file` the report's own bytes."""
    actor = model_admin.actor(request)
    if not actor.may("reconciliation.view_match"):
        raise PermissionDenied
    form = KnownForm({name: request.GET.get(name, "") for name in ("day", "entry")})
    context: dict[str, Any] = {}
    if form.is_valid():
        try:
            sequence = _sequence(actor.tenant_id, ZoneInfo(request.tenant.time_zone), form.cleaned_data)  # type: ignore[attr-defined]
            text = as_known(actor.tenant_id, sequence)
        except Invalid as refusal:
            for reason in refusal.reasons:
                form.add_error("day" if reason.field == "at" else "entry", str(reason))
        else:
            if "file" in request.GET:
                named = f'attachment; filename="reconciliation-known-{sequence}.json"'
                return HttpResponse(text, content_type="application/json", headers={"Content-Disposition": named})
            context = _told(sequence, orjson.loads(text))
    title = _g("As known then")
    context |= model_admin.admin_site.each_context(request) | {"title": title, "oblik_page": title, "form": form, "opts": Run._meta, "media": model_admin.media}
    return render(request, "admin/oblik/known.html", context, status=422 if form.errors else 200)


def _sequence(tenant_id: int, zone: ZoneInfo, asked: dict[str, Any]) -> int:
    if asked.get("entry") is not None:
        return int(asked["entry"])
    if asked.get("day") is None:
        return head_sequence(tenant_id)
    over = dt.datetime.combine(asked["day"] + dt.timedelta(days=1), dt.time(), zone)
    return sequence_at(tenant_id, over - dt.timedelta(microseconds=1))


def _told(sequence: int, body: dict[str, Any]) -> dict[str, Any]:
    """The report in the reader's words."""
    last = JournalEntry.objects.filter(sequence=sequence).values_list("at", flat=True).first()
    return {
        "sequence": sequence, "digest": body["digest"], "last": date_format(localtime(last), "DATETIME_FORMAT") if last else "",
        "accounts": [_account(item) for item in body["accounts"]],
    }  # fmt: skip


def _account(item: dict[str, Any]) -> dict[str, Any]:
    def money(text: str) -> str:
        return format_money(to_minor(text, item["currency"]), item["currency"])

    decided = [
        line | {
            "amount": money(line["amount"]), "booked_on": date_format(dt.date.fromisoformat(line["booked_on"]), "SHORT_DATE_FORMAT"),
            "state": str(LineState(line["state"]).label), "rule": rule_label(line["rule"]), "invoices": ", ".join(number for number, _amount in line["pairs"]) or "—",
        }
        for line in item["decided"][:_SHOWN]
    ]  # fmt: skip
    states = [{"state": str(LineState(state).label), "count": told["count"], "sum": money(told["sum"])} for state, told in item["states"].items()]
    return item | {"sum": money(item["sum"]), "states": states, "decided": decided, "more": max(0, len(item["decided"]) - _SHOWN)}
