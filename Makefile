# Two commands do everything: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test check coverage setup format golden audit lowest trust bench

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

audit: $(STAMP)  ## known faults of what we depend on; fails only when there is one
	@test -x $(VENV)/audit/bin/pip-audit || { $(PYTHON) -m venv $(VENV)/audit \
		&& $(VENV)/audit/bin/python -m pip install --quiet "pip-audit>=2.7"; } || true
	@$(BIN)/python scripts/audit.py

lowest:  ## the tests with the lowest version of each dependency that pyproject.toml allows
	$(PYTHON) -m venv $(VENV)-lowest
	$(VENV)-lowest/bin/python -m pip install --quiet "pip>=25.1" uv
	$(VENV)-lowest/bin/uv pip compile --quiet --resolution lowest-direct \
		--python $(VENV)-lowest/bin/python --output-file $(VENV)-lowest/lowest.txt pyproject.toml
	$(VENV)-lowest/bin/python -m pip install --quiet --constraint $(VENV)-lowest/lowest.txt --editable . --group dev
	$(VENV)-lowest/bin/python -m pytest -q -n 2

trust: $(STAMP)  ## the long parts of docs/reliability.md; about an hour
	$(BIN)/python -m tests.crash.run_mixed 1000 1
	$(BIN)/python -m tests.crash.run_kills 300 1
	$(BIN)/python -m tests.crash.run_power_loss 500 1
	$(BIN)/python -m tests.crash.run_together 8 60 1
	$(BIN)/python -m tests.fuzz.run 100000 1

bench: $(STAMP)  ## the figures of docs/performance.md at four sizes; some hours and 20 GB of disk
	$(BIN)/python -m benchmarks.all

setup: $(STAMP)

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable . --group dev
	@touch $(STAMP)
