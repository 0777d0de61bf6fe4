"""Audit packs: asked for by year, seen in the making, downloaded."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from apps.journal.models import AuditPack
from apps.journal.packing import fiscal_years
from apps.journal.signing import public_hex, signing_key
from apps.kernel import clock
from apps.kernel.db import retrying
from apps.kernel.errors import NotPermitted, NotVisible, Refusal
from apps.workflow import actions
from apps.workflow.admin.formats import caption, person, work_state
from apps.workflow.admin.sent import Came, answered_once, came
from apps.workflow.admin.shown import ShownAdmin
from apps.workflow.tasks import make_audit_pack


@admin.register(AuditPack)
class AuditPackAdmin(ShownAdmin):
    list_display = ("year", "created_at", "show_state", "show_size", "show_who")
    list_display_links = ("year", "created_at")
    fields = ("year", "starts_on", "ends_before", "show_progress", "show_who", "created_at", "ended_at", "show_size", "show_sha", "show_key")
    readonly_fields = fields
    change_list_template = "admin/oblik/pack_list.html"
    change_form_outer_before_template = "admin/oblik/pack_download.html"
    empty_advice = _("Choose a fiscal year above: its journal, history and registers are put into one signed file, with a program that verifies it.")
    show_who = person("requested_by")
    show_sha = caption("sha256", _("SHA-256"), mono=True)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("make/", view(require_POST(self.make_view)), name="journal_auditpack_make"),
            path("<int:pack_id>/download/", view(require_POST(self.download_view)), name="journal_auditpack_download"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        tenant = request.tenant  # type: ignore[attr-defined]
        years = fiscal_years(tenant, clock.today(tenant.time_zone)) if self._may_make(request) else []
        return super().changelist_view(request, {"oblik_years": years} | (extra_context or {}))

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        row = self.get_queryset(request).filter(pk=object_id).first() if object_id.isdigit() else None
        ready = row is not None and bool(row.sha256) and row.removed_at is None
        shown = {"oblik_pack": row, "oblik_ready": ready, "oblik_days": actions.KEPT_DAYS}
        return super().change_view(request, object_id, form_url, shown | (extra_context or {}))

    def make_view(self, request: HttpRequest) -> HttpResponse:
        """Asks for the pack of a year, or leads to the one that is in the making."""
        actor, year = request.actor, request.POST.get("year", "")  # type: ignore[attr-defined]
        field = forms.IntegerField(min_value=1900, max_value=9998)

        def work(at: dt.datetime) -> Came:
            pack = actions.ask_audit_pack(field.clean(year), actor=actor, at=at)
            make_audit_pack.delay_on_commit(actor.tenant_id, pack.pk)
            return came(reverse("admin:journal_auditpack_change", args=[pack.pk]), row=pack)

        try:
            return answered_once(request, work)
        except NotPermitted:
            raise Http404 from None
        except (Refusal, forms.ValidationError) as problem:
            messages.error(request, str(problem) if isinstance(problem, Refusal) else " ".join(problem.messages))
            return redirect("admin:journal_auditpack_changelist")

    def download_view(self, request: HttpRequest, pack_id: int) -> HttpResponseBase:
        """The file; that it was taken, and by whom, is noted before."""
        try:
            found = retrying(lambda: actions.record_download(pack_id, actor=request.actor, at=clock.now()))  # type: ignore[attr-defined]
        except NotVisible:
            raise Http404 from None
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("admin:journal_auditpack_change", pack_id)
        name = "-".join(found.stem.split("-")[:-2]) + ".zip"
        answer = FileResponse(found.open("rb"), as_attachment=True, filename=name, content_type="application/zip")
        answer["Cache-Control"] = "no-store"
        return answer

    def _may_make(self, request: HttpRequest) -> bool:
        actor = getattr(request, "actor", None)
        return actor is not None and actor.may("journal.make_audit_pack")

    @admin.display(description=_("State"))
    def show_state(self, row: AuditPack) -> SafeString:
        text, tone = state_of(row)
        return format_html('<span class="oblik-state oblik-state-{}">{}</span>', tone, text)

    @admin.display(description=_("Size"))
    def show_size(self, row: AuditPack) -> str:
        return filesizeformat(row.size) if row.size else "—"

    @admin.display(description=_("Public key"))
    def show_key(self, row: AuditPack) -> SafeString:
        text = _g("Give it to the auditor by another way than the file: verify.py asks for it.")
        return format_html('<span class="oblik-mono">{}</span><br><span class="oblik-quiet">{}</span>', public_hex(signing_key()), text)

    @admin.display(description=_("Progress"))
    def show_progress(self, row: AuditPack) -> SafeString:
        return render_to_string("admin/oblik/pack_progress.html", {"row": row, "state": state_of(row)[0], "at_work": row.ended_at is None})


def state_of(row: AuditPack) -> tuple[str, str]:
    """The state of a pack in words, and its colour."""
    return work_state(row) or ((_g("File removed"), "plain") if row.removed_at is not None else (_g("Ready"), "good"))
