"""The journal: one append-only, gapless, hash-chained entry for every change. Audit trail and event bus at once.

Owns: entries and their per-tenant head, seals over ranges, consumers and their cursors.
Public: `log.append` (called by the act runner only), `types.register`, `consumers.register`, `verify`.
"""
