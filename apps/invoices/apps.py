from django.apps import AppConfig
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _


class InvoicesConfig(AppConfig):
    name = "apps.invoices"
    label = "invoices"
    verbose_name = _("Invoices")

    def ready(self) -> None:
        from apps.approvals import subjects
        from apps.clients.guards import register_open_money
        from apps.invoices import actions, approval, content, inbound, past, payloads, permissions, registers, transitions
        from apps.invoices.models import Invoice, InvoiceGroupPermission, InvoiceUserPermission, TaxCode
        from apps.journal import types
        from apps.tenants import roles
        from apps.tenants.permission import register_object_grants
        from apps.workflow import bulk, completeness, sharing
        from apps.workflow.actions.people import on_tenant_created

        roles.register("invoices", permissions.GRANTS)
        inbound.register()
        past.register()
        registers.register()
        register_object_grants("invoices.Invoice", InvoiceUserPermission, InvoiceGroupPermission, permissions=permissions.SHARED)
        sharing.register(Invoice, share=actions.share_invoice, unshare=actions.unshare_invoice)
        register_open_money(
            lambda: Q(Exists(Invoice.objects.filter(client_id=OuterRef("pk"), open_minor__gt=0, state__in=["issued", "partially_paid"])))
        )
        completeness.register_children(completeness.Children(Invoice, "content_digest", content.digests))
        for subject in (approval.INVOICE, approval.CREDIT_NOTE, approval.WRITE_OFF):
            subjects.register(subject)
        on_tenant_created(lambda tenant, actor, at: actions.seed_tax_codes(tenant.language, actor=actor, at=at) and None)
        made = (transitions.CREATE, transitions.DRAFT_CREDIT, transitions.TAKE_IN, transitions.CREATE_TAX_CODE, *TaxCode.changes, transitions.ASK_WRITE_OFF, transitions.CLOSE_PERIOD)
        types.register_changes((*transitions.INVOICE, *transitions.WRITE_OFFS, *transitions.PERIOD, *made), payloads.TOLD)
        bulk.register("invoices.submit", model=Invoice, declared=transitions.SUBMIT, run=actions.submit_invoices)
        bulk.register("invoices.issue", model=Invoice, declared=transitions.ISSUE, run=actions.issue_invoices)
        bulk.register("invoices.void", model=Invoice, declared=transitions.VOID, run=actions.void_invoices)
