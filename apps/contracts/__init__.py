"""Contracts: what was agreed with a client, what is billed when, and how the agreement may change.

    draft > in_approval > approved > active <> suspended;   active > expired;   active, suspended > terminated
    draft > approved where no policy applies;  in_approval > draft (withdraw, reject);  draft, approved > cancelled
    approve and reject are the approval engine's (approval.py); what was approved is what is put in force
    amendment: draft > in_approval > approved (applied as a whole) / rejected;  draft, in_approval > withdrawn

Public acts: create_contract, update_contract, submit_contract(s), withdraw_contract, approve_contract, reject_contract,
cancel_contract, activate_contract, suspend_contract, resume_contract, terminate_contract, renew_contract(s),
expire_contract, remind_of_notice, attach_document, reach_milestone, propose_amendment, update_amendment,
submit_amendment, withdraw_amendment, approve_amendment, reject_amendment, import_contracts.
"""
