"""Which admin site Django serves."""

from django.contrib.admin.apps import AdminConfig


class OblikAdminConfig(AdminConfig):
    default_site = "apps.workflow.admin_site.OblikSite"
