# Everything runs from .venv. It is made from requirements.lock when it is missing or that lock has changed; what only tests and
# development need is added from requirements-dev.lock, which has the same versions, by the first target that needs it.
.DEFAULT_GOAL := help
.PHONY: help demo dev dashboard test test-slow check format lock docs picture bench bench-quick bench-cluster bench-compare screenshots clean

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
TO_RUN := $(VENV)/.to-run
PROJECT := $(VENV)/.project
TO_DEVELOP := $(VENV)/.to-develop
INSTALL := $(BIN)/python -m pip install --quiet --no-deps
LOCK := $(BIN)/uv pip compile pyproject.toml --extra build --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --strip-extras --no-emit-index-url --quiet

# two more than there are cores, for tests wait for servers and processes of their own a third of the time; each takes 2.5 GB
WORKERS ?= $(shell $(PYTHON) -c 'import os; memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"); \
	print(max(1, min((os.cpu_count() or 1) + 2, memory // 2_500_000_000, 6)))')

# one pip at a time in .venv
.NOTPARALLEL:

help: ## say what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 15

$(TO_RUN): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed: name one with PYTHON=..."; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(INSTALL) --require-hashes -r requirements.lock
	@touch $@

$(PROJECT): pyproject.toml $(TO_RUN)
	$(INSTALL) --no-build-isolation -e .
	@touch $@

$(TO_DEVELOP): requirements-dev.lock $(TO_RUN)
	$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@

demo: $(PROJECT) ## sample data, if there is none, through the whole platform; prints the figures
	@test -n "$$(ls -A data/landing 2>/dev/null)" || $(BIN)/sales-platform sample-data --out data/landing
	$(BIN)/sales-platform run
	@echo; echo "Open the UI with: make dev, then http://127.0.0.1:3000"

dev: $(PROJECT) ## Dagster UI and daemon on http://127.0.0.1:3000, or PORT=...
	$(BIN)/sales-platform dev $(if $(PORT),--port $(PORT))

dashboard: $(PROJECT) ## the dashboard on http://127.0.0.1:8050, or PORT=...
	$(BIN)/sales-platform dashboard $(if $(PORT),--port $(PORT))

test: $(PROJECT) $(TO_DEVELOP) ## all tests
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal --durations=20

test-slow: $(PROJECT) $(TO_DEVELOP) ## whole runs on clusters of Apache Spark: ten minutes more
	$(BIN)/python -m pytest -m slow --durations=20

check: $(PROJECT) $(TO_DEVELOP) ## lint, format, types, imports, definitions load
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/dagster definitions validate -m sales_platform.definitions

format: $(PROJECT) $(TO_DEVELOP) ## put the code in its format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(TO_DEVELOP) ## compile both locks anew from pyproject.toml; versions stay where they can
	$(LOCK) --output-file requirements.lock
	$(LOCK) --extra dev --constraint requirements.lock --output-file requirements-dev.lock

docs: $(PROJECT) ## write docs/tables.md anew from the declarations of the tables
	$(BIN)/python docs/generate.py

bench: $(PROJECT) $(TO_DEVELOP) ## measure speed and memory; writes bench/results.md
	$(BIN)/python bench/run.py

bench-quick: $(PROJECT) $(TO_DEVELOP) ## the same in about two minutes: less of it, without Apache Spark; prints it only
	$(BIN)/python bench/run.py --quick

bench-cluster: $(PROJECT) $(TO_DEVELOP) ## what passes through the client of a cluster, up to 20 million rows; its section of bench/results.md
	$(BIN)/python bench/cluster.py

bench-compare: $(PROJECT) $(TO_DEVELOP) ## this working tree against another commit: make bench-compare REV=main
	bench/compare $(REV)

picture: ## render the architecture's picture; needs dot, of the Debian package graphviz
	dot -Tsvg docs/architecture.dot -o docs/architecture.svg

screenshots: $(PROJECT) $(TO_DEVELOP) ## take the README's pictures of the dashboard and the graph; needs Chromium
	$(BIN)/python -m docs.pictures

clean: ## remove what was made, but not data/
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache *.egg-info
