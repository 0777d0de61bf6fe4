"""Mails of reports that a schedule made: the link, to members who may see them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.analytics.models import Report, ReportSchedule
from apps.analytics.states import TOLD_ROLES
from apps.analytics.wording import asked_lines
from apps.journal.models import JournalEntry
from apps.kernel.actor import Actor
from apps.tenants.models import Membership
from apps.tenants.permission import permitted
from apps.workflow import notices
from apps.workflow.notices import Told

NAME, KIND = "reports_mail", "report.ready"


def register() -> None:
    """Declares the kind of mail. Called from ready()."""
    notices.register(KIND, words, label=gettext_lazy("A scheduled report is ready"))


def read(entries: Sequence[JournalEntry]) -> None:
    """Notes the mails of the entries. Idempotent by entry and person."""
    for entry in entries:
        if entry.type == "report.materialized" and entry.payload.get("schedule_id"):
            role = ReportSchedule.objects.filter(pk=entry.payload["schedule_id"]).values_list("told_role", flat=True).first()
            notices.write(entry, _people(entry.tenant_id, role or ""), kind=KIND, about_id=entry.subject_id)


def _people(tenant_id: int, role: str) -> list[int]:
    wanted = {role} if role else {code for code, _label in TOLD_ROLES}
    members = Membership.objects.filter(tenant_id=tenant_id, is_active=True, client_id__isnull=True)
    return [member.user_id for member in members.only("user_id", "roles") if wanted.intersection(member.roles)]


def words(report_id: int, *, actor: Actor, at: dt.datetime) -> Told | None:
    """None for who may not see the report any more."""
    report = permitted(Report.objects.filter(pk=report_id), actor, "view_report").first()
    if report is None or not report.is_ready:
        return None
    subject = _("Report: %(name)s") % {"name": report.label}
    lines = [subject, *(f"{label}: {value}" for label, value in asked_lines(report))]
    if not report.holds:
        lines.append(_("A control does not hold: do not rely on this report before somebody has looked into it."))
    return Told(subject, tuple(lines), reverse("admin:analytics_report_change", args=[report.pk]))
