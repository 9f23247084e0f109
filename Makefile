# Fangxian: `make demo` and `make test` are all that a newcomer needs; `make` alone lists the rest.

PYTHON ?= python3
SERVE  ?= 1
PORT   ?= 8000

VENV      := .venv
TEST_VENV := .venv-test
BUILD     := .build
SETUP     := tools/setup
FONTS     := $(BUILD)/fonts/NotoSansCJKsc-Regular.otf
MODULES   := frontend/node_modules/.package-lock.json
DIST      := src/fangxian/core/static/fangxian/dist
BUNDLE    := $(DIST)/app.js
SOURCES    = $(wildcard src tests tools benchmarks conftest.py)
FRONTEND   = $(shell find frontend -name node_modules -prune -o -type f -print 2>/dev/null)

export FANGXIAN_FONT_DIR ?= $(CURDIR)/$(BUILD)/fonts

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help demo test lint bench explain bundle bundle-test screenshots messages lock format clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/installed $(FONTS) $(BUNDLE) ## replay the scenario, print the bulletin, serve it [SERVE=0] [PORT=8000]
	@$(VENV)/bin/python -m tools.setup.catalogues compile
	@$(VENV)/bin/fangxian demo --port $(PORT) $(if $(filter 0,$(SERVE)),--no-serve)

test: $(TEST_VENV)/installed $(FONTS) $(BUNDLE) ## run every check and test on SQLite and PostgreSQL [ONLY="word ..."]
	@$(TEST_VENV)/bin/python -m tools.setup.system
	@$(TEST_VENV)/bin/python -m tools.setup.catalogues compile
	@$(TEST_VENV)/bin/python -m tools.setup.postgresql $(TEST_VENV)/bin/python -m tools.setup.check $(addprefix --only ,$(ONLY))

lint: $(TEST_VENV)/installed ## run only the checks that read the code
	@$(TEST_VENV)/bin/python -m tools.setup.check --static

bench: $(TEST_VENV)/installed $(BUNDLE) ## measure on SQLite and PostgreSQL [ONLY=name] [JSON=file]
	@$(TEST_VENV)/bin/python -m tools.setup.catalogues compile
	@$(TEST_VENV)/bin/python -m tools.setup.postgresql $(TEST_VENV)/bin/python -m benchmarks \
		$(if $(ONLY),--only $(ONLY)) $(if $(JSON),--json $(JSON))

explain: $(TEST_VENV)/installed $(BUNDLE) ## write docs/queries.md: how PostgreSQL answers the ten hottest reads
	@$(TEST_VENV)/bin/python -m tools.setup.catalogues compile
	@$(TEST_VENV)/bin/python -m tools.setup.postgresql $(TEST_VENV)/bin/python -m benchmarks.explaining docs/queries.md

bundle: $(VENV)/installed $(FONTS) $(BUNDLE) ## write dist/fangxian-<version>-<arch>.tar.gz for closed networks [ARCH=x86_64|aarch64]
	@$(VENV)/bin/python -m tools.setup.catalogues compile
	@$(VENV)/bin/python -m tools.bundle.make $(ARCH)

bundle-test: $(TEST_VENV)/installed bundle ## install where there is no network; upgrade from the release before [ARCH=aarch64: emulated]
	@$(TEST_VENV)/bin/python -m tools.bundle.prove $(addprefix --architecture ,$(ARCH))

screenshots: $(TEST_VENV)/installed $(FONTS) $(BUNDLE) ## take the pictures of the README again
	@$(TEST_VENV)/bin/python -m tools.setup.system
	@$(TEST_VENV)/bin/python -m tools.setup.catalogues compile
	@$(TEST_VENV)/bin/python -m tools.screenshots

messages: $(TEST_VENV)/installed ## bring the translation catalogues up to date with the code
	@$(TEST_VENV)/bin/python -m tools.setup.catalogues update

format: $(TEST_VENV)/installed ## format the Python code
	@$(TEST_VENV)/bin/ruff check --fix $(SOURCES)
	@$(TEST_VENV)/bin/ruff format $(SOURCES)

lock: ## choose the newest allowed versions again and write requirements/*.txt
	@$(PYTHON) -m venv $(BUILD)/lock
	@$(BUILD)/lock/bin/python -m pip install --quiet --no-cache-dir --require-hashes -r requirements/lock.txt
	@$(BUILD)/lock/bin/python -m tools.setup.lock $(BUILD)/lock/bin/uv
	@rm -rf $(BUILD)/lock

clean: ## remove everything that was installed, built or generated; var/ stays
	rm -rf $(VENV) $(TEST_VENV) $(BUILD) $(DIST) dist frontend/node_modules src/*.egg-info .hypothesis
	find src -name '*.mo' -delete

# What the commands above stand on: real files where there are any, else a stamp named `installed`.

$(VENV)/installed: requirements/base.txt requirements/pdf.txt requirements/build.txt pyproject.toml $(SETUP)/environment.py
	@$(PYTHON) -m tools.setup.environment $(VENV) base pdf build
	@touch $@

$(TEST_VENV)/installed: requirements/base.txt requirements/pdf.txt requirements/build.txt requirements/lake.txt requirements/test.txt pyproject.toml $(SETUP)/environment.py
	@$(PYTHON) -m tools.setup.environment $(TEST_VENV) base pdf build lake test
	@touch $@

$(FONTS): requirements/fonts.txt $(SETUP)/fonts.py
	@$(PYTHON) -m tools.setup.fonts $(BUILD)/fonts
	@touch $@

$(MODULES): frontend/package.json frontend/package-lock.json requirements/node.txt $(SETUP)/node.py
	@$(PYTHON) -m tools.setup.node ci --no-audit
	@touch $@

$(BUNDLE): $(MODULES) $(FRONTEND)
	@$(PYTHON) -m tools.setup.node run build
	@touch $@
