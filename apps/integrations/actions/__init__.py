from apps.integrations.actions.deliveries import give_up, replay, replay_delivery, send_sample
from apps.integrations.actions.endpoints import (
    archive_endpoint,
    create_endpoint,
    pause_endpoint,
    resume_endpoint,
    rotate_secret,
    update_endpoint,
)

__all__ = [
    "archive_endpoint", "create_endpoint", "give_up", "pause_endpoint", "replay", "replay_delivery", "resume_endpoint", "rotate_secret",
    "send_sample", "update_endpoint",
]  # fmt: skip
