"""A company's own groups of people: one may be given what a person may be given."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.tenants.owned import TenantOwned


class PeopleGroup(TenantOwned):
    """Members of one company under a name. What is shared with the group holds for whoever belongs to it at the moment."""

    name = models.CharField(
        _("name"), max_length=100, validators=[RegexValidator(r"^\S(.*\S)?$", _("A name has no spaces at its ends."))]
    )
    created_at = models.DateTimeField(_("created at"), editable=False)

    subject_kind = "people_group"

    class Meta:
        verbose_name = _("group of people")
        verbose_name_plural = _("groups of people")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "name"], name="people_group_name_once",
                violation_error_message=_("Another group has this name."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class GroupMember(TenantOwned):
    """One membership in one group. It goes when the membership ends."""

    group = models.ForeignKey("tenants.PeopleGroup", on_delete=models.CASCADE, related_name="members", db_index=False)
    membership = models.ForeignKey("tenants.Membership", on_delete=models.PROTECT, related_name="groups", db_index=False)
    added_at = models.DateTimeField(_("added at"), editable=False)

    class Meta:
        verbose_name = _("member of a group")
        verbose_name_plural = _("members of groups")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "group", "membership"], name="group_member_once",
                violation_error_message=_("This person belongs to the group already."),
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["tenant", "membership"], name="group_member_of")]

    def __str__(self) -> str:
        return f"{self.membership_id} · {self.group_id}"
