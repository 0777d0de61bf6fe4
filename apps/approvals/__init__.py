"""Approvals: who must say yes before a document takes effect. A mechanism that knows no noun.

    request: pending > approved | rejected | withdrawn | voided | expired
    step:    waiting > open > approved | rejected | skipped;  open > escalated > approved | rejected | skipped
    policy:  draft > active > retired;  delegation: active > revoked

Nouns register a `subjects.Subject` and call `open_requests` in their submit act. Public acts: create_policy,
update_policy, revise_policy, activate_policy, retire_policy, open_requests, decide, decide_many, withdraw_request,
close_withdrawn, void_request, wake_step, expire_request, delegate, revoke_delegation.
"""
