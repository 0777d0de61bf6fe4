"""A person's place in a company: the roles, and for a client's own user the client."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.tenants.roles import Role


def _check_roles(value: object) -> None:
    if not isinstance(value, list) or not value or any(role not in Role.values for role in value):
        raise ValidationError(_("Choose at least one role from the list."), code="roles")


class Membership(models.Model):
    """Who works for which company in which roles. `client_id` is the client whose papers a client's user sees.

    It is a plain number and no foreign key, because clients stand in a layer above this one; the act that
    sets it checks that the client is of the same company. `manager` is a member of the same company; following it
    never comes back to where it began.
    """

    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey("tenants.User", on_delete=models.PROTECT, related_name="memberships")
    roles = models.JSONField(_("roles"), default=list, validators=[_check_roles])
    client_id = models.BigIntegerField(_("client"), null=True, blank=True)
    department = models.CharField(_("department"), max_length=60, blank=True, default="")
    manager = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="reports", null=True, blank=True, verbose_name=_("manager")
    )
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    subject_kind = "membership"

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["tenant_id", "user_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "user"],
                name="membership_once",
                violation_error_message=_("This person is a member already."),
            ),
            models.CheckConstraint(
                condition=Q(client_id__isnull=True) | Q(client_id__gt=0),
                name="membership_client_positive",
                violation_error_message=_("The client's number must be positive."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.tenant}"

    @property
    def role_set(self) -> frozenset[str]:
        return frozenset(self.roles)

    @property
    def role_labels(self) -> list[str]:
        return [str(Role(role).label) for role in self.roles]
