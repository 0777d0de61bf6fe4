from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkflowConfig(AppConfig):
    name = "apps.workflow"
    label = "workflow"
    verbose_name = _("Work in progress")

    def ready(self) -> None:
        from apps.journal import types
        from apps.tenants import roles
        from apps.workflow import pack_parts, permissions, transitions

        roles.register("workflow", permissions.GRANTS)
        pack_parts.register()
        for name, label in (
            ("tenant.created", _("Company made")),
            ("tenant.updated", _("Company settings changed")),
            ("membership.created", _("Member added")),
            ("membership.updated", _("Roles changed")),
            ("membership.revoked", _("Membership ended")),
            ("membership.notices_chosen", _("Choice of mails changed")),
            ("notice.retried", _("Failed mail sent again")),
            ("membership.rescued", _("Password or second factor taken away by the operator")),
            ("people_group.created", _("Group of people made")),
            ("people_group.renamed", _("Group of people renamed")),
            ("people_group.member_added", _("Person taken into a group")),
            ("people_group.member_removed", _("Person taken out of a group")),
            ("api_key.created", _("API key made")),
            ("api_key.revoked", _("API key revoked")),
            ("api_key.rotated", _("API key given a new secret")),
            ("api_key.updated", _("Limits of an API key changed")),
            ("export.asked", _("Export asked for")),
            ("export.made", _("Export made")),
            ("export.failed", _("Export failed")),
            ("export.downloaded", _("Export downloaded")),
            ("export.removed", _("File of an export removed")),
            ("history.checked", _("Rows compared with their history")),
            ("sign_in.succeeded", _("Signed in")),
            ("sign_in.failed", _("Sign-in failed")),
            ("sign_in.locked", _("Sign-in locked after too many attempts")),
            ("sign_in.signed_out", _("Signed out")),
            ("sign_in.session_ended", _("Session ended from another one")),
            ("sign_in.password_changed", _("Password changed")),
            ("sign_in.factor_added", _("Second factor added")),
            ("sign_in.factor_removed", _("Second factor removed")),
            ("sign_in.codes_made", _("Recovery codes made anew")),
        ):
            types.register(name, label=label)
        types.register_changes(transitions.CHANGES, transitions.TOLD)

        from apps.workflow import sign_in_events

        sign_in_events.listen()
