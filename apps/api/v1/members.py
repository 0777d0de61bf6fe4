"""Who works for the company: members, groups of people, and the company itself."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.platform.fields import Body, IdField, PersonField, ReasonBody
from apps.api.platform.kept import entering
from apps.api.platform.parsing import StrictJSONParser
from apps.api.platform.queries import FlagFilter
from apps.api.platform.views import NounView
from apps.tenants.models import GroupMember, Membership, PeopleGroup
from apps.tenants.roles import Role
from apps.tenants.scope import current_tenant_id
from apps.workflow import actions

LANGUAGES = [("uk", "Українська"), ("en", "English")]
MOST_MEMBERS = 500


class MemberSerializer(serializers.ModelSerializer):
    """A person's place in the company. `client`: of a client's user, whose papers they see. `manager`: another member. `active`: false
    since the membership was ended."""

    email = serializers.CharField(source="user.email", read_only=True)
    name = serializers.CharField(source="user.name", read_only=True)
    roles = serializers.ListField(child=serializers.CharField(), read_only=True)
    client = serializers.IntegerField(source="client_id", read_only=True, allow_null=True)
    manager = serializers.IntegerField(source="manager_id", read_only=True, allow_null=True)
    active = serializers.BooleanField(source="is_active", read_only=True)

    class Meta:
        model = Membership
        fields = ("id", "email", "name", "roles", "client", "department", "manager", "active", "created_at")
        read_only_fields = fields


class MemberWithSecretSerializer(MemberSerializer):
    """With the one-time password of a person who is new; null for one who has a password, and where the request came a second time."""

    secret = serializers.CharField(read_only=True, allow_null=True)

    class Meta(MemberSerializer.Meta):
        fields = (*MemberSerializer.Meta.fields, "secret")
        read_only_fields = fields


@extend_schema_serializer(examples=[OpenApiExample("An accountant", value={"email": "olena@example.com", "name": "Олена", "roles": ["accountant"]}, request_only=True)])
class MemberBody(Body):
    """A person to take in. The role `client` stands alone and needs a `client`; no other has one."""

    email = PersonField()
    name = serializers.CharField(max_length=150, required=False, allow_blank=True)
    roles = serializers.ListField(child=serializers.ChoiceField(choices=Role.choices), min_length=1, max_length=20)
    client = IdField(required=False)
    language = serializers.ChoiceField(choices=LANGUAGES, required=False)


class MemberPatch(Body):
    """What is changed of a member. `roles` replaces all of them."""

    roles = serializers.ListField(child=serializers.ChoiceField(choices=Role.choices), min_length=1, max_length=20, required=False)
    client = IdField(required=False, allow_null=True)
    department = serializers.CharField(max_length=60, required=False, allow_blank=True)
    manager = IdField(required=False, allow_null=True)


class MemberFilter(filters.FilterSet):
    active = FlagFilter(field_name="is_active")

    class Meta:
        model = Membership
        fields = ("active",)


class MemberView(NounView):
    """Members of the company. Owners change them."""

    model = Membership
    serializer_class = MemberSerializer
    filterset_class = MemberFilter

    def base_queryset(self) -> QuerySet:
        return Membership.objects.filter(tenant_id=current_tenant_id()).select_related("user")

    @extend_schema(
        request=MemberBody, responses={201: MemberWithSecretSerializer}, summary="Take a person into the company",
        description="By address. A person who is new gets a one-time password, in this answer and in no other; one whose membership had ended is taken back.",
    )  # fmt: skip
    def create(self, request: Request) -> Response:
        asked = self.body(MemberBody)
        email, roles, client = asked.pop("email"), asked.pop("roles"), asked.pop("client", None)
        return self.run_with_secret(lambda: actions.add_member(email, roles, actor=self.actor, at=self.at, client_id=client, **asked), status=201)  # type: ignore[arg-type]

    @extend_schema(
        request=MemberPatch, responses=MemberSerializer, summary="Change a member",
        description="Sets the fields that are given; it holds from their next request. Refused (409) where no owner would be left.",
    )  # fmt: skip
    def partial_update(self, request: Request, pk: str) -> Response:
        asked = self.body(MemberPatch)
        self.expected_version()
        self.get_object()
        roles, client = asked.pop("roles", None), asked.pop("client", None)
        return self.run(lambda: actions.update_member(int(pk), roles, actor=self.actor, at=self.at, client_id=client, **asked))  # type: ignore[arg-type]

    @extend_schema(
        request=ReasonBody, responses=MemberSerializer, summary="End a membership",
        description="With what is shared with them; it stops at their next request. Refused (409) for the last owner.",
    )  # fmt: skip
    @action(detail=True, methods=["post"], parser_classes=[StrictJSONParser])
    def revoke(self, request: Request, pk: str) -> Response:
        reason = self.body(ReasonBody)["reason"]
        self.expected_version()
        return self.run(lambda: actions.revoke_member(int(pk), actor=self.actor, at=self.at, reason=reason))  # type: ignore[arg-type]


class GroupMemberSerializer(serializers.Serializer):
    """One who belongs to a group."""

    member = serializers.IntegerField(source="membership_id")
    email = serializers.CharField(source="membership.user.email")


class PeopleGroupSerializer(serializers.ModelSerializer):
    """Members under a name: what is shared with the group holds for whoever belongs to it."""

    members = serializers.SerializerMethodField()

    class Meta:
        model = PeopleGroup
        fields = ("id", "name", "members", "created_at")
        read_only_fields = fields

    @extend_schema_field(GroupMemberSerializer(many=True))
    def get_members(self, row: PeopleGroup) -> Any:
        return GroupMemberSerializer(row.members.all(), many=True).data  # type: ignore[attr-defined]


class GroupPatch(ReasonBody):
    """Another name."""

    name = serializers.CharField(max_length=100)


@extend_schema_serializer(examples=[OpenApiExample("The sales team", value={"name": "Sales", "members": [1, 2]}, request_only=True)])
class GroupBody(Body):
    """A group, and the ids of its members."""

    name = serializers.CharField(max_length=100)
    members = serializers.ListField(child=IdField(), max_length=MOST_MEMBERS, required=False)


class GroupMemberBody(ReasonBody):
    """The id of a member."""

    member = IdField()


class PeopleGroupView(NounView):
    """Groups of people."""

    model = PeopleGroup
    serializer_class = PeopleGroupSerializer
    filter_backends: list[Any] = []

    def base_queryset(self) -> QuerySet:
        return PeopleGroup.objects.prefetch_related(Prefetch("members", GroupMember.objects.select_related("membership__user").order_by("pk")))

    create = entering(
        actions.create_group, GroupBody, PeopleGroupSerializer, first=("name",), summary="Enter a group of people", description="Refused (409) for a name that is taken."
    )

    @extend_schema(request=GroupPatch, responses=PeopleGroupSerializer, summary="Rename a group", description="What is shared with it stays.")
    def partial_update(self, request: Request, pk: str) -> Response:
        asked = self.body(GroupPatch)
        self.expected_version()
        return self.run(lambda: actions.rename_group(int(pk), asked["name"], actor=self.actor, at=self.at, reason=asked["reason"]))  # type: ignore[arg-type]

    @extend_schema(
        request=GroupMemberBody, responses=PeopleGroupSerializer, summary="Add a member to a group",
        description="What is shared with the group holds for them from their next request.",
    )  # fmt: skip
    @action(detail=True, methods=["post"], parser_classes=[StrictJSONParser])
    def add(self, request: Request, pk: str) -> Response:
        return self._change(actions.add_group_member, pk)

    @extend_schema(
        request=GroupMemberBody, responses=PeopleGroupSerializer, summary="Take a member out of a group",
        description="What they had by the group stops at their next request.",
    )  # fmt: skip
    @action(detail=True, methods=["post"], parser_classes=[StrictJSONParser])
    def remove(self, request: Request, pk: str) -> Response:
        return self._change(actions.remove_group_member, pk)

    def _change(self, act: Any, pk: str) -> Response:
        asked = self.body(GroupMemberBody)
        self.expected_version()
        return self.run(lambda: act(int(pk), asked["member"], actor=self.actor, at=self.at, reason=asked["reason"]))
