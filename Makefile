# Fangxian: `make demo` and `make test` are all that a newcomer needs; `make` alone lists the rest.

PYTHON ?= python3
SERVE  ?= 1
PORT   ?= 8000

VENV      := .venv
TEST_VENV := .venv-test
SPARK_VENV := .venv-spark
YARDSTICK  := .yardstick
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
.PHONY: help demo test test-spark lint bench bench-load explain bundle bundle-test screenshots messages lock format clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/installed $(FONTS) $(BUNDLE) ## replay the scenario, print the bulletin, serve it [SERVE=0] [PORT=8000]
	@$(VENV)/bin/python -m tools.setup.catalogues compile
	@$(VENV)/bin/fangxian demo --port $(PORT) $(if $(filter 0,$(SERVE)),--no-serve)

test: $(TEST_VENV)/installed $(FONTS) $(BUNDLE) ## run every check and test on SQLite and PostgreSQL [ONLY="word ..."]
	@$(TEST_VENV)/bin/python -m tools.setup.system
	@$(TEST_VENV)/bin/python -m tools.setup.catalogues compile
	@$(TEST_VENV)/bin/python -m tools.setup.postgresql $(TEST_VENV)/bin/python -m tools.setup.check $(addprefix --only ,$(ONLY))

test-spark: $(SPARK_VENV)/installed $(BUNDLE) ## run the lake's tests on Spark with two workers (PySpark and Java: 700 MB)
	@$(SPARK_VENV)/bin/python -m tools.setup.java
	@$(SPARK_VENV)/bin/python -m tools.setup.catalogues compile
	@$(SPARK_VENV)/bin/python -m pytest --nomigrations tests/spark

lint: $(TEST_VENV)/installed ## run only the checks that read the code
	@$(TEST_VENV)/bin/python -m tools.setup.check --static

bench: $(TEST_VENV)/installed $(YARDSTICK)/installed $(BUNDLE) ## measure on SQLite and PostgreSQL, write docs/benchmarks.md [ONLY=name] [JSON=file] [N=size] [WRITE=1] [GROWTH=1]
	@$(TEST_VENV)/bin/python -m tools.setup.catalogues compile
	@$(TEST_VENV)/bin/python -m tools.setup.postgresql $(TEST_VENV)/bin/python -m benchmarks \
		$(if $(ONLY),--only $(ONLY)) $(if $(JSON),--json $(JSON)) $(if $(GROWTH),--growth) $(if $(WRITE),--write)

bench-load: $(TEST_VENV)/installed $(BUNDLE) ## put `fangxian serve` under load: 1, 8, 64 clients [ONLY="word ..."] [JSON=file]
	@$(TEST_VENV)/bin/python -m tools.setup.catalogues compile
	@PAGES="$(ONLY)" $(TEST_VENV)/bin/python -m tools.setup.postgresql $(TEST_VENV)/bin/python -m benchmarks \
		--only web-load $(if $(JSON),--json $(JSON))

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
	rm -rf $(VENV) $(TEST_VENV) $(SPARK_VENV) $(YARDSTICK) $(BUILD) $(DIST) dist frontend/node_modules src/*.egg-info .hypothesis
	find src -name '*.mo' -delete

# What the commands above stand on: real files where there are any, else a stamp named `installed`.

$(VENV)/installed: requirements/base.txt requirements/pdf.txt requirements/build.txt pyproject.toml $(SETUP)/environment.py
	@$(PYTHON) -m tools.setup.environment $(VENV) base pdf build
	@touch $@

$(TEST_VENV)/installed: requirements/base.txt requirements/pdf.txt requirements/build.txt requirements/lake.txt requirements/test.txt pyproject.toml $(SETUP)/environment.py
	@$(PYTHON) -m tools.setup.environment $(TEST_VENV) base pdf build lake test
	@touch $@

$(SPARK_VENV)/installed: requirements/base.txt requirements/build.txt requirements/lake.txt requirements/spark.txt requirements/test.txt pyproject.toml $(SETUP)/environment.py
	@$(PYTHON) -m tools.setup.environment $(SPARK_VENV) base build lake spark test
	@touch $@

$(YARDSTICK)/installed: requirements/yardstick.txt
	@$(PYTHON) -m venv $(YARDSTICK)
	@$(YARDSTICK)/bin/python -m pip install --quiet --no-cache-dir --require-hashes --no-deps -r requirements/yardstick.txt
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
