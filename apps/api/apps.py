from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "apps.api"
    label = "api"
    verbose_name = _("API")

    def ready(self) -> None:
        from apps.api.platform import (
            schema,  # noqa: F401 - registers the schema extensions
            versions,
        )
        from apps.api.v1.changes import VERSIONS
        from apps.tenants.api_keys import register_contract

        for version in VERSIONS:
            versions.register(version)
        register_contract(versions.newest())
