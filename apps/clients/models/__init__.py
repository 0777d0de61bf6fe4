from apps.clients.models.client import Client, ClientIban
from apps.clients.models.contact import Contact, Interaction
from apps.clients.models.grants import ClientGroupPermission, ClientUserPermission

__all__ = ["Client", "ClientGroupPermission", "ClientIban", "ClientUserPermission", "Contact", "Interaction"]
