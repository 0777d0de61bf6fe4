"""Dispatch: what is promised, how soon, and by which clock.

    business calendar, service level plan: active > archived

Public acts: create_calendar, update_calendar, archive_calendar, create_plan, update_plan, archive_plan,
create_contract_sla, update_contract_sla, remove_contract_sla.
"""
