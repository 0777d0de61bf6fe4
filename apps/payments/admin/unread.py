"""The form of a statement file, and the page of files that could not be read: tried again with another account or profile, or discarded."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminSelectWidget

from apps.kernel import clock
from apps.kernel.db import retrying
from apps.kernel.errors import Refusal
from apps.payments import actions
from apps.payments.models import BankAccount, StatementProfile, UnreadFile
from apps.payments.parsers.bank_profiles import PROFILES
from apps.payments.parsers.profiles import MOST_TEXT
from apps.payments.states import FileState, ProfileState
from apps.workflow.admin import ActModelAdmin, state_label
from apps.workflow.admin.sent import Came, answered_once, came
from apps.workflow.quarantine import error_text, short_of


class ReadForm(forms.Form):
    """With what a file is read."""

    account = forms.ModelChoiceField(
        label=_("Bank account"), queryset=BankAccount.objects.none(), required=False, help_text=_("Only for a file that names no account."),
        widget=UnfoldAdminSelectWidget,
    )
    profile = forms.ChoiceField(
        label=_("Mapping profile"), required=False, widget=UnfoldAdminSelectWidget, help_text=_("Only for a CSV or XLSX whose columns are not found by their headers."),
    )
    profile_json = forms.CharField(
        label=_("Mapping profile as JSON"), required=False, max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Which column is what, for this file only."),
    )  # fmt: skip

    def __init__(self, *args: Any, profile: str = "", **kwargs: Any) -> None:
        """`profile`: what the file was tried with before."""
        if profile:
            kwargs["initial"] = kwargs.get("initial", {}) | {"profile_json" if profile.startswith("{") else "profile": profile}
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = BankAccount.objects.order_by("iban")  # type: ignore[attr-defined]
        self.fields["profile"].choices = _profile_choices()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("profile") and found.get("profile_json", "").strip():
            self.add_error("profile_json", _g("Choose a profile or write one, not both."))
        return found

    @property
    def given(self) -> dict[str, Any]:
        """The arguments of the acts that read a file."""
        account = self.cleaned_data["account"]
        return {"account_id": account.pk if account else None, "profile": self.cleaned_data["profile"] or self.cleaned_data["profile_json"].strip()}


def _profile_choices() -> list[Any]:
    own = [(row.name, row.name) for row in StatementProfile.objects.filter(state=ProfileState.ACTIVE).order_by("name")]
    return [
        ("", _g("Found by the headers")), *([(_g("Of the company"), own)] if own else []),
        (_g("Built in"), [(profile.name, profile.name) for profile in PROFILES]),
    ]  # fmt: skip


class UploadForm(ReadForm):
    """A file, and with what it is read."""

    file = forms.FileField(
        label=_("Statement file"), help_text=_("As your bank gives it: CAMT, MT940, OFX, 1C, CSV, XLSX and others; one file or a zip."), widget=UnfoldAdminFileFieldWidget
    )
    keep = forms.BooleanField(label=_("Keep the file in quarantine if it cannot be read"), required=False, help_text=_("It can then be tried again with another account or profile."))
    field_order = ("file", "account", "profile", "profile_json", "keep")


def keep_refused(request: HttpRequest, form: UploadForm, refusal: Refusal, *, actor: Any) -> UnreadFile | None:
    """Keeps the uploaded file where the person asks for it; tells why it could not be kept."""
    upload = form.cleaned_data["file"]
    if not form.cleaned_data["keep"] or not actor.may("payments.manage_unread_files"):
        return None
    upload.seek(0)
    try:
        kept: UnreadFile = retrying(lambda: actions.keep_file(upload.read(), upload.name, refusal.reasons, actor=actor, at=clock.now(), **form.given))
    except Refusal as why:
        for sentence in why.sentences:
            messages.error(request, sentence)
        return None
    messages.warning(request, _g("The file could not be read and waits in quarantine."))
    return kept


@admin.register(UnreadFile)
class UnreadFileAdmin(ActModelAdmin):
    list_display = ("file_name", "show_errors", "show_state", "created_at")
    list_filter = ("state",)
    search_fields = ("file_name__startswith",)
    search_help_text = _("Start of the file's name")
    empty_advice = _("Statement files that cannot be read wait here, where whoever uploads them chooses to keep them.")
    show_state = state_label(_("State"))

    @admin.display(description=_("Why refused"))
    def show_errors(self, row: UnreadFile) -> str:
        return short_of(row.errors)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(require_POST(self.discard_view))
        return [path("<int:file_id>/discard/", view, name="payments_unreadfile_discard"), *super().get_urls()]

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Why it could not be read, and the account and profile to try it with again."""
        row = self.get_queryset(request).filter(pk=object_id).first() if object_id.isdigit() and len(object_id) < 19 else None
        if row is None:
            raise Http404
        may_read = row.state == FileState.WAITING and self.actor(request).may("payments.manage_unread_files")
        form = ReadForm(request.POST or None, initial={"account": row.account_id}, profile=row.profile)
        if request.method == "POST":
            if not self.actor(request).may("payments.manage_unread_files"):
                raise PermissionDenied
            if form.is_valid():
                return self._tried(request, row, form)
        context = self.admin_site.each_context(request) | {
            "title": str(row), "oblik_page": str(row), "row": row, "form": form, "may_read": may_read, "may_choose": self.actor(request).may("payments.create_profile"), "why": [error_text(item) for item in row.errors],
            "opts": self.opts, "media": self.media,
        }  # fmt: skip
        return render(request, "admin/oblik/unread_file.html", context, status=422 if form.errors else 200)

    def _tried(self, request: HttpRequest, row: UnreadFile, form: ReadForm) -> HttpResponse:
        page = reverse("admin:payments_unreadfile_change", args=[row.pk])

        def work(at: dt.datetime) -> Came:
            tried = actions.retry_file(row.pk, actor=self.actor(request), at=at, **form.given)
            if tried.state == FileState.WAITING:
                return came(page, _g("The file still cannot be read."), row=tried, level=messages.WARNING)
            to = reverse("admin:payments_statement_change", args=[tried.statement_id]) if tried.statement_id else reverse("admin:payments_statement_changelist")
            return came(to, _g("The file is read and imported."), row=tried)

        try:
            return answered_once(request, work)
        except Refusal as refusal:
            for sentence in refusal.sentences:
                messages.error(request, sentence)
            return redirect(page)

    def discard_view(self, request: HttpRequest, file_id: int) -> HttpResponse:
        """The file is put away, with a reason."""
        if not self.get_queryset(request).filter(pk=file_id).exists():
            raise Http404
        if not self.actor(request).may("payments.manage_unread_files"):
            raise PermissionDenied

        def work(at: dt.datetime) -> Came:
            row = actions.discard_file(file_id, actor=self.actor(request), at=at, reason=request.POST.get("reason", ""))
            return came(reverse("admin:payments_unreadfile_changelist"), _g("The file is discarded."), row=row)

        try:
            return answered_once(request, work)
        except Refusal as refusal:
            for sentence in refusal.sentences:
                messages.error(request, sentence)
            return redirect("admin:payments_unreadfile_change", file_id)
