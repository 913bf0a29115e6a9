# Every target sets up what it needs: a virtual environment in .venv with the pinned dependencies.
PYTHON ?= python3
BIN := .venv/bin
WORKERS ?= 2

.PHONY: demo test fast lint bench clean

.venv/.ready: setup.cfg pyproject.toml requirements.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -e .
	touch $@

demo: .venv/.ready
	rm -rf demo
	$(BIN)/tracer demo --out demo

test: lint
	$(BIN)/pytest -n $(WORKERS) --dist worksteal -rs

# The tests of what changed since SINCE, in seconds; before a commit, not instead of `make test`.
SINCE ?= HEAD
fast: .venv/.ready
	$(BIN)/ruff check .
	$(BIN)/pytest -n $(WORKERS) $$($(BIN)/python -m tests.changed $(SINCE))

lint: .venv/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy

bench: .venv/.ready
	$(BIN)/python -m benchmarks --write

clean:
	rm -rf .venv demo build *.egg-info
