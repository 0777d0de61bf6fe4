import datetime as dt

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
        from apps.kernel.actor import Actor
        from apps.tenants.api_keys import register_contract
        from apps.workflow import exports
        from apps.workflow.models import Export

        for version in VERSIONS:
            versions.register(version)
        register_contract(versions.newest())

        def opened(wanted: Export, *, actor: Actor, at: dt.datetime) -> exports.Source:
            from apps.api.platform.exporting import open_source  # all nouns: not before one is asked for

            return open_source(wanted, actor=actor, at=at)

        def label_of(noun: str) -> str:
            from apps.api.platform import exporting

            return exporting.label_of(noun)

        exports.register(opened, label_of)
