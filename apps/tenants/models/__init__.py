from apps.tenants.models.api_key import ApiKey
from apps.tenants.models.group import GroupMember, PeopleGroup
from apps.tenants.models.membership import Membership
from apps.tenants.models.tenant import Tenant
from apps.tenants.models.user import User

__all__ = ["ApiKey", "GroupMember", "Membership", "PeopleGroup", "Tenant", "User"]
