"""The state machine of a client, on one screen."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.clients.guards import no_open_money
from apps.clients.states import ClientState as S
from apps.kernel.transitions import Creation, Guard, Machine, Transition

CREATE = Creation("client", "create_client", "client.created", _("New client"))
ADD_CONTACT = Creation("contact", "add_contact", "client.contact_added", _("New contact"), name="add")
UPDATE_CONTACT = Transition("update", "contact", "update_contact", "client.contact_updated", _("Edit"))
REMOVE_CONTACT = Transition("remove", "contact", "remove_contact", "client.contact_removed", _("Remove"))
RECORD_INTERACTION = Creation("interaction", "record_interaction", "client.interaction_recorded", _("Record"), name="record")

UPDATE = Transition(
    "update", "client", "update_client", "client.updated", _("Edit"), sources=(S.PROSPECT, S.ACTIVE, S.ON_HOLD)
)
QUALIFY = Transition(
    "qualify", "client", "qualify_client", "client.qualified", _("Qualify"), sources=(S.PROSPECT,), targets=(S.ACTIVE,)
)
HOLD = Transition(
    "hold", "client", "hold_client", "client.held", _("Put on hold"), sources=(S.ACTIVE,), targets=(S.ON_HOLD,), needs=("reason",)
)
RELEASE = Transition(
    "release", "client", "release_client", "client.released", _("Release"), sources=(S.ON_HOLD,), targets=(S.ACTIVE,)
)
ARCHIVE = Transition(
    "archive", "client", "archive_client", "client.archived", _("Archive"), sources=(S.PROSPECT, S.ACTIVE), targets=(S.ARCHIVED,),
    guards=(Guard("money_open", no_open_money, _("Invoices of this client are still open.")),),
)  # fmt: skip
RESTORE = Transition(
    "restore", "client", "restore_client", "client.restored", _("Restore"), sources=(S.ARCHIVED,), targets=(S.ACTIVE,)
)

SHARE = Transition("share", "client", "share_client", "client.shared", _("Share"))
UNSHARE = Transition("unshare", "client", "share_client", "client.unshared", _("End a sharing"))

CLIENT = Machine("client", UPDATE, QUALIFY, HOLD, RELEASE, ARCHIVE, RESTORE, SHARE, UNSHARE, label=_("Client"))
