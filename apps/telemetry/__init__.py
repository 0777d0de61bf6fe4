"""Logs, metrics and health. Imports nothing of ours, so every layer above may call it.

`context`  what every log line of a request or a job carries (request id, tenant, user, door)
`logs`     the log configuration and the mask over secrets and personal data
`metrics`  latency of acts, durations of jobs, lag of journal readers
`probes`   the registry behind /readyz
`jobs`     carries the context from the publisher of a job into the worker
"""
