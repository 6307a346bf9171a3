# Two commands do everything: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test check coverage setup format golden

demo: $(STAMP)  ## the main job on the examples, in a temporary ledger
	@$(BIN)/remind demo

test: $(STAMP)  ## all tests
	$(BIN)/pytest -q -n 2

check: $(STAMP)  ## format, lint, types, layers, docs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/docs.py --check

# Tables only: what drawn values happen to meet is no proof, and would cost a minute.
coverage: $(STAMP)  ## every branch of the law is stated by a table of tests/domain
	$(BIN)/pytest -q tests/domain -m "not hypothesis" --ignore=tests/domain/test_matching_scale.py \
		--cov --cov-report=term --cov-fail-under=100

format: $(STAMP)  ## put the code and the generated docs in order
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/python scripts/docs.py

golden: $(STAMP)  ## rewrite the golden files; read the diff
	$(BIN)/pytest -q --update-golden

setup: $(STAMP)

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable . --group dev
	@touch $(STAMP)
