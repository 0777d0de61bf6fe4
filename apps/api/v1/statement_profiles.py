"""Mapping profiles of the company: how tables of a bank are read."""

from __future__ import annotations

from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from apps.api.platform.fields import IdField, ReasonBody
from apps.api.platform.kept import by_key, changing, entering
from apps.api.platform.views import NounView, act
from apps.payments import actions
from apps.payments.models import StatementProfile
from apps.payments.states import ProfileState
from apps.payments.transitions import ARCHIVE_PROFILE


class StatementProfileSerializer(serializers.ModelSerializer):
    """Which column of a table is what, and how it is written. `account`: the account of a file that names none."""

    account = serializers.IntegerField(source="account_id", read_only=True, allow_null=True)
    body = serializers.DictField(read_only=True)

    class Meta:
        model = StatementProfile
        fields = ("id", "version", "name", "body", "account", "state", "created_at", "updated_at")
        read_only_fields = fields


class StatementProfilePatch(ReasonBody):
    """What is changed of a profile; what was read by it before stays as it is."""

    name = serializers.CharField(max_length=40, required=False)
    body = serializers.DictField(required=False)
    account = IdField(required=False, allow_null=True)


@extend_schema_serializer(examples=[OpenApiExample("A bank's CSV", value={
    "name": "My bank", "body": {"columns": {"date": "Posted", "amount": ["Sum", "Total"], "text": "Purpose"}, "decimal": ",", "default_currency": "UAH"},
}, request_only=True)])
class StatementProfileBody(StatementProfilePatch):
    """A profile: `columns` by role, each a header or a list of headers, and settings such as `decimal` and `dates`."""

    name = serializers.CharField(max_length=40)
    body = serializers.DictField()


class StatementProfileFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=ProfileState.choices)
    name = filters.CharFilter(field_name="name", help_text="The whole name.")

    class Meta:
        model = StatementProfile
        fields = ("state", "name")


class StatementProfileView(NounView):
    """Mapping profiles: an upload names one, or it is found by its headers."""

    model = StatementProfile
    serializer_class = StatementProfileSerializer
    filterset_class = StatementProfileFilter
    expands = {"account": "bank-account"}

    create = entering(
        actions.create_profile, StatementProfileBody, StatementProfileSerializer, given=by_key("account"), first=("name", "body"), summary="Add a mapping profile",
        description="Refused (422) with every problem of the body and its place, such as `body.columns.amount`.",
    )  # fmt: skip
    partial_update = changing(
        actions.update_profile, StatementProfilePatch, StatementProfileSerializer, given=by_key("account"), summary="Change a mapping profile",
        description="Sets the fields that are given; `body` is replaced whole.",
    )  # fmt: skip
    archive = act(
        ARCHIVE_PROFILE, actions.archive_profile, StatementProfileSerializer, summary="Archive a mapping profile",
        description="No file is read by it any more, and its name is free.",
    )  # fmt: skip
