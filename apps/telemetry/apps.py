from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TelemetryConfig(AppConfig):
    name = "apps.telemetry"
    label = "telemetry"
    verbose_name = _("Telemetry")

    def ready(self) -> None:
        from apps.telemetry import checks, jobs, probes, stores  # noqa: F401

        probes.register("database", stores.probe_database, critical=True)
        probes.register("cache", stores.probe_cache)
        probes.register("broker", stores.probe_broker)
        jobs.connect()
