from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkflowConfig(AppConfig):
    name = "apps.workflow"
    label = "workflow"
    verbose_name = _("Work in progress")

    def ready(self) -> None:
        from apps.journal import types

        for name, label in (
            ("tenant.created", _("Company made")),
            ("tenant.updated", _("Company settings changed")),
            ("membership.created", _("Member added")),
            ("membership.updated", _("Roles changed")),
            ("membership.revoked", _("Membership ended")),
            ("membership.rescued", _("Password or second factor taken away by the operator")),
            ("api_key.created", _("API key made")),
            ("api_key.revoked", _("API key revoked")),
            ("history.checked", _("Rows compared with their history")),
            ("sign_in.succeeded", _("Signed in")),
            ("sign_in.failed", _("Sign-in failed")),
            ("sign_in.locked", _("Sign-in locked after too many attempts")),
        ):
            types.register(name, label=label)
