"""Ordered matching rules under a version; a changed rule set is a new version."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.workflow.audited import Audited


class RuleSet(Audited):
    """The rules as the engine reads them (`engine.RuleSet` as JSON). Never edited: the next is `number + 1`."""

    subject_kind = "rule_set"

    number = models.PositiveIntegerField(_("version"))
    name = models.CharField(_("name"), max_length=100)
    rules = models.JSONField(_("rules"))

    class Meta:
        verbose_name = _("rule set")
        verbose_name_plural = _("rule sets")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "number"], name="rule_set_number_once",
                violation_error_message=_("Another rule set was saved under this version meanwhile."),
            ),
            models.CheckConstraint(
                condition=Q(number__gt=0), name="rule_set_number_positive",
                violation_error_message=_("The version must be positive."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.name} · v{self.number}"
