"""The column that holds the state of a machine."""

from __future__ import annotations

from typing import Any

from django_fsm import FSMField


class StateField(FSMField):
    """django-fsm-2's field; for migrations a plain CharField, which is what the database has.

    An FSMField listens to every class that Django prepares. Migrations prepare some thirty thousand historic ones, each with such
    fields, and each field would hear of each class: half of the time that migrating an empty database took.
    """

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, {key: value for key, value in kwargs.items() if key != "protected"}
