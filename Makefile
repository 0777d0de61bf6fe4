# Oblik. `make run` starts it, `make test` proves it, `make help` lists the rest.
PYTHON = .venv/bin/python

.PHONY: run test bench services check lock help

run: ## start everything on this machine, with demo data
	@sh scripts/bootstrap
	@$(PYTHON) scripts/run.py

test: ## everything on SQLite, and again on MariaDB, Redis and a real worker where they are
	@sh scripts/bootstrap dev
	@bash scripts/test

bench: ## the figures that are claimed, on MariaDB
	@sh scripts/bootstrap dev
	@$(PYTHON) benchmarks/all.py

services: ## find MariaDB, Redis and Chromium, or install them (Debian, as root)
	@bash scripts/services

check: ## quick checks: style, layers, types, migrations, deployment settings
	@sh scripts/bootstrap dev
	@bash scripts/test check

lock: ## resolve the requirements for Python 3.11 to 3.13
	@for name in requirements requirements-dev requirements-mysql; do \
	  $(PYTHON) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	    $$name.in -o $$name.txt; done

help: ## this list
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*##/\t/'
