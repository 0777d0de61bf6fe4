from apps.integrations.actions.deliveries import give_up, replay, replay_delivery, send_sample
from apps.integrations.actions.endpoints import (
    archive_endpoint,
    create_endpoint,
    pause_endpoint,
    resume_endpoint,
    rotate_secret,
    update_endpoint,
)
from apps.integrations.actions.handle import handle_due_events
from apps.integrations.actions.retry import retry_event
from apps.integrations.actions.take import MOST_EVENTS, Taken, take_events

__all__ = [
    "MOST_EVENTS", "Taken", "archive_endpoint", "create_endpoint", "give_up", "handle_due_events", "pause_endpoint", "replay", "replay_delivery",
    "resume_endpoint", "retry_event", "rotate_secret", "send_sample", "take_events", "update_endpoint",
]  # fmt: skip
