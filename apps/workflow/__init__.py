"""The act runner: one declaration of a change, run for a row and for a set, through one call.

Owns: the base of business models (`audited.Audited`), the unit of work (`unit.unit_of_work`), `runner.creating`,
`runner.performing`, `sets.performing_many`, what is possible now (`availability`), bulk-act progress (`bulk`),
the idempotency ledger (`ledger.once`), and the doors' base classes for the admin (`admin`).
"""
