"""The doors' base classes in the admin: they translate in, make one call, translate out."""

from apps.workflow.admin.base import ActButton, ActModelAdmin
from apps.workflow.admin.checks import HistoryCheckAdmin, HistoryDifferenceAdmin
from apps.workflow.admin.exports import ExportAdmin
from apps.workflow.admin.formats import (
    caption,
    decimal_text,
    money,
    number,
    percent,
    percent_text,
    person,
    read_money,
    state_label,
)
from apps.workflow.admin.groups import PeopleGroupAdmin
from apps.workflow.admin.importing import ImportingAdmin
from apps.workflow.admin.keys import IdempotencyRecordAdmin
from apps.workflow.admin.machines import BulkActAdmin, NoticeAdmin
from apps.workflow.admin.packs import AuditPackAdmin
from apps.workflow.admin.people import ApiKeyAdmin, MembershipAdmin, TenantAdmin
from apps.workflow.admin.quarantine import QuarantinedRowAdmin
from apps.workflow.admin.records import JournalEntryAdmin, SealAdmin
from apps.workflow.admin.sharing import SharingAdmin

__all__ = [
    "ActButton", "ActModelAdmin", "ApiKeyAdmin", "AuditPackAdmin", "BulkActAdmin", "ExportAdmin", "HistoryCheckAdmin", "HistoryDifferenceAdmin",
    "IdempotencyRecordAdmin", "ImportingAdmin", "JournalEntryAdmin", "MembershipAdmin", "NoticeAdmin", "PeopleGroupAdmin", "QuarantinedRowAdmin", "SealAdmin",
    "SharingAdmin", "TenantAdmin", "caption", "decimal_text", "money", "number", "percent", "percent_text", "person", "read_money",
    "state_label",
]  # fmt: skip
