# Two commands do everything: `make demo` and `make test`. Both set up what they need.
.DEFAULT_GOAL := help
.PHONY: help demo run test lint types format cover bench accuracy lock clean

# The first Python that is new enough; name another with `make PYTHON=python3.13 …`.
PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3 python; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
	&& { echo $$p; break; }; done)
# Half of the tests wait for something, so there are twice as many as processors.
PROCESSES = $(shell $(PYTHON) -c 'import os; print(2 * (os.cpu_count() or 1))')
VENV := .venv
BIN := $(VENV)/bin

help:
	@echo "make demo    follow a small local newsroom, offline (ARGS='--for 20')"
	@echo "make run     the daemon on config.yaml"
	@echo "make test    everything that CI runs: format, lint, types, tests"
	@echo "make cover   the tests again, with the lines that they do not reach"
	@echo "make bench   the benchmarks of the README"
	@echo "make accuracy   what of real pages is read and told rightly"
	@echo "make lock    pin the newest versions that pyproject.toml allows"

# Installing takes a while, so it happens once per lock and not once per command.
$(VENV)/installed: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "streamer needs Python 3.11 or newer with the venv module" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

demo: $(VENV)/installed
	@$(BIN)/streamer demo $(ARGS)

run: $(VENV)/installed
	@$(BIN)/streamer run -c config.yaml $(ARGS)

test: $(VENV)/installed lint types
	@$(BIN)/python -m pytest -q --numprocesses $(PROCESSES) $(ARGS)

lint: $(VENV)/installed
	@$(BIN)/ruff format --check --quiet . || { echo "run 'make format'" >&2; exit 1; }
	@$(BIN)/ruff check --quiet .

types: $(VENV)/installed
	@$(BIN)/mypy

format: $(VENV)/installed
	@$(BIN)/ruff format --quiet . && $(BIN)/ruff check --quiet --fix .

# Coverage of what runs in this process; what runs as a process of its own is not counted.
cover: $(VENV)/installed
	@$(BIN)/python -m pytest -q --ignore=tests/acceptance --cov --cov-report=term:skip-covered $(ARGS)

bench: $(VENV)/installed
	@$(BIN)/python -m benchmarks.polls
	@$(BIN)/python -m benchmarks.commits
	@$(BIN)/python -m benchmarks.subscriptions
	@$(BIN)/python -m benchmarks.pages
	@$(BIN)/python -m benchmarks.rules

accuracy: $(VENV)/installed
	@$(BIN)/python -m benchmarks.accuracy $(ARGS)

lock: $(VENV)/installed
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --extra all --extra dev \
		--no-header --no-annotate --no-emit-index-url --output-file requirements.lock pyproject.toml

clean:
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
