"""Messages of libraries that our pages show and that the libraries do not translate, or translate in Capitals Of Titles."""

from django.utils.translation import gettext_noop as _

UNFOLD = (
    _("Add row"), _("All applications"), _("Apply Filters"), _("Choose file to upload"), _("Collapse"), _("Current file"), _("Dark"),
    _("Date from"), _("Date to"), _("Expand row"), _("Filters"), _("Go back"), _("Light"), _("Link"), _("Loading more results..."),
    _("More actions"), _("Name"), _("Next"), _("No recent searches"), _("No results found"), _("No results matching your query"),
    _("Previous"), _("Recent searches"), _("Reset filters"), _("Return to site"), _("Run"), _("Search apps and models..."),
    _("Select action"), _("Select action to run"), _("Select all rows"), _("Select record"), _("Select value"), _("System"),
    _("This page yielded into no results. Create a new item or reset your filters."), _("Toggle password visibility"), _("True"), _("False"),
    _("Type to search"), _("Value"), _("Welcome"),
)  # fmt: skip
ALLAUTH = (_("You must type the same password each time."),)
DJANGO = (_("The password is too similar to the %(verbose_name)s."),)
