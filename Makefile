# Works in a path with spaces, as root and as an ordinary user, with nothing but Python 3.11 or newer and make.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh
PYTHON ?=
RUN := .venv/bin/python
ARGS ?=

.PHONY: help
help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

# The environment: one for all, with more in it the more is asked for.
INSTALL = $(RUN) -m pip install --quiet --disable-pip-version-check --no-input --prefer-binary --require-hashes -r

.PHONY: env
env: .venv/run.stamp ## Make .venv from the locked dependencies, each checked by its hash

.venv/made.stamp:
	@for python in $(or $(PYTHON),python3 python3.13 python3.12 python3.11); do \
		"$$python" -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		"$$python" -m venv --clear .venv && touch $@ && exit 0; \
	done; \
	echo "Python 3.11 or newer with its venv module is needed (on Debian: apt-get install python3-venv)." >&2; \
	echo "Say where it is with: make PYTHON=/path/to/python3" >&2; exit 1

.venv/run.stamp: requirements.lock | .venv/made.stamp
	@echo "Installing what Rolewatch needs into .venv (a minute or so, once)" >&2
	@$(INSTALL) requirements.lock
	@touch $@

.venv/test.stamp: requirements-test.lock .venv/run.stamp
	@echo "Installing what its tests need into .venv" >&2
	@$(INSTALL) requirements-test.lock
	@touch $@

.venv/dev.stamp: requirements-dev.lock .venv/test.stamp
	@echo "Installing what its developers need into .venv" >&2
	@$(INSTALL) requirements-dev.lock
	@touch $@

.venv/bench.stamp: requirements-bench.lock .venv/test.stamp
	@echo "Installing what the benchmarks compare with into .venv" >&2
	@$(INSTALL) requirements-bench.lock
	@touch $@

LOCK = uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --extra standalone --generate-hashes --no-header --no-emit-index-url
.PHONY: lock
lock: ## Lock what pyproject.toml asks for, keeping what is locked; ARGS=--upgrade for the newest (needs uv)
	@$(LOCK) $(ARGS) -o requirements.lock
	@$(LOCK) $(ARGS) --group test -o requirements-test.lock
	@$(LOCK) $(ARGS) --group test --group dev -o requirements-dev.lock
	@$(LOCK) $(ARGS) --group test --group bench -o requirements-bench.lock

# Running it.
.PHONY: demo
demo: .venv/run.stamp ## Run it all in one process with demo boards; ARGS="--once", "--day 2", "--port 8080"
	@$(RUN) manage.py demo $(ARGS)

.PHONY: migrate
migrate: .venv/run.stamp ## Bring the database up to this release
	@$(RUN) manage.py migrate

.PHONY: clean
clean: ## Stop the embedded PostgreSQL and remove .venv and caches; the data under var/ stays
	@if [ -e .venv/run.stamp ]; then $(RUN) manage.py standalone stop || echo "PostgreSQL could not be stopped."; fi
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Developing it: services, tests, lint.
# In this section all but `run` also work with servers that are given: DATABASE_URL, CELERY_BROKER_URL, OPENSEARCH_URL.
.PHONY: services
services: .venv/run.stamp ## Start PostgreSQL, RabbitMQ and OpenSearch for tests and `make run`, private, under var/
	@$(RUN) -m config.development.start

.PHONY: services-stop
services-stop: .venv/run.stamp ## Stop what `make services` started, and nothing else
	@$(RUN) -m config.development.stop

.PHONY: run
run: .venv/dev.stamp ## Web, a worker for each queue and beat against those servers, starting anew on each change
	@$(RUN) -m config.development.run $(ARGS)

.PHONY: test
test: .venv/test.stamp ## All tests, on the real servers that can be had; ARGS="tests/search -k facets"
	@$(RUN) -m config.development.start || echo "Tests that need them are skipped."
	@$(RUN) -m pytest $(ARGS)

.PHONY: lint
lint: .venv/dev.stamp ## Rules and format
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .

.PHONY: types
types: .venv/dev.stamp ## Types, strictly
	@DEBUG=1 $(RUN) -m mypy .

.PHONY: bench
bench: .venv/bench.stamp ## The benchmarks; writes benchmarks/results.json; ARGS="cold --size 200", ARGS=--quick
	@$(RUN) -m benchmarks $(ARGS)

.PHONY: screens
screens: .venv/test.stamp ## A picture of every page at 1280 and 390 pixels, under var/screens
	@$(RUN) -m tests.browser.screens $(ARGS)
