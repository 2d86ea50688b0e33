# Two commands from a fresh clone: `make demo` and `make test`. Everything else is one word as well.
PYTHON ?= python3
BIN := .venv/bin
# Conversations mostly wait for each other, so more of them than there are cores run at once.
WORKERS ?= 4
INSTALLED := .venv/.installed

.DEFAULT_GOAL := help
.PHONY: help demo test check audit bench crash fuzz format lock clean

help:            ## what there is
	@grep -E '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/: .*##/\t/'

$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Barometer needs Python 3.11 or newer; this is %d.%d. Try: make PYTHON=python3.11" % sys.version_info[:2]) if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing the locked requirements (a minute or two, once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(INSTALLED)  ## the playground with an example team and the real bot
	@exec $(BIN)/barometer demo $(ARGS)

test: $(INSTALLED)  ## every test
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

check: $(INSTALLED)  ## format, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

audit: $(INSTALLED)  ## known flaws in the locked requirements
	$(BIN)/pip-audit --disable-pip --require-hashes --progress-spinner off -r requirements.lock

bench: $(INSTALLED)  ## the benchmarks, as ratios
	$(BIN)/python -m tests.bench $(ARGS)

crash: $(INSTALLED)  ## a thousand kills of real processes, and what they lost or doubled
	$(BIN)/python -m tests.crash $(ARGS)

fuzz: $(INSTALLED)  ## a hundred thousand bad inputs at every door
	$(BIN)/python -m tests.fuzz $(ARGS)

format: $(INSTALLED)  ## let the formatter have its way
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(INSTALLED)  ## new versions, with hashes
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade --quiet -o requirements.lock

clean:           ## the virtual environment and what tests left
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
