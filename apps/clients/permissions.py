"""What may be done in this app, and which roles may do it."""

from apps.tenants.roles import ACCOUNTANT, CLIENT, INTEGRATION, MANAGER, OWNER, READERS

_WRITERS = (OWNER, MANAGER, ACCOUNTANT, INTEGRATION)

GRANTS = {
    "view_client": (*READERS, CLIENT),
    "create_client": _WRITERS,
    "update_client": _WRITERS,
    "qualify_client": _WRITERS,
    "hold_client": (OWNER, MANAGER, ACCOUNTANT),
    "release_client": (OWNER, MANAGER, ACCOUNTANT),
    "archive_client": (OWNER, MANAGER),
    "restore_client": (OWNER, MANAGER),
    "share_client": (OWNER, MANAGER),
    "view_contact": READERS,
    "add_contact": _WRITERS,
    "update_contact": _WRITERS,
    "remove_contact": _WRITERS,
    "view_interaction": READERS,
    "record_interaction": _WRITERS,
}

# What may be given on a single client to a person or a group; to see it comes with everything else.
SHARED = ("view_client", "update_client", "qualify_client", "hold_client", "release_client")
