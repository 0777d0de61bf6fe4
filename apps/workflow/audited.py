"""The base of every business table: versioned, with history, written by acts only."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords

from apps.kernel.errors import Bug
from apps.tenants.owned import TenantManager, TenantOwned
from apps.tenants.scope import current_tenant_id


class HistoryStamp(models.Model):
    """What every history row carries beside the columns of its model."""

    objects = TenantManager()

    actor_label = models.CharField(max_length=160, blank=True, default="")
    request_id = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        abstract = True


class TenantHistory(HistoryManager):
    """Sees the bound tenant's history; raises Bug where no tenant is bound, as the manager of the rows does."""

    def get_super_queryset(self) -> models.QuerySet:
        return super().get_super_queryset().filter(tenant_id=current_tenant_id())

    @classmethod
    @cache
    def from_queryset(cls, queryset_class: type[models.QuerySet], class_name: str | None = None) -> type[models.Manager]:
        """Made once: the descriptor asks for it whenever somebody says `.history`, and each time another class was put together."""
        return super().from_queryset(queryset_class, class_name)


class History(HistoricalRecords):
    """History is asked for by the row that it is of: an index on anything else is paid for with every change. A model whose rows
    are taken out with those that they belong to names these in `history_by`, and its history is found by them too."""

    def get_meta_options(self, model: type[models.Model]) -> dict[str, Any]:
        options: dict[str, Any] = super().get_meta_options(model)
        by = getattr(model, "history_by", "")
        if by:
            options["indexes"] = [models.Index(fields=["tenant", by], name=f"{model._meta.model_name}_history_{by}")]
        return options

    def copy_fields(self, model: type[models.Model]) -> dict[str, models.Field]:
        fields = super().copy_fields(model)
        for field in fields.values():
            field.db_index = field.name == model._meta.pk.name
        return fields


def known_state(name: str, states: Sequence[str], field: str = "state") -> models.CheckConstraint:
    """The database's side of a closed state machine: no other state can be stored."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__in": list(states)}), name=name,
        violation_error_message=_("There is no such state."),
    )  # fmt: skip


class Audited(TenantOwned):
    """A business row. `version` grows by one with every change and equals the number of its history rows."""

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    created_at = models.DateTimeField(_("created at"), editable=False)
    updated_at = models.DateTimeField(_("changed at"), editable=False)

    # A plain number, since history is append-only and SET_NULL would be an update.
    history = History(
        inherit=True,
        bases=[HistoryStamp],
        history_user_id_field=models.BigIntegerField(null=True, db_index=False),
        use_base_model_db=True,
        history_manager=TenantHistory,
    )

    class Meta:
        abstract = True

    # The noun in journal types, URLs and act names: "invoice". Set by each model.
    subject_kind = ""
    # The foreign key by which history is looked up beside the key of the row; "" for none.
    history_by = ""

    def clean_fields(self, exclude: Any = None) -> None:
        """Checks what a person gives; what the runner gives (tenant, time stamps, state) is left out."""
        machine = getattr(self, "machine", None)
        own = {"tenant", "created_at", "updated_at", *([machine.field] if machine else [])}
        super().clean_fields(exclude=own | set(exclude or ()))

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refused: rows are written by acts, with history and journal in one transaction."""
        raise Bug(f"{type(self).__name__} is written by acts only, never by save().")

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refused: see save()."""
        raise Bug(f"{type(self).__name__} is deleted by acts only, never by delete().")
