"""The base of every table that belongs to a tenant."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import models
from django.db.models.sql.where import AND
from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _

from apps.tenants.scope import current_tenant_id


class TenantManager(models.Manager):
    """Sees the bound tenant's rows; raises Bug where no tenant is bound."""

    use_in_migrations = False

    def get_queryset(self) -> models.QuerySet:
        rows, tenant_id = super().get_queryset(), current_tenant_id()
        if not isinstance(tenant_id, int):  # the place of a value in a query that is prepared
            return rows.filter(tenant_id=tenant_id)
        # What filter(tenant_id=...) adds, in a fifth of its time: every query of every table begins so.
        field = self.model._meta.get_field("tenant")
        column = field.get_col(rows.query.get_initial_alias(), field)
        rows.query.where.add(field.get_lookup("exact")(column, tenant_id), AND)
        return rows

    def none(self) -> models.QuerySet:
        """Nothing is nobody's: needs no tenant."""
        return models.QuerySet(self.model).none()


@cache
def _labels_of(field: Any) -> dict[Any, Any]:
    return dict(field.flatchoices)


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

    def _get_FIELD_display(self, field: Any) -> Any:
        """The label of a choice, for Django's get_…_display(); Django makes a table of all choices for each value that is shown."""
        value = getattr(self, field.attname)
        return force_str(_labels_of(field).get(value, value), strings_only=True)

    @classmethod
    def own_rows(cls, user_id: int, codename: str) -> models.Q | None:
        """The rows about the person with which they may do that whatever their roles; None where there are none of the kind."""
        return None
