"""Shifts that come again."""

from __future__ import annotations

from typing import Any

from django_filters import rest_framework as filters
from rest_framework import serializers

from apps.api.platform.fields import Body, IdField
from apps.api.platform.kept import by_key, changing, entering
from apps.api.platform.queries import IdFilter
from apps.api.platform.views import NounView, act
from apps.shifts import actions
from apps.shifts.models import ShiftTemplate
from apps.shifts.states import KeptState
from apps.shifts.transitions import TEMPLATE


class TemplateSerializer(serializers.ModelSerializer):
    """`begins` and `ends` by the clock on the site's wall; an end that is not after the begin is on the next day. `weekdays`: ISO
    numbers, 1 for Monday, such as "12345"."""

    site = serializers.IntegerField(source="site_id", read_only=True)
    skill = serializers.IntegerField(source="skill_id", read_only=True, allow_null=True)
    contract = serializers.IntegerField(source="contract_id", read_only=True, allow_null=True)
    begins = serializers.CharField(read_only=True, help_text="Such as 08:00:00.")
    ends = serializers.CharField(read_only=True, help_text="Such as 16:00:00.")

    class Meta:
        model = ShiftTemplate
        fields = (
            "id", "version", "code", "site", "role", "line", "begins", "ends", "break_minutes", "skill", "needed_count", "weekdays", "contract",
            "state", "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = fields


class TemplatePatch(Body):
    """What is changed of a template; shifts that were made of it stay as they are."""

    code = serializers.CharField(max_length=20, required=False)
    site = IdField(required=False)
    role = serializers.CharField(max_length=60, required=False)
    line = serializers.CharField(max_length=60, required=False, allow_blank=True)
    begins = serializers.RegexField(r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z", required=False, help_text="Such as 08:00.")
    ends = serializers.RegexField(r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z", required=False, help_text="Such as 16:00.")
    break_minutes = serializers.IntegerField(min_value=0, max_value=1440, required=False)
    skill = IdField(required=False, allow_null=True)
    needed_count = serializers.IntegerField(min_value=1, max_value=200, required=False)
    weekdays = serializers.RegexField(r"^[1-7]{1,7}\Z", required=False)
    contract = IdField(required=False, allow_null=True)


class TemplateBody(TemplatePatch):
    """A shift that comes again at a site."""

    code = serializers.CharField(max_length=20)
    site = IdField()
    role = serializers.CharField(max_length=60)
    begins = serializers.RegexField(r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z", help_text="Such as 08:00.")
    ends = serializers.RegexField(r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z", help_text="Such as 16:00.")


def given(asked: dict[str, Any]) -> dict[str, Any]:
    """A body as the acts take it."""
    found = by_key("site", "skill", "contract")(asked)
    return found | {name: serializers.TimeField().to_internal_value(found[name]) for name in ("begins", "ends") if name in found}


class TemplateFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=KeptState.choices)
    code = filters.CharFilter(field_name="code", help_text="The whole code.")
    site = IdFilter(field_name="site_id")

    class Meta:
        model = ShiftTemplate
        fields = ("state", "code", "site")


class TemplateView(NounView):
    """Shift templates."""

    model = ShiftTemplate
    serializer_class = TemplateSerializer
    filterset_class = TemplateFilter
    expands = {"site": "site", "skill": "skill", "contract": "contract"}

    create = entering(
        actions.create_shift_template, TemplateBody, TemplateSerializer, given=given, summary="Enter a shift template",
        description="Shifts are made of it by the roll-out of its site. Refused (409) for a code that is taken.",
    )  # fmt: skip
    partial_update = changing(
        actions.update_shift_template, TemplatePatch, TemplateSerializer, given=given, summary="Change a shift template",
        description="Sets the fields that are given; shifts that were made of it stay as they are.",
    )  # fmt: skip
    archive = act(TEMPLATE["archive"], actions.archive_shift_template, TemplateSerializer, summary="Archive a shift template")
    restore = act(TEMPLATE["restore"], actions.restore_shift_template, TemplateSerializer, summary="Use a shift template again")
