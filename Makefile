# What a contributor runs; `make check` is all that continuous integration checks.
# The first target that needs it makes a virtual environment in $(VENV), nothing outside of it.

VENV ?= .venv
PYTHON ?= python3
BIN = $(VENV)/bin
DIR ?=
ARGS ?=

# Documents whose examples are run as tests, beside the docstrings of src.
PAGES = $(wildcard README.md docs)

export UV_PYTHON_DOWNLOADS = never
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: help demo test search check lint format bench crash lock clean
.NOTPARALLEL:

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

demo: $(VENV)/.installed-demo ## build the illustrative programme and show it (DIR=folder to keep it in)
	@$(BIN)/sro demo $(DIR)

test: $(VENV)/.installed-dev ## run the tests (ARGS="-k truancy", ARGS=--cov, ...)
	$(BIN)/python -m pytest $(ARGS)

search: $(VENV)/.installed-dev ## look for counterexamples where no run has looked yet (some 20 minutes)
	SRO_SEARCH=search $(BIN)/python -m pytest tests/property $(ARGS)

check: lint ## everything that continuous integration checks
	$(BIN)/python -m pytest tests $(PAGES) src

lint: $(VENV)/.installed-dev ## style, types and import contracts
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(VENV)/.installed-dev ## let ruff mend what it can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(VENV)/.installed-dev ## measure speed
	@for each in benchmarks/*.py; do $(BIN)/python $$each $(ARGS) || exit 1; done

crash: $(VENV)/.installed-dev ## kill a working process 200 times on each database (ARGS="--kills 20")
	$(BIN)/python -m tests.crash $(ARGS)

# Plain `name==version` lines for every supported Python, with no address in them: everybody keeps
# the package index that they have configured.
lock: $(VENV)/.made ## bring constraints.txt up to date with pyproject.toml
	$(BIN)/python -m pip install --quiet --upgrade --only-binary uv uv
	$(BIN)/uv pip compile pyproject.toml --quiet --upgrade --universal --python-version 3.11 \
	    --all-extras --no-emit-index-url --no-emit-find-links --no-annotate --no-header \
	    --output-file constraints.txt

clean: ## remove all that these targets have made, the environments too
	rm -rf .venv .venv-* build dist demo .hypothesis .import_linter_cache .mypy_cache \
	    .pytest_cache .ruff_cache .coverage
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

# ------------------------------------------------------------------ the environment
# uv installs in a fraction of pip's time; where it cannot, pip does the same.

comma = ,

define install
	@echo "Installing sro-core[$(1)] into $(VENV) ..."
	@{ $(BIN)/python -m pip install --quiet --only-binary uv uv && \
	    $(BIN)/uv pip install --quiet --python $(BIN)/python -c constraints.txt -e '.[$(1)]'; } || \
	{ echo "uv could not; pip does it." && \
	    $(BIN)/python -m pip install --quiet -c constraints.txt -e '.[$(1)]'; }
endef

$(VENV)/.installed-demo: pyproject.toml constraints.txt | $(VENV)/.made
	$(call install,cli$(comma)sql)
	@touch $@

$(VENV)/.installed-dev: pyproject.toml constraints.txt | $(VENV)/.made
	$(call install,dev)
	@touch $(VENV)/.installed-demo $@

$(VENV)/.made:
	@for python in $(PYTHON) python3.13 python3.12 python3.11; do \
	    if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	        echo "Making $(VENV) with $$($$python --version) ..."; \
	        $$python -m venv $(VENV) && touch $@; \
	        exit; \
	    fi; \
	done; \
	echo "sro-core needs Python 3.11 or later: none was found, so name one with PYTHON=/path/to/python3.12." >&2; \
	exit 1
