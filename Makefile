# Every target makes its environment first: python3 >= 3.11 and a package index are all it needs.
PYTHON ?= python3
BIN := .venv/bin
WORKERS ?= 2
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: setup demo run test oracle lint types layers docs rules check bench fmt lock

setup: .venv/stamp

.venv/stamp: deploy/requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("newsmonitor needs python3 >= 3.11, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "setup: installing the pinned requirements into .venv (about a minute)" >&2
	@$(BIN)/python -m pip install -q --require-hashes -r deploy/requirements/dev.txt
	@$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	@touch $@

demo: setup
	@$(BIN)/monitor demo

run: setup
	@$(BIN)/monitor run

test: setup
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal

oracle: setup
	@MONITOR_ORACLE_WORLDS=$(or $(WORLDS),2000) $(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal tests/property/test_matching_oracle.py

lint: setup
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/vulture

types: setup
	@$(BIN)/mypy

layers: setup
	@$(BIN)/lint-imports

docs: setup
	@$(BIN)/python -m pytest -q tests/docs

rules: setup
	@$(BIN)/monitor fmt --check
	@$(BIN)/monitor check

check: lint types layers docs rules

bench: setup
	@$(BIN)/python -m benchmarks.matching && status=0 || status=$$?; \
	test $$status -eq 2 || $(BIN)/python -m benchmarks.tables; exit $$status

fmt: setup
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .
	@$(BIN)/monitor fmt

lock: setup
	@$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-emit-find-links --python-version 3.11 --no-header pyproject.toml -o deploy/requirements/run.txt
	@$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-emit-find-links --python-version 3.11 --no-header pyproject.toml --group dev -o deploy/requirements/dev.txt
