from apps.approvals.models.delegation import Delegation
from apps.approvals.models.policy import ApprovalPolicy, PolicyStep
from apps.approvals.models.request import ApprovalRequest, BarredPerson, Decision, RequestStep

__all__ = ["ApprovalPolicy", "ApprovalRequest", "BarredPerson", "Decision", "Delegation", "PolicyStep", "RequestStep"]
