"""Tenants: who keeps books here, who works for whom, what each role may do, and the wall between companies.

Owns: tenant, user, membership and its roles, API keys; the scope tripwire (`scope`, `unscoped`), the base of
every tenant's table (`TenantOwned`), and the one permission filter (`permitted`).
"""
