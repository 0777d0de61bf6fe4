"""Dispatch: work orders, the queues in which they wait, what is promised of them and by which clock, and who gets them.

    work order:  new > queued > assigned > in_progress > done;   assigned, in_progress > queued (unassign)
                 queued, assigned, in_progress > on_hold > where it came from;   new, queued, assigned, in_progress, on_hold > cancelled
    business calendar, service level plan, work queue: active > archived

Public acts: create_order, update_order, enqueue_order, dispatch_order, dispatch_queue, release_orders, assign_order, unassign_order, start_order,
hold_order, resume_order, complete_order, cancel_order, tell_risks, tell_breaches; create_, update_ and archive_ of calendar, plan and
queue; create_contract_sla, update_contract_sla, remove_contract_sla.
"""
