"""System checks: database features that MySQL skips in silence stop us with an error."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.core import checks
from django.db import models
from django.utils.translation import gettext as _


@checks.register(checks.Tags.models)
def refuse_what_mysql_skips(app_configs: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Refuse conditional unique constraints and indexes over expressions in models of ours.

    Django only warns (models.W036, models.W043), only on MySQL, and then leaves them out: the invariant
    would hold on SQLite and not in production. So here they are errors on every database.
    """
    found: list[checks.CheckMessage] = []
    for config in app_configs or apps.get_app_configs():
        if config.name.startswith("apps."):
            for model in config.get_models(include_auto_created=True):
                found.extend(_violations(model))
    return found


def _violations(model: type[models.Model]) -> Iterable[checks.CheckMessage]:
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            if constraint.condition is not None:
                yield _error(model, constraint.name, "E036", _("a unique constraint with a condition"))
            if constraint.expressions:
                yield _error(model, constraint.name, "E044", _("a unique constraint over expressions"))
    for index in model._meta.indexes:
        if index.condition is not None:
            yield _error(model, index.name, "E037", _("an index with a condition"))
        if index.expressions and any(not _is_plain(part) for part in index.expressions):
            yield _error(model, index.name, "E043", _("an index over expressions"))


def _is_plain(expression: Any) -> bool:
    return isinstance(expression, models.F | models.expressions.OrderBy) and isinstance(
        getattr(expression, "expression", expression), models.F
    )


def _error(model: type[models.Model], name: str, code: str, what: str) -> checks.Error:
    return checks.Error(
        _("%(model)s: “%(name)s” is %(what)s, which MySQL leaves out without a word.")
        % {"model": model._meta.label, "name": name, "what": what},
        hint=_("Use a stored generated column that is NULL when it does not apply, with a plain constraint."),
        obj=model,
        id=f"telemetry.{code}",
    )
