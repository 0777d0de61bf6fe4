"""What may be done in this app, and which roles may do it. Who makes an endpoint sends the company's events out of the house."""

from apps.tenants.roles import AUDITOR, INTEGRATION, MANAGER, OWNER

_READ = (OWNER, MANAGER, AUDITOR, INTEGRATION)

GRANTS = {
    "view_webhookendpoint": _READ,
    "create_webhook_endpoint": (OWNER,),
    "update_webhook_endpoint": (OWNER,),
    "rotate_secret_webhook_endpoint": (OWNER,),
    "pause_webhook_endpoint": (OWNER,),
    "resume_webhook_endpoint": (OWNER,),
    "archive_webhook_endpoint": (OWNER,),
    "send_sample_webhook_endpoint": (OWNER, INTEGRATION),
    "replay_webhook_endpoint": (OWNER, INTEGRATION),
    "note_dead_webhook_endpoint": (OWNER,),
    "view_webhookdelivery": _READ,
    "read_events": (OWNER, INTEGRATION),
    "view_inboundevent": (OWNER, MANAGER, AUDITOR, INTEGRATION),
    "send_inbound_event": (OWNER, MANAGER, INTEGRATION),
    "retry_inbound_event": (OWNER, MANAGER, INTEGRATION),
}
