"""People of a client, and what was said with them."""

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from apps.clients.states import InteractionKind
from apps.workflow.audited import Audited


class Contact(Audited):
    """A person who speaks for the client."""

    subject_kind = "contact"
    client_path = "client_id"
    history_by = "client"

    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT, related_name="contacts", verbose_name=_("client"))
    name = models.CharField(_("name"), max_length=150)
    position = models.CharField(_("position"), max_length=100, blank=True)
    email = models.EmailField(_("email"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["-id"]
        indexes = [models.Index(fields=["tenant", "client"], name="contact_client")]

    def __str__(self) -> str:
        return self.name


class Interaction(Audited):
    """A dated call, mail, meeting or note, perhaps with a day on which its owner comes back to it. It is never changed: what
    came of it, or a correction, is another one that `answers` it, and with that it is no longer due."""

    subject_kind = "interaction"

    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT, related_name="interactions", verbose_name=_("client"))
    kind = models.CharField(_("kind"), max_length=10, choices=InteractionKind.choices, default=InteractionKind.NOTE)
    happened_on = models.DateField(_("date"))
    summary = models.TextField(_("summary"), max_length=5000)
    follow_up_on = models.DateField(_("come back on"), null=True, blank=True)
    owner = models.ForeignKey(
        "tenants.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    answers = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="answered_by", verbose_name=_("comes back to")
    )

    class Meta:
        verbose_name = _("interaction")
        verbose_name_plural = _("interactions")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["tenant", "client", "-happened_on"], name="interaction_client"),
            models.Index(fields=["tenant", "follow_up_on"], name="interaction_follow_up"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {date_format(self.happened_on)}"
