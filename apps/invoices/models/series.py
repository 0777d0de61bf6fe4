"""Where the numbers of a series stand."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.tenants.owned import TenantOwned
from apps.workflow.numbering import numbered


class NumberSeries(TenantOwned):
    """The next number of a series in a year. Locked in the act that gives numbers, until its commit: so there
    are no gaps and no doubles, and the order of numbers is the order of issue."""

    series = models.CharField(_("series"), max_length=20)
    year = models.PositiveSmallIntegerField(_("year"))
    next_value = models.PositiveIntegerField(_("next number"), default=1)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("series of numbers")
        ordering = ["series", "year"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "series", "year"], name="number_series_once"),
            models.CheckConstraint(
                condition=models.Q(next_value__gte=1), name="number_series_positive",
                violation_error_message=_("Numbers begin with one."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.series}-{self.year}"

    @property
    def next_number(self) -> str:
        """The number that the next document of the series is given."""
        return numbered(self.series, self.year, self.next_value)
