# Every target makes its environment first: python3 >= 3.11 and a package index are all it needs.
PYTHON ?= python3
BIN := .venv/bin
WORKERS ?= 2
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: setup demo run test oracle lint types layers docs rules check bench fmt lock conformance simulate homes

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

# Weeks of sources that fail in many ways: false notices, and faults told late. Half an hour.
simulate: setup
	@$(BIN)/python -m tests.simulation.run --seeds $(or $(SEEDS),20) --sources $(or $(SOURCES),1000)

# What `monitor add` finds on made-up home pages of every usual shape, and how many requests it takes.
homes: setup
	@$(BIN)/python -m tests.golden.homes

# Every branch of the pure core, by its own unit and property tests; tells what none of them takes.
CORE := conditions delivery insight rulebook stories
coverage: setup
	@data=$$(mktemp -d) && export COVERAGE_FILE=$$data/core && \
	$(BIN)/coverage run -m pytest -q -p no:randomly $(CORE:%=tests/unit/%) tests/unit/test_model.py \
	  tests/property/test_backtest.py tests/property/test_delivery*.py tests/property/test_rulebook*.py \
	  tests/property/test_thresholds.py && \
	$(BIN)/coverage combine -q && $(BIN)/coverage report --show-missing --skip-covered --fail-under=100 \
	  --include='monitor/conditions/*,monitor/delivery/*,monitor/insight/*,monitor/rulebook/*,monitor/stories/*,monitor/model.py,monitor/outgoing.py,monitor/policy.py,monitor/windows.py'; \
	status=$$?; rm -rf "$$data"; exit $$status

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

# The sixteen points of the contract with servers, against intake as it ships.
conformance: setup
	@$(BIN)/python -m tests.conformance

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
