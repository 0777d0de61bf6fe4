"""A table of rows taken in by a page: checked first, with every refused row by line and reason, then imported."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import zlib
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminFileFieldWidget

from apps.kernel import clock
from apps.kernel.actor import Actor
from apps.kernel.errors import Refusal
from apps.workflow.actions import import_table
from apps.workflow.admin.base import ActModelAdmin
from apps.workflow.admin.sent import Came, taken_once
from apps.workflow.imports import ImportReport
from apps.workflow.reading import has_more_rows
from apps.workflow.tables import csv_bytes

# What one request takes; the command takes a million rows.
MOST_BYTES, MOST_LINES, MOST_CARRIED = 8 * 2**20, 20_000, 4 * 2**20
SHOWN = 100
ACCEPTED = ".csv,.txt,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class TableForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("Table (CSV or XLSX)"), required=False, widget=UnfoldAdminFileFieldWidget(attrs={"accept": ACCEPTED}))


class ImportingAdmin(ActModelAdmin):
    """A list whose rows can be taken in from a table. `import_act(data, actor=, at=, dry_run=)` gives an ImportReport;
    `import_door` names the table where refused rows can be kept in quarantine; `import_columns` and `import_required` say on the
    page what it reads."""

    import_act: Callable[..., ImportReport]
    import_permission = ""
    import_door = ""
    import_title: Any = ""
    import_columns: Mapping[str, Sequence[str]] = {}
    import_required: Sequence[str] = ()
    change_list_template = "admin/oblik/import_list.html"

    def get_urls(self) -> list[Any]:
        return [path("import/", self.admin_site.admin_view(self.import_view), name=self._import_name()), *super().get_urls()]

    def _import_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_import"

    def _may_import(self, request: HttpRequest) -> bool:
        return self.actor(request).may(f"{self.opts.app_label}.{self.import_permission}")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        address = reverse(f"admin:{self._import_name()}") if self._may_import(request) else ""
        return super().changelist_view(request, {"oblik_import": address, "oblik_import_title": self.import_title} | (extra_context or {}))

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Checks the table, or takes it in. The checked table is carried in the page, so that what is imported is what was
        checked; one that is too large for that is chosen again."""
        if not self._may_import(request):
            raise PermissionDenied
        form, told, carried = TableForm(request.POST or None, request.FILES or None), None, ""
        dry_run, actor = "import" not in request.POST, self.actor(request)
        may_keep = bool(self.import_door) and actor.may("workflow.manage_quarantined_rows")
        name = str(getattr(form.files["file"], "name", "")) if "file" in form.files else request.POST.get("name", "")[-200:]
        if request.method == "POST" and form.is_valid():
            try:
                data, keep = _data(request, form), may_keep and request.POST.get("import") == "keep"
                told = self._checked(data, actor) if dry_run else self._taken(request, data, name if keep else "")
            except Refusal as refusal:
                for sentence in refusal.sentences:
                    form.add_error("file", sentence)
            else:
                carried = _carried(data) if dry_run and (told["report"]["taken"] or (told["report"]["refused"] and may_keep)) else ""
        form.fields["file"].required = True  # for who reads the page: a table that was checked comes without
        context = self.admin_site.each_context(request) | {
            "title": str(self.import_title), "oblik_page": str(self.import_title), "form": form, "carried": carried, "dry_run": dry_run,
            "may_keep": may_keep, "name": name, "shown": SHOWN, **(told | {"problems": told["problems"][:SHOWN], "csv": _csv_link(told["problems"])} if told else {}),
            "columns": [
                {"name": name, "others": ", ".join(others), "needed": name in self.import_required} for name, others in self.import_columns.items()
            ],
            "back": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"), "opts": self.opts, "media": self.media,
        }  # fmt: skip
        return render(request, "admin/oblik/import.html", context, status=422 if form.errors else 200)

    def _checked(self, data: bytes, actor: Actor) -> dict[str, Any]:
        return _told(type(self).import_act(data, actor=actor, at=clock.now(), dry_run=True))

    def _taken(self, request: HttpRequest, data: bytes, keep_as: str) -> dict[str, Any]:
        """Takes the table in by the token of the form; `keep_as`: the name under which refused rows are kept, "" where they are not."""

        def work(at: dt.datetime) -> Came:
            actor, kept = self.actor(request), 0
            if keep_as:
                report, kept = import_table(data, keep_as, door=self.import_door, actor=actor, at=at)
            else:
                report = type(self).import_act(data, actor=actor, at=at, dry_run=False)
            found = Came(told=_told(report, kept))
            found.say(messages.SUCCESS, _("Imported: %(taken)s taken, %(known)s known already.") % {"taken": report.taken, "known": report.known})
            return found

        return taken_once(request, work, in_steps=True).told


def _told(report: ImportReport, kept: int = 0) -> dict[str, Any]:
    """The report as the page shows it, and keeps it for a second click."""
    counts = {"seen": report.seen, "taken": report.taken, "known": report.known}
    many = {name: len(getattr(report, name)) for name in ("refused", "differing", "warnings")}
    return {"report": counts | many, "problems": _problems(report), "notes": [str(note) for note in report.notes], "kept": kept}


def _data(request: HttpRequest, form: forms.Form) -> bytes:
    """The bytes of the chosen file, or of the one that was checked before. Raises Invalid."""
    upload = form.cleaned_data.get("file")
    data = upload.read(MOST_BYTES + 1) if upload else _uncarried(request.POST.get("carried", ""))
    if not data:
        raise _bad("no_file", _("Choose a file."))
    if len(data) > MOST_BYTES or has_more_rows(data, MOST_LINES):
        most = {"lines": MOST_LINES, "mib": MOST_BYTES // 2**20}
        raise _bad("too_large", _("This page takes at most %(lines)s lines and %(mib)s MiB; larger tables are imported by the command.") % most)
    return data


def _bad(code: str, message: str) -> Refusal:
    return Refusal.because(code, message, field="file")


def _carried(data: bytes) -> str:
    packed = base64.b64encode(zlib.compress(data, 6)).decode()
    return packed if len(packed) <= MOST_CARRIED else ""


def _uncarried(text: str) -> bytes:
    """What `_carried` wrote; b"" for anything else. It unpacks no more than a file may have."""
    try:
        return zlib.decompressobj().decompress(base64.b64decode(text, validate=True), MOST_BYTES + 1)
    except (binascii.Error, ValueError, zlib.error):
        return b""


def _problems(report: ImportReport) -> list[dict[str, Any]]:
    """Every row that a person should know of, by line."""
    kinds = ((_("Refused"), report.refused), (_("Differs"), report.differing), (_("Warning"), report.warnings))
    rows = chain.from_iterable(((item, kind) for item in items) for kind, items in kinds)
    return [
        {"line": item.line, "key": item.key, "kind": kind, "why": " ".join(str(reason) for reason in item.reasons)}
        for item, kind in sorted(rows, key=lambda pair: pair[0].line)
    ]  # fmt: skip


def _csv_link(problems: Sequence[Mapping[str, Any]]) -> str:
    """The report as the address of a file that the page itself holds: nothing of it is stored. "" where there is nothing to tell."""
    rows = [[item["line"], item["key"], item["kind"], item["why"]] for item in problems]
    if not rows:
        return ""
    body = csv_bytes([_("Line"), _("Code or number"), _("Outcome"), _("Why")], rows)
    return "data:text/csv;charset=utf-8;base64," + base64.b64encode(body).decode()
