from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JournalConfig(AppConfig):
    name = "apps.journal"
    label = "journal"
    verbose_name = _("Journal")

    def ready(self) -> None:
        from apps.journal import consumers, permissions, types
        from apps.kernel import clock
        from apps.telemetry import probes
        from apps.tenants import roles

        roles.register("journal", permissions.GRANTS)
        types.register("audit_pack.made", label=_("Audit pack made"))
        types.register("audit_pack.downloaded", label=_("Audit pack downloaded"))
        consumers.register("journal_days", consumers.count_days)
        probes.register("journal", lambda: consumers.probe(clock.now()), critical=False)
