"""Settings of the REST API: Django REST framework and its OpenAPI document."""

from environs import Env

env = Env()

# Requests in any minute; 0: no limit. Of one API key or person, and of one address that is neither.
API_LIMIT_PER_MINUTE = env.int("API_LIMIT_PER_MINUTE", 600)
API_LIMIT_ANONYMOUS_PER_MINUTE = env.int("API_LIMIT_ANONYMOUS_PER_MINUTE", 60)

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "apps.api.platform.authentication.ApiKeyAuthentication",
        "apps.api.platform.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["apps.api.platform.authentication.IsMember"],
    "DEFAULT_RENDERER_CLASSES": ["apps.api.platform.rendering.JSONRenderer", "apps.api.platform.problems.ProblemRenderer"],
    "DEFAULT_PARSER_CLASSES": ["apps.api.platform.parsing.StrictJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "apps.api.platform.paging.KeysetPagination",
    "DEFAULT_FILTER_BACKENDS": ["apps.api.platform.queries.FilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "apps.api.platform.schema.NounSchema",
    "URL_FORMAT_OVERRIDE": None,  # the Accept header alone says what form is wanted
    "EXCEPTION_HANDLER": "apps.api.platform.problems.handle",
    "COERCE_DECIMAL_TO_STRING": True,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Oblik API",
    "DESCRIPTION": "Clients, contracts, approvals, invoices, bank statements and reconciliation. Money is a decimal string with its currency.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "apps.api.platform.schema.add_problem", "apps.api.platform.schema.add_parts"],
    "ENUM_NAME_OVERRIDES": {
        "ClientKindEnum": "apps.clients.states.ClientKind.choices",
        "InteractionKindEnum": "apps.clients.states.InteractionKind.choices",
        "InvoiceKindEnum": "apps.invoices.states.InvoiceKind.choices",
        "DraftKindEnum": "apps.api.v1.invoices.DRAFT_KINDS",
        "LanguageEnum": "apps.api.v1.clients.LANGUAGES",
        "ClientStateEnum": "apps.clients.states.ClientState.choices",
        "InvoiceStateEnum": "apps.invoices.states.InvoiceState.choices",
        "ShiftStateEnum": "apps.shifts.states.ShiftState.choices",
        "KeptStateEnum": "apps.shifts.states.KeptState.choices",
        "AbsenceKindEnum": "apps.shifts.states.AbsenceKind.choices",
        "AbsenceStateEnum": "apps.shifts.states.AbsenceState.choices",
        "ShiftRequestKindEnum": "apps.shifts.states.RequestKind.choices",
        "ShiftRequestStateEnum": "apps.shifts.states.RequestState.choices",
        "ClockingKindEnum": "apps.shifts.states.ClockingKind.choices",
        "PaymentStateEnum": "apps.payments.states.PaymentState.choices",
        "RefundStateEnum": "apps.payments.states.RefundState.choices",
        "StatementStateEnum": "apps.payments.states.StatementState.choices",
        "RunStateEnum": "apps.reconciliation.states.RunState.choices",
        "MatchStateEnum": "apps.reconciliation.states.MatchState.choices",
        "ContractStateEnum": "apps.contracts.states.ContractState.choices",
        "AmendmentStateEnum": "apps.contracts.states.AmendmentState.choices",
        "ContractKindEnum": "apps.contracts.states.ContractKind.choices",
        "TermKindEnum": "apps.contracts.states.TermKind.choices",
        "ProviderKindEnum": "apps.payments.states.ProviderKind.choices",
        "ProviderEventStateEnum": "apps.payments.states.EventState.choices",
        "ProviderPaymentStateEnum": "apps.payments.states.ProviderState.choices",
        "WebhookEndpointStateEnum": "apps.integrations.states.EndpointState.choices",
        "WebhookDeliveryStateEnum": "apps.integrations.states.DeliveryState.choices",
        "WebhookDeliveryKindEnum": "apps.integrations.states.DeliveryKind.choices",
        "WorkOrderStateEnum": "apps.dispatch.states.OrderState.choices",
        "WorkOrderPriorityEnum": "apps.dispatch.states.Priority.choices",
        "ServiceLevelStateEnum": "apps.dispatch.states.Kept.choices",
        "PromiseLevelEnum": "apps.dispatch.states.Level.choices",
        "ApprovalRequestStateEnum": "apps.approvals.states.RequestState.choices",
        "ApprovalStepStateEnum": "apps.approvals.states.StepState.choices",
        "ApprovalPolicyStateEnum": "apps.approvals.states.PolicyState.choices",
        "DelegationStateEnum": "apps.approvals.states.DelegationState.choices",
        "OpenClosedEnum": "apps.payments.states.AccountState.choices",
        "WorkStateEnum": "apps.api.v1.noted.WORK_STATES",
        "ReportKindEnum": "apps.api.v1.reports.KINDS",
        "RoleEnum": "apps.tenants.roles.Role.choices",
        "KeyRoleEnum": "apps.api.v1.company.KEY_ROLES",
        "EscalateRoleEnum": "apps.dispatch.models.queue.ESCALATED_TO",
        "DocumentKindEnum": "apps.api.v1.approvals.KINDS",
    },
}
