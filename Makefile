# crmbot. `make run` is all that a fresh machine needs: Python 3.11 or newer, make, and the network for the first time.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/installed.stamp
# uv installs the lock in seconds; pip, which knows every mirror that a site has set up, does it where uv cannot.
PIP := $(BIN)/python -m pip install -q --disable-pip-version-check
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help run install test test-slow bench bench-quick evaluate lint format messages migrations train packages clean

help:  ## what there is
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 18

run: install  ## everything on this machine, with a sample firm the first time
	@$(BIN)/crmbot init
	@$(BIN)/crmbot demo --if-empty
	@exec $(BIN)/crmbot run

install: $(INSTALLED)  ## the environment in .venv, quick when nothing changed

$(INSTALLED): bootstrap.lock requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("crmbot needs Python 3.11 or newer; this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "No environment: on Debian, apt-get install python3-venv" >&2; rm -rf $(VENV); exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip -q
	$(PIP) --require-hashes -r bootstrap.lock
	$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements.lock || $(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

test: install packages lint  ## lint, types, import contracts and the whole suite but its slow part
	$(BIN)/pytest -q -n $(WORKERS) -m "not slow"

test-slow: install packages  ## what takes minutes: faults in loops, load, soak
	$(BIN)/pytest -q -n $(WORKERS) -m slow --timeout 1800

lint: install  ## style, types, import contracts
	$(BIN)/ruff check -q
	$(BIN)/ruff format -q --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: install  ## put the code into the project's format
	$(BIN)/ruff check -q --fix
	$(BIN)/ruff format -q

bench: install packages  ## the benchmarks, as a table of ratios (docs/benchmarks.md); half an hour
	$(BIN)/python -m benchmarks

bench-quick: install packages  ## half of them with few mails and one round: rough, in three minutes
	$(BIN)/python -m benchmarks --quick

evaluate: install  ## how well texts are understood; CRMBOT_CORPORA names a folder of public rows
	@$(BIN)/python -m nlp.evaluation $(if $(CRMBOT_CORPORA),--corpora $(CRMBOT_CORPORA)) $(EVALUATE)

messages: install  ## collect the texts and compile the catalogues
	$(BIN)/python -m bot.i18n.extract

migrations: install  ## write a revision: make migrations MESSAGE="Add a column."
	$(BIN)/python -m crm_store.migrations.generate $(MESSAGE)

train: install  ## build the trained parts of nlp anew: the same bytes each time, minutes on one core
	OMP_NUM_THREADS=1 $(BIN)/python -m nlp.training

packages:
	@.ci/packages

clean:  ## everything that was built; data stay
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .bench
