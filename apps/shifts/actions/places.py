"""Sites, teams and skills."""

from __future__ import annotations

import datetime as dt
from typing import Any

from apps.kernel.actor import Actor
from apps.kernel.errors import Reason
from apps.shifts import payloads as p
from apps.shifts import transitions as t
from apps.shifts.actions.kept import create_kept, missing, turn, update_kept
from apps.shifts.models import Site, Skill, Team


def _check_site(row: Site, actor: Actor) -> list[Reason]:
    return missing(row, ("client_id",), actor=actor)


def create_site(*, actor: Actor, at: dt.datetime, reason: str = "", **fields: Any) -> Site:
    """A place where people work. `client_id`: whose, if one's. `fields`: of payloads.SITE. Raises NotPermitted, Invalid, Refused for a code that is taken."""
    return create_kept(t.CREATE_SITE, Site(), fields, names=p.SITE, check=_check_site, actor=actor, at=at, reason=reason)


def update_site(
    site_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None, **fields: Any
) -> Site:
    """Changes what is given of payloads.SITE; while it is active."""
    how: dict[str, Any] = {"actor": actor, "at": at, "reason": reason, "version": expected_version}
    return update_kept(t.SITE["update"], Site, site_id, given=fields, names=p.SITE, check=_check_site, **how)


def archive_site(site_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Site:
    """active -> archived: what stands keeps it, nothing new takes it."""
    return turn(t.SITE["archive"], Site, site_id, actor=actor, at=at, reason=reason, version=expected_version)


def restore_site(site_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Site:
    """archived -> active."""
    return turn(t.SITE["restore"], Site, site_id, actor=actor, at=at, reason=reason, version=expected_version)


def _check_team(row: Team, actor: Actor) -> list[Reason]:
    return missing(row, ("site_id",), actor=actor)


def create_team(*, actor: Actor, at: dt.datetime, reason: str = "", **fields: Any) -> Team:
    """People who are planned together. `fields`: of payloads.TEAM. Raises NotPermitted, Invalid, Refused for a code that is taken."""
    return create_kept(t.CREATE_TEAM, Team(), fields, names=p.TEAM, check=_check_team, actor=actor, at=at, reason=reason)


def update_team(
    team_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None, **fields: Any
) -> Team:
    """Changes what is given of payloads.TEAM; while it is active."""
    how: dict[str, Any] = {"actor": actor, "at": at, "reason": reason, "version": expected_version}
    return update_kept(t.TEAM["update"], Team, team_id, given=fields, names=p.TEAM, check=_check_team, **how)


def archive_team(team_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Team:
    """active -> archived: what stands keeps it, nothing new takes it."""
    return turn(t.TEAM["archive"], Team, team_id, actor=actor, at=at, reason=reason, version=expected_version)


def restore_team(team_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Team:
    """archived -> active."""
    return turn(t.TEAM["restore"], Team, team_id, actor=actor, at=at, reason=reason, version=expected_version)


def _check_skill(row: Skill, actor: Actor) -> list[Reason]:
    return []


def create_skill(*, actor: Actor, at: dt.datetime, reason: str = "", **fields: Any) -> Skill:
    """What shifts and orders may ask of a person. `fields`: of payloads.SKILL. Raises NotPermitted, Invalid, Refused for a code that is taken."""
    return create_kept(t.CREATE_SKILL, Skill(), fields, names=p.SKILL, check=_check_skill, actor=actor, at=at, reason=reason)


def update_skill(
    skill_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None, **fields: Any
) -> Skill:
    """Changes what is given of payloads.SKILL; while it is active."""
    how: dict[str, Any] = {"actor": actor, "at": at, "reason": reason, "version": expected_version}
    return update_kept(t.SKILL["update"], Skill, skill_id, given=fields, names=p.SKILL, check=_check_skill, **how)


def archive_skill(skill_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Skill:
    """active -> archived: what stands keeps it, nothing new takes it."""
    return turn(t.SKILL["archive"], Skill, skill_id, actor=actor, at=at, reason=reason, version=expected_version)


def restore_skill(skill_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Skill:
    """archived -> active."""
    return turn(t.SKILL["restore"], Skill, skill_id, actor=actor, at=at, reason=reason, version=expected_version)
