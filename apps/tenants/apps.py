from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TenantsConfig(AppConfig):
    name = "apps.tenants"
    label = "tenants"
    verbose_name = _("Companies and people")

    def ready(self) -> None:
        from apps.tenants import permissions, roles

        roles.register("tenants", permissions.GRANTS)
