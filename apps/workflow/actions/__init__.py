"""Acts on companies and people. They stand here because the journal stands above tenants."""

from apps.workflow.actions.check_history import ask_history_check, check_history, run_history_check, unfinished_checks
from apps.workflow.actions.company import holiday_countries, update_tenant
from apps.workflow.actions.exports import (
    LINK_LASTS,
    ask_export,
    ask_export_again,
    file_name_of,
    make_export,
    open_link,
    record_export_taken,
    remove_old_exports,
    token_of,
    unfinished_exports,
)
from apps.workflow.actions.groups import add_group_member, create_group, remove_group_member, rename_group
from apps.workflow.actions.keys import LONGEST_OVERLAP, create_api_key, revoke_api_key, rotate_api_key, update_api_key
from apps.workflow.actions.notices import choose_notices, retry_notices
from apps.workflow.actions.packs import (
    KEPT_DAYS,
    ask_audit_pack,
    make_audit_pack,
    record_download,
    remove_old_packs,
    unfinished_packs,
)
from apps.workflow.actions.people import (
    add_member,
    create_tenant,
    revoke_member,
    update_member,
)
from apps.workflow.actions.quarantine import Mended, discard_row, import_table, mend_from_table, retry_row, retry_rows
from apps.workflow.actions.rescue import rescue_person
from apps.workflow.actions.sign_ins import Origin, end_sessions, find_person, other_sessions, record_sign_in

__all__ = [
    "KEPT_DAYS", "LINK_LASTS", "LONGEST_OVERLAP", "ask_export", "ask_export_again", "file_name_of", "make_export", "open_link",
    "record_export_taken", "remove_old_exports", "token_of", "unfinished_exports", "Mended", "Origin", "add_group_member", "add_member", "ask_audit_pack", "ask_history_check", "check_history", "choose_notices",
    "create_api_key", "create_group", "create_tenant", "discard_row", "end_sessions", "find_person", "holiday_countries", "import_table", "make_audit_pack", "mend_from_table", "other_sessions",
    "record_download", "record_sign_in", "remove_group_member", "remove_old_packs", "rename_group", "retry_notices", "retry_row", "retry_rows", "rescue_person", "revoke_api_key", "rotate_api_key", "update_api_key",
    "revoke_member", "run_history_check", "unfinished_checks", "unfinished_packs", "update_member", "update_tenant",
]  # fmt: skip
