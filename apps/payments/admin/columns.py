"""Choosing the columns of a table that no profile knows: upload, columns with a look at what is read, profile and import. Plain forms throughout."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminFileFieldWidget

from apps.kernel.errors import Refusal
from apps.kernel.money import format_money
from apps.payments import actions, mapped_files
from apps.payments.admin.columns_form import Columns, ColumnsForm, first_guess
from apps.payments.held_files import HELD
from apps.payments.models import UnreadFile
from apps.payments.parsers.csv_file import MAX_BYTES
from apps.payments.parsers.detect import table_kind
from apps.payments.parsers.errors import UnreadableFile
from apps.payments.parsers.preview import Preview, preview
from apps.payments.parsers.profiles import checked
from apps.payments.states import FileState
from apps.tenants.models import Tenant
from apps.tenants.permission import permitted
from apps.workflow.admin import ActModelAdmin
from apps.workflow.admin.sent import Came, answered_once, came, was_sent

SHOWN_PROBLEMS = 50
_FORM_FIELDS = {"account_id": "account", "account": "account", "name": "name"}


class TableForm(forms.Form):
    file = forms.FileField(label=_("Table of the bank"), help_text=_("CSV or XLSX, in any encoding."), widget=UnfoldAdminFileFieldWidget)


class ColumnsAdmin(ActModelAdmin):
    """The list of profiles, with the pages on which one is made from a file."""

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("columns/", wrap(self.upload_view), name="payments_columns"),
            path("columns/unread/<int:file_id>/", wrap(self.unread_view), name="payments_columns_unread"),
            path("columns/<slug:digest>/", wrap(self.held_view), name="payments_columns_held"),
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """A profile begins with a file."""
        self._require(request)
        return redirect("admin:payments_columns")

    def _require(self, request: HttpRequest, *more: str) -> None:
        if not all(self.actor(request).may(f"payments.{name}") for name in ("create_profile", "import_statement", *more)):
            raise PermissionDenied

    def upload_view(self, request: HttpRequest) -> HttpResponse:
        """Takes the file; it is kept for the next steps."""
        self._require(request)
        form = TableForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            upload = form.cleaned_data["file"]
            try:
                table_kind(upload.file)
            except UnreadableFile as error:
                form.add_error("file", str(error))
            else:
                digest = mapped_files.keep(upload.read(MAX_BYTES), actor=self.actor(request))
                return redirect(reverse("admin:payments_columns_held", args=[digest]) + "?" + urlencode({"name": upload.name[-200:]}))
        title = _g("Choose the columns of a table")
        context = self.admin_site.each_context(request) | {"title": title, "oblik_page": title, "form": form, "opts": self.opts, "media": self.media}
        return render(request, "admin/oblik/columns_upload.html", context, status=422 if form.errors else 200)

    def held_view(self, request: HttpRequest, digest: str) -> HttpResponse:
        """The columns of an uploaded file."""
        self._require(request)
        actor = self.actor(request)
        data = mapped_files.read(digest, actor=actor)
        if data is None:
            if request.method == "POST" and was_sent(request):
                return _again(request, reverse("admin:payments_columns"))
            messages.warning(request, _g("The file is kept for a day and is not there any more. Upload it again."))
            return redirect("admin:payments_columns")
        file_name = request.GET.get("name", "")[-200:] or "table"

        def taken(at: dt.datetime, given: dict[str, Any]) -> Came:
            result = actions.import_by_new_profile(io.BytesIO(data), file_name, actor=actor, at=at, **given)
            one = result.statements[0] if len(result.statements) == 1 else None
            found = Came(_address(one.pk if one else None), row=one)
            if result.known:
                found.say(messages.WARNING, _g("This file was imported before; nothing was added."))
            else:
                found.say(messages.SUCCESS, _g("Imported: %(new)s new entries, %(had)s known already.") % {"new": result.new, "had": result.had})
            if result.quarantined:
                found.say(messages.WARNING, _g("A statement is in quarantine: nothing of it is reconciled before somebody has looked at it."))
            return found

        answer = self._columns(request, data, file_name, taken=taken)
        if answer.status_code == 302:
            mapped_files.remove(digest, actor=actor)
        return answer

    def unread_view(self, request: HttpRequest, file_id: int) -> HttpResponse:
        """The columns of a file that waits in quarantine."""
        actor = self.actor(request)
        row = permitted(UnreadFile.objects.filter(pk=file_id), actor, "view_unreadfile").first()
        if row is None:
            raise Http404
        self._require(request, "manage_unread_files")
        if row.state != FileState.WAITING:
            if request.method == "POST" and was_sent(request):
                return _again(request, reverse("admin:payments_unreadfile_change", args=[row.pk]))
            return redirect("admin:payments_unreadfile_change", row.pk)
        try:
            data = HELD.read(actor.tenant_id, row.file_sha256)
            table_kind(io.BytesIO(data))
        except (Refusal, UnreadableFile) as error:
            messages.error(request, " ".join(error.sentences) if isinstance(error, Refusal) else str(error))
            return redirect("admin:payments_unreadfile_change", row.pk)

        def taken(at: dt.datetime, given: dict[str, Any]) -> Came:
            file = actions.take_by_new_profile(row.pk, actor=actor, at=at, **given)
            return came(_address(file.statement_id), _g("The file is read and imported."), row=file)

        return self._columns(request, data, row.file_name, taken=taken, account_id=row.account_id)

    def _columns(self, request: HttpRequest, data: bytes, file_name: str, *, taken: Any, account_id: int | None = None) -> HttpResponse:
        """The table, a role above each column, and what would be read; `taken` makes the profile and imports the file."""
        kind = table_kind(io.BytesIO(data))
        currency = Tenant.objects.values_list("currency", flat=True).get(pk=self.actor(request).tenant_id)
        posted = request.POST if request.method == "POST" else None
        form = ColumnsForm(posted, initial={"default_currency": currency, "account": account_id} | (first_guess(data, kind) if posted is None else {}), is_csv=kind == "csv")
        is_valid = posted is None or form.is_valid()
        columns = Columns(data, kind, form, posted=posted)
        profile, wrong = checked(columns.body())
        problems = [columns.problem] if columns.problem else columns.problems() or [str(item) for item in wrong]
        look = preview(data, kind, profile) if profile and not problems else None
        if posted is not None and "save" in posted and is_valid and look and not look.problems:
            if not form.cleaned_data["name"].strip():
                form.add_error("name", _g("Give the profile a name."))
            else:
                account = form.cleaned_data["account"]
                given = {"name": form.cleaned_data["name"], "body": columns.body(), "account_id": account.pk if account else None}
                try:
                    return answered_once(request, lambda at: taken(at, given))
                except Refusal as refusal:
                    for reason in refusal.reasons:
                        form.add_error(_FORM_FIELDS.get(reason.field), str(reason))
        title = _g("Choose the columns of %(file)s") % {"file": file_name}
        context = self.admin_site.each_context(request) | {
            "title": title, "oblik_page": title, "form": form, "columns": columns, "problems": problems, "look": _shown(look, columns) if look else None,
            "asked": posted is not None, "opts": self.opts, "media": self.media,
        }  # fmt: skip
        refused = posted is not None and "save" in posted
        return render(request, "admin/oblik/columns.html", context, status=422 if refused else 200)


def _again(request: HttpRequest, back: str) -> HttpResponse:
    """What came of a form that was sent before; of one with other values why not."""
    try:
        return answered_once(request, lambda _at: Came(back))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(back)


def _address(statement_id: int | None) -> str:
    return reverse("admin:payments_statement_change", args=[statement_id]) if statement_id else reverse("admin:payments_statement_changelist")


def _shown(look: Preview, columns: Columns) -> dict[str, Any]:
    """The look in words and figures of the reader."""

    def money(minor: int | None, currency: str) -> str:
        return "—" if minor is None else format_money(minor, currency)

    problems = [
        {"where": item.where or "—", "column": f"{item.column}. {columns.heads[item.column - 1]}".rstrip(". ") if item.column and item.column <= columns.width else "—",
         "why": str(UnreadableFile(item.message, hint=item.hint, **item.params))}
        for item in look.problems[:SHOWN_PROBLEMS]
    ]  # fmt: skip
    return {
        "count": look.entry_count, "problems": problems, "problem_count": len(look.problems), "more_problems": max(0, len(look.problems) - SHOWN_PROBLEMS),
        "entries": [
            {"day": item.booked_on, "amount": money(item.amount_minor, item.currency), "out": item.amount_minor < 0, "party": item.counterparty_name,
             "iban": item.counterparty_iban, "tax_id": item.counterparty_tax_id, "text": item.remittance[:160]}
            for item in look.entries
        ],
        "statements": [
            {"account": item.header.account, "currency": item.header.currency, "count": item.entry_count, "credit": money(item.credit_minor, item.header.currency),
             "debit": money(item.debit_minor, item.header.currency), "opening": money(item.opening_minor, item.header.currency),
             "closing": money(item.closing_minor, item.header.currency), "balances": item.balances}
            for item in look.statements
        ],
        "warnings": [text for item in look.statements for text in item.warnings][:20],
    }  # fmt: skip
