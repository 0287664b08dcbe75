# Two commands: `make demo` and `make test`. Both set up what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SPEED ?= 1
STAMP := $(VENV)/.installed

.PHONY: setup demo test lint evals bench packages clean

setup: $(STAMP)

$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $(STAMP)

demo: setup
	$(BIN)/assistant demo --speed $(SPEED) $(DEMO)

test: setup packages
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal

packages:
	@sh tests/install-packages.sh

lint: setup
	$(BIN)/ruff check .
	$(BIN)/mypy

evals: setup
	$(BIN)/assistant eval --split gate --markdown build/evals.md --junit build/evals.xml

bench: setup
	$(BIN)/python -m evals.bench

clean:
	rm -rf build $(VENV)
