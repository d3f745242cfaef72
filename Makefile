.DEFAULT_GOAL := help
.PHONY: help setup setup-dev browser run test lint types imports check bench migrate revision lock

PYTHON ?= python3.11
BIN := .venv/bin
UV := $(BIN)/uv
NO_HOST := --no-header --no-emit-index-url --no-emit-find-links --no-strip-extras
COMPILE := $(UV) pip compile --quiet --generate-hashes $(NO_HOST) --python-version 3.11

help: ## List the recipes
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.venv/uv: requirements-uv.lock
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is not installed: install it, or set PYTHON"; exit 2; }
	@echo "making .venv"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock
	@touch $@

.venv/run: .venv/uv requirements.lock pyproject.toml
	@echo "installing what policywatch runs on, compiled: it may run where Python must not write"
	@test -e .venv/dev || $(UV) pip install --quiet --compile-bytecode --require-hashes -r requirements.lock
	@$(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: .venv/uv requirements-dev.lock pyproject.toml
	@echo "installing what the tests need"
	@$(UV) pip install --quiet --require-hashes -r requirements-dev.lock
	@$(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@ .venv/run

setup: .venv/run ## Install what the main job needs into .venv

setup-dev: .venv/dev ## Install what the tests need, too

browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || \
	{ test "$$(id -u)" = 0 && command -v apt-get >/dev/null && echo "installing chromium for the browser tests" && \
	  apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk >/dev/null 2>&1; } || \
	echo "NO CHROMIUM: the browser tests will be skipped; install the package chromium to run them"

run: setup ## Start the whole thing on this machine, with the sample site
	@POLICYWATCH_ALLOW_LOOPBACK=$${POLICYWATCH_ALLOW_LOOPBACK:-true} exec $(BIN)/policywatch up

test: setup-dev browser ## Pass the whole test suite, against real parts
	$(BIN)/pytest -n 2 --dist loadfile

lint: setup-dev ## Check style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup-dev ## Check types
	$(BIN)/mypy

imports: setup-dev ## Check that imports run one way
	$(BIN)/lint-imports

check: lint types imports

bench: setup-dev ## Measure: make bench NAME=pipeline [DATA=folder of saved pages]
	$(BIN)/python -m benchmarks.$(NAME) $(if $(DATA),--data $(DATA))

migrate: setup ## Bring the store up to the newest schema
	$(BIN)/policywatch migrate

revision: setup-dev ## Write a migration from the models: make revision MESSAGE="Add …"
	$(BIN)/python -m models.migrate "$(MESSAGE)"

lock: setup-dev ## Pin all requirements anew, with hashes and without any host
	$(COMPILE) -o requirements-dev.lock requirements-dev.in >/dev/null
	$(COMPILE) -c requirements-dev.lock -o requirements.lock requirements.in >/dev/null
	$(COMPILE) -o benchmarks/reading/rivals.lock benchmarks/reading/rivals.in >/dev/null
	$(COMPILE) -o tests/archive/pywb.lock tests/archive/pywb.in >/dev/null
	$(COMPILE) -o benchmarks/rechecking/rivals.lock benchmarks/rechecking/rivals.in >/dev/null
	echo uv | $(COMPILE) -o requirements-uv.lock - >/dev/null
