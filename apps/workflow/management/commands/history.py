"""`manage.py history check [--tenant SLUG]`."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from apps.kernel import clock
from apps.tenants.models import Tenant
from apps.workflow.actions import check_history
from apps.workflow.doors import operator, tenant_named


class Command(BaseCommand):
    help = "Compares every business row with its history: a write past the acts cannot hide. Exit code 1 if one shows."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        check = commands.add_parser("check", help="compare, and note it in the journal")
        check.add_argument("--tenant", help="the company's short code; without it every company")

    def handle(self, *args: Any, **options: Any) -> None:
        tenants = [tenant_named(options["tenant"])] if options["tenant"] else list(Tenant.objects.order_by("slug"))
        bad = 0
        for tenant in tenants:
            found = check_history(actor=operator(tenant), at=clock.now())
            self.stdout.write(f"{tenant.slug}: {f'{len(found)} rows differ from their history' if found else 'every row is as its history says'}")
            for item in found:
                self.stdout.write(f"  {item}")
            bad += len(found)
        if bad:
            sys.exit(1)
