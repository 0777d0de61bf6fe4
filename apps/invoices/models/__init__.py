from apps.invoices.models.billing import BilledHours, BilledPeriod, BillingRun
from apps.invoices.models.grants import InvoiceGroupPermission, InvoiceUserPermission
from apps.invoices.models.invoice import Invoice
from apps.invoices.models.line import InvoiceLine, InvoiceTaxTotal
from apps.invoices.models.period import AccountingPeriod
from apps.invoices.models.series import NumberSeries
from apps.invoices.models.tax_code import TaxCode
from apps.invoices.models.write_off import WriteOff

__all__ = [
    "AccountingPeriod", "BilledHours", "BilledPeriod", "BillingRun", "Invoice", "InvoiceGroupPermission", "InvoiceLine", "InvoiceTaxTotal", "InvoiceUserPermission",
    "NumberSeries", "TaxCode", "WriteOff",
]  # fmt: skip
