"""Integrations: what goes out to other systems and what comes in from them. Knows no noun: what events mean is registered by
the apps above."""
