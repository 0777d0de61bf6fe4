from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClientsConfig(AppConfig):
    name = "apps.clients"
    label = "clients"
    verbose_name = _("Clients")

    def ready(self) -> None:
        from apps.approvals.subjects import register_clients
        from apps.clients import accounts, actions, inbound, past, payloads, permissions, transitions
        from apps.clients.models import Client, ClientGroupPermission, ClientUserPermission, Contact
        from apps.journal import types
        from apps.tenants import roles
        from apps.tenants.permission import register_object_grants
        from apps.workflow import bulk, completeness, sharing
        from apps.workflow.actions.people import register_client_check, register_client_finder

        roles.register("clients", permissions.GRANTS)
        inbound.register()
        past.register()
        register_object_grants("clients.Client", ClientUserPermission, ClientGroupPermission, permissions=permissions.SHARED)
        sharing.register(Client, share=actions.share_client, unshare=actions.unshare_client)
        register_clients(Contact._meta.get_field("client"))
        register_client_finder(lambda code: Client.objects.filter(code=code).values_list("pk", flat=True).first())
        register_client_check(lambda pk: Client.objects.filter(pk=pk).exists())
        completeness.register_children(completeness.Children(Client, "ibans_digest", accounts.digests))
        types.register_changes(
            (
                *transitions.CLIENT, transitions.CREATE, transitions.ADD_CONTACT, transitions.UPDATE_CONTACT, transitions.REMOVE_CONTACT,
                transitions.RECORD_INTERACTION,
            ),
            payloads.TOLD,
        )
        bulk.register("clients.qualify", model=Client, declared=transitions.QUALIFY, run=actions.qualify_clients)
        bulk.register("clients.archive", model=Client, declared=transitions.ARCHIVE, run=actions.archive_clients)
