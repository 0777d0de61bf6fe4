"""The base of every table that belongs to a tenant."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.tenants.scope import current_tenant_id


class TenantManager(models.Manager):
    """Sees the bound tenant's rows; raises Bug where no tenant is bound."""

    use_in_migrations = False

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().filter(tenant_id=current_tenant_id())

    def none(self) -> models.QuerySet:
        """Nothing is nobody's: needs no tenant."""
        return models.QuerySet(self.model).none()


class TenantOwned(models.Model):
    """A row of one tenant. Every unique constraint and index of a subclass starts with tenant."""

    tenant = models.ForeignKey(
        "tenants.Tenant", on_delete=models.PROTECT, related_name="+", editable=False, db_index=False, verbose_name=_("company")
    )

    objects = TenantManager()

    # The path from this model to the client whose users may see the row; "" where a client sees nothing.
    client_path = ""
    # Which of those rows they may see.
    client_rows = models.Q()

    # The column of the person who keeps the row, and what the row gives to them beyond their roles.
    keeper_path = ""
    keeper_permissions: tuple[str, ...] = ()

    class Meta:
        abstract = True

    @classmethod
    def own_rows(cls, user_id: int, codename: str) -> models.Q | None:
        """The rows about the person with which they may do that whatever their roles; None where there are none of the kind."""
        return None
