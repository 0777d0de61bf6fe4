"""The REST API: a door. It translates requests into acts and answers into JSON, and decides nothing.

`platform` holds what every noun needs: sign-in by session or key, RFC 9457 problems, keyset paging, ETag and
If-Match, Idempotency-Key. `v1` holds one file a noun.
"""
