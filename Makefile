# Everything runs from .venv, which is made when it is missing or the lock has changed.
.DEFAULT_GOAL := help
.PHONY: help demo dev dashboard test check format lock bench clean

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
INSTALLED := $(VENV)/.installed

help: ## say what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 10

$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed: name one with PYTHON=..."; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

demo: $(INSTALLED) ## sample data, if there is none, through the whole platform; prints the figures
	@test -n "$$(ls -A data/landing 2>/dev/null)" || $(BIN)/sales-platform sample-data --out data/landing
	$(BIN)/sales-platform run
	@echo; echo "Open the UI with: make dev, then http://127.0.0.1:3000"

dev: $(INSTALLED) ## Dagster UI and daemon on http://127.0.0.1:3000
	$(BIN)/sales-platform dev

dashboard: $(INSTALLED) ## the dashboard on http://127.0.0.1:8050
	$(BIN)/sales-platform dashboard

test: $(INSTALLED) ## all tests
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal

check: $(INSTALLED) ## lint, format, types, definitions load
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/dagster definitions validate -m sales_platform.definitions

format: $(INSTALLED) ## put the code in its format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(INSTALLED) ## compile requirements.lock anew from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --strip-extras --no-emit-index-url --quiet --output-file requirements.lock

bench: $(INSTALLED) ## measure speed and memory; writes bench/results.md
	$(BIN)/python bench/run.py

clean: ## remove what was made, but not data/
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache *.egg-info
