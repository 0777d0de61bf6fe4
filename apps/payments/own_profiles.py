"""The company's active mapping profiles as the readers of files take them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from apps.payments.models import StatementProfile
from apps.payments.parsers.profiles import CsvProfile, checked
from apps.payments.states import ProfileState


@dataclass(frozen=True)
class OwnProfiles:
    """In the order of their names; `accounts`: the account of a file that names none, by the profile's name."""

    profiles: list[CsvProfile] = field(default_factory=list)
    accounts: dict[str, int] = field(default_factory=dict)


def own_profiles() -> OwnProfiles:
    """Those of the bound company. One that an older version took and this one does not is passed over: no file is read by half of it."""
    found = OwnProfiles()
    for row in StatementProfile.objects.filter(state=ProfileState.ACTIVE).order_by("name"):
        profile, _problems = checked(row.body)
        if profile is not None:
            found.profiles.append(replace(profile, name=row.name))
            if row.account_id is not None:
                found.accounts[row.name] = row.account_id
    return found
