"""What every app may lean on and nothing else: plain Python over Django, no models of its own.

A file enters here only if three apps need it. Rooms: `actor` (who), `clock` (when), `money` (how much),
`errors` (what a refusal is), `db` (the transaction words), `transitions` (state machines as data), `working_hours` (how much
of a time is worked), `workbooks` (XLSX as rows of texts).
"""
