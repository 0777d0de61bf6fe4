"""Kinds of records: what journal entries, the ledger and events call a model."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.apps import apps


@cache
def models_by_kind() -> dict[str, Any]:
    """Each kind's model. (The journal's own models have a column of that name.)"""
    named = ((getattr(model, "subject_kind", None), model) for model in apps.get_models())
    return {kind: model for kind, model in named if isinstance(kind, str) and kind}


def kind_of(model: Any) -> str:
    """What the journal and the ledger call rows of the model; the name of the model where it has no kind."""
    return str(getattr(model, "subject_kind", "") or model._meta.model_name)
