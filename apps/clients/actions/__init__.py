"""The acts of this app."""

from apps.clients.actions.change import (
    archive_client,
    archive_clients,
    hold_client,
    qualify_client,
    qualify_clients,
    release_client,
    restore_client,
    update_client,
)
from apps.clients.actions.create import create_client
from apps.clients.actions.people import add_contact, record_interaction, remove_contact, update_contact
from apps.clients.actions.share import share_client, unshare_client
from apps.clients.actions.take_in import import_clients

__all__ = [
    "add_contact", "archive_client", "archive_clients", "create_client", "hold_client", "import_clients", "qualify_client",
    "qualify_clients", "record_interaction", "release_client", "remove_contact", "restore_client", "update_client", "update_contact",
    "share_client", "unshare_client",
]  # fmt: skip
