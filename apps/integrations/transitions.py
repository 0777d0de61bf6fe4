"""The state machine of endpoints, on one screen."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.integrations.states import EndpointState as S
from apps.kernel.transitions import Creation, Machine, Transition


def _step(name: str, label: Any, past: str, sources: tuple[str, ...], *targets: str, **more: Any) -> Transition:
    journal_type = more.pop("type", f"webhook_endpoint.{past}")
    return Transition(name, "webhook_endpoint", f"{name}_webhook_endpoint", journal_type, label, sources=sources, targets=targets, **more)


USED = (S.ACTIVE, S.PAUSED)

CREATE = Creation("webhook_endpoint", "create_webhook_endpoint", "webhook_endpoint.created", _("New webhook endpoint"))
UPDATE = _step("update", _("Edit"), "updated", USED)
ROTATE_SECRET = _step("rotate_secret", _("New secret"), "secret_rotated", USED)
PAUSE = _step("pause", _("Pause"), "paused", (S.ACTIVE,), S.PAUSED, needs=("reason",))
RESUME = _step("resume", _("Go on"), "resumed", (S.PAUSED,), S.ACTIVE)
ARCHIVE = _step("archive", _("Archive"), "archived", USED, S.ARCHIVED, needs=("reason",))
SEND_SAMPLE = _step("send_sample", _("Send a sample"), "sample_sent", (S.ACTIVE,))
REPLAY = _step("replay", _("Send again"), "replayed", USED)
# What a delivery that was given up leaves in the journal. The domain gives it a name of its own.
NOTE_DEAD = _step("note_dead", _("Tell of a delivery given up"), "", (), by="job", type="webhook.dead")

ENDPOINT = Machine(
    "webhook_endpoint", UPDATE, ROTATE_SECRET, PAUSE, RESUME, ARCHIVE, SEND_SAMPLE, REPLAY, NOTE_DEAD, label=_("Webhook endpoint")
)
CHANGES = (CREATE, *ENDPOINT)
