# Every target sets up what it needs: a virtual environment in .venv with the pinned dependencies.
PYTHON ?= python3
BIN := .venv/bin
WORKERS ?= 2

# Hundreds of tests start a command: that none compiles the sources anew, what is compiled is kept whatever is set here.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test laws fast lint bench bench-slow bench-quick pins hooks clean

.venv/.ready: setup.cfg pyproject.toml requirements.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

# Made anew each time; a folder demo that something else made stays as it is.
demo: .venv/.ready
	@test ! -e demo || test -e demo/.made-by-make || { echo "demo was not made by make demo: move it away" >&2; false; }
	rm -rf demo
	$(BIN)/tracer demo --out demo
	touch demo/.made-by-make
	$(BIN)/tracer reserve demo --out demo/reserve

test: lint
	$(BIN)/pytest -n $(WORKERS) --dist worksteal -rs

# The same tests with all their draws and mutations (tests/counts.py); before anything is resolved.
laws: lint
	TESTS_COUNTS=laws $(BIN)/pytest -n $(WORKERS) --dist worksteal -rs

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

# Ten times the trail and ten times the chain: half an hour, 60 GB of disk, 5 GB of memory.
bench-slow: .venv/.ready
	$(BIN)/python -m benchmarks --slow --write

# What matters most of it, in two minutes.
bench-quick: .venv/.ready
	$(BIN)/python -m benchmarks --quick

# Have git run the checks of `make lint` before each commit.
hooks: .venv/.ready
	$(BIN)/pre-commit install

# The pinned requirements anew after a change of pyproject.toml; a pin moves only when UPGRADE names its package.
UPGRADE ?=
pins:
	UV_CUSTOM_COMPILE_COMMAND="make pins" uv pip compile --quiet --universal --python-version 3.11 --extra dev \
	    --generate-hashes --no-annotate $(addprefix --upgrade-package ,$(UPGRADE)) pyproject.toml -o requirements.txt

clean:
	rm -rf .venv demo build *.egg-info
