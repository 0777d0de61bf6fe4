"""Sites, teams and skills, and what is planned for a site as a whole."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.platform.fields import Body, IdField, ReasonBody
from apps.api.platform.kept import by_key, changing, entering
from apps.api.platform.queries import IdFilter
from apps.api.platform.views import NounView, act
from apps.shifts import actions
from apps.shifts import transitions as t
from apps.shifts.models import Site, Skill, Team
from apps.shifts.states import KeptState


class SiteSerializer(serializers.ModelSerializer):
    """A place. `time_zone`: IANA name; the days and hours of its shifts are those of this zone. `client`: whose place it is."""

    client = serializers.IntegerField(source="client_id", read_only=True, allow_null=True)

    class Meta:
        model = Site
        fields = ("id", "version", "code", "name", "time_zone", "address", "client", "state", "created_at", "updated_at")
        read_only_fields = fields


class SitePatch(Body):
    """What is changed of a site."""

    code = serializers.CharField(max_length=20, required=False)
    name = serializers.CharField(max_length=120, required=False)
    time_zone = serializers.CharField(max_length=50, required=False)
    address = serializers.CharField(max_length=250, required=False, allow_blank=True)
    client = IdField(required=False, allow_null=True)


class SiteBody(SitePatch):
    """A place where people work."""

    code = serializers.CharField(max_length=20)
    name = serializers.CharField(max_length=120)
    time_zone = serializers.CharField(max_length=50, help_text="IANA name, such as Europe/Kyiv.")


class DaysBody(ReasonBody):
    """Days of the site: from `begins` to `before`, which is not included."""

    begins = serializers.DateField()
    before = serializers.DateField()


class CopyBody(DaysBody):
    """`to`: the day on which the first of the days is planned again. `with_people`: also who is on them."""

    to = serializers.DateField()
    with_people = serializers.BooleanField(required=False, default=True)


class PublishDaysBody(DaysBody):
    """`allow_gaps`: also shifts that lack people."""

    allow_gaps = serializers.BooleanField(required=False, default=False)


class RolledOutSerializer(serializers.Serializer):
    """`made`: shifts; `people`: put on them; `known`: shifts that were there already; `left_out`: what was not made, and why."""

    made = serializers.IntegerField()
    people = serializers.IntegerField()
    known = serializers.IntegerField()
    left_out = serializers.ListField(child=serializers.CharField())


class PublishedSerializer(serializers.Serializer):
    """`shifts`: how many were published; `people`: how many were on them in all."""

    shifts = serializers.IntegerField()
    people = serializers.IntegerField()


class SiteFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=KeptState.choices)
    code = filters.CharFilter(field_name="code", help_text="The whole code.")

    class Meta:
        model = Site
        fields = ("state", "code")


class SiteView(NounView):
    """Sites."""

    model = Site
    serializer_class = SiteSerializer
    filterset_class = SiteFilter
    expands = {"client": "client"}
    children = ("roll-out", "copy-roster", "publish-roster")

    create = entering(
        actions.create_site, SiteBody, SiteSerializer, given=by_key("client"), summary="Enter a site", description="Refused (409) for a code that is taken."
    )
    partial_update = changing(
        actions.update_site, SitePatch, SiteSerializer, given=by_key("client"), summary="Change a site", description="Sets the fields that are given."
    )
    archive = act(t.SITE["archive"], actions.archive_site, SiteSerializer, summary="Archive a site")
    restore = act(t.SITE["restore"], actions.restore_site, SiteSerializer, summary="Use a site again")

    @extend_schema(
        request=DaysBody, responses=RolledOutSerializer, summary="Plan shifts of the templates of a site",
        description="A shift of each template on each of its weekdays; asked twice it makes nothing twice. At most 1,000.",
    )  # fmt: skip
    @action(detail=True, methods=["post"], url_path="roll-out")
    def roll_out(self, request: Request, pk: str) -> Response:
        begins, before, how = self._days(DaysBody)
        return self.run(lambda: _told(actions.roll_out_templates(int(pk), begins, before, **how)))

    @extend_schema(
        request=CopyBody, responses=RolledOutSerializer, summary="Plan the shifts of some days of a site again",
        description="At the same times on the wall, with the people whom no rule keeps from it. At most 1,000.",
    )  # fmt: skip
    @action(detail=True, methods=["post"], url_path="copy-roster")
    def copy_roster(self, request: Request, pk: str) -> Response:
        begins, before, how = self._days(CopyBody)
        return self.run(lambda: _told(actions.copy_roster(int(pk), begins, before, **how)))

    @extend_schema(
        request=PublishDaysBody, responses=PublishedSerializer, summary="Publish the roster of a site",
        description="What is planned on these days, as a whole or not at all: refused (409) with every rule that is broken. At most 1,000 shifts.",
    )  # fmt: skip
    @action(detail=True, methods=["post"], url_path="publish-roster")
    def publish_roster(self, request: Request, pk: str) -> Response:
        begins, before, how = self._days(PublishDaysBody)
        return self.run(lambda: asdict(actions.publish_roster(int(pk), begins, before, **how)))

    def _days(self, body: type[DaysBody]) -> tuple[dt.date, dt.date, dict[str, Any]]:
        asked = self.body(body)
        return asked.pop("begins"), asked.pop("before"), {"actor": self.actor, "at": self.at, **asked}


def _told(made: actions.RolledOut) -> dict[str, Any]:
    return asdict(made) | {"left_out": [str(reason) for reason in made.left_out]}


class TeamSerializer(serializers.ModelSerializer):
    """People who are planned together."""

    site = serializers.IntegerField(source="site_id", read_only=True, allow_null=True)

    class Meta:
        model = Team
        fields = ("id", "version", "code", "name", "site", "state", "created_at", "updated_at")
        read_only_fields = fields


class TeamPatch(Body):
    """What is changed of a team."""

    code = serializers.CharField(max_length=20, required=False)
    name = serializers.CharField(max_length=120, required=False)
    site = IdField(required=False, allow_null=True)


class TeamBody(TeamPatch):
    """A team, of one site or of none."""

    code = serializers.CharField(max_length=20)
    name = serializers.CharField(max_length=120)


class TeamFilter(SiteFilter):
    site = IdFilter(field_name="site_id")

    class Meta:
        model = Team
        fields = ("state", "code", "site")


class TeamView(NounView):
    """Teams."""

    model = Team
    serializer_class = TeamSerializer
    filterset_class = TeamFilter
    expands = {"site": "site"}

    create = entering(
        actions.create_team, TeamBody, TeamSerializer, given=by_key("site"), summary="Enter a team", description="Refused (409) for a code that is taken."
    )
    partial_update = changing(
        actions.update_team, TeamPatch, TeamSerializer, given=by_key("site"), summary="Change a team", description="Sets the fields that are given."
    )
    archive = act(t.TEAM["archive"], actions.archive_team, TeamSerializer, summary="Archive a team")
    restore = act(t.TEAM["restore"], actions.restore_team, TeamSerializer, summary="Use a team again")


class SkillSerializer(serializers.ModelSerializer):
    """What shifts and orders may ask of a person."""

    class Meta:
        model = Skill
        fields = ("id", "version", "code", "name", "state", "created_at", "updated_at")
        read_only_fields = fields


class SkillPatch(Body):
    """What is changed of a skill."""

    code = serializers.CharField(max_length=20, required=False)
    name = serializers.CharField(max_length=120, required=False)


class SkillBody(SkillPatch):
    """A skill."""

    code = serializers.CharField(max_length=20)
    name = serializers.CharField(max_length=120)


class SkillFilter(SiteFilter):
    class Meta:
        model = Skill
        fields = ("state", "code")


class SkillView(NounView):
    """Skills."""

    model = Skill
    serializer_class = SkillSerializer
    filterset_class = SkillFilter

    create = entering(actions.create_skill, SkillBody, SkillSerializer, summary="Enter a skill", description="Refused (409) for a code that is taken.")
    partial_update = changing(actions.update_skill, SkillPatch, SkillSerializer, summary="Change a skill", description="Sets the fields that are given.")
    archive = act(t.SKILL["archive"], actions.archive_skill, SkillSerializer, summary="Archive a skill")
    restore = act(t.SKILL["restore"], actions.restore_skill, SkillSerializer, summary="Use a skill again")
