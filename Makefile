# make run | make demo | make test: everything else is called by them.
PYTHON ?= python3
.DEFAULT_GOAL := run
SHELL := bash
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
PIP := $(BIN)/python -m pip install --quiet
NPM := npm --prefix client --loglevel=error

## The main job: VS Code with the extension on examples/; desktop VS Code if there is one, else in the browser.
.PHONY: run
run: setup
	@scripts/run.sh

## The same example in the terminal.
.PHONY: demo
demo: $(BIN)/.installed
	@scripts/demo.sh

## What both need: .venv with the package in it, the client built. No TensorFlow.
.PHONY: setup
setup: $(BIN)/.installed client/out/extension.js

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "Python 3.10 or later is needed: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv .venv || { echo 'Python cannot make virtual environments (Debian: apt-get install python3-venv)' >&2; exit 1; }

$(BIN)/.installed: $(BIN)/python pyproject.toml hatch_build.py $(shell find schemas -name '*.proto')
	$(PIP) --editable .
	@touch $@

$(BIN)/.installed-development: $(BIN)/.installed requirements-dev.txt
	$(PIP) --requirement requirements-dev.txt
	@touch $@

client/node_modules/.package-lock.json: client/package-lock.json
	$(NPM) ci --ignore-scripts --no-audit --no-fund </dev/null
	@touch $@

client/out/extension.js: client/node_modules/.package-lock.json client/tsconfig.json client/scripts/bundle.mjs $(wildcard client/src/*.ts)
	$(NPM) run --silent build </dev/null

## Everything that can be tested: lint, types, the real API on TensorFlow in a process of its own, units, a real VS Code.
.PHONY: test
test: setup $(BIN)/.installed-development setup-tensorflow setup-vscode lint
	$(BIN)/python -m pytest -m live </dev/null
	$(BIN)/python -m pytest -m 'not live' </dev/null

.PHONY: lint
lint: $(BIN)/.installed-development client/node_modules/.package-lock.json
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(NPM) run --silent typecheck </dev/null
	$(NPM) run --silent lint </dev/null

## A VS Code that needs no desktop, and a browser to drive it with.
.PHONY: setup-vscode
setup-vscode: client/pipeline-config-ls.vsix
	@tests/e2e/setup.sh --browser

## The pictures of the README and docs/, and the animation, taken in the real VS Code. Wants ImageMagick.
.PHONY: screenshots
screenshots: setup setup-vscode
	scripts/pictures.sh

## The extension as files to install: client/pipeline-config-ls.vsix for every machine, and one for each platform, faster.
.PHONY: package
package: client/pipeline-config-ls.vsix
	@scripts/package.sh linux-x64 linux-arm64 darwin-x64 darwin-arm64 win32-x64

client/pipeline-config-ls.vsix: client/out/extension.js client/package.json scripts/bundle.py scripts/package.sh $(BIN)/.installed $(shell find server schemas examples client/syntaxes client/snippets client/media client/bundled/start.py docs/images CHANGELOG.md client/README.md -type f -not -name '*.pyc' -not -name '*.binpb' 2>/dev/null)
	@scripts/package.sh universal

## TensorFlow and the real Object Detection API beside the package, for `verify` and the tests of truth.
.PHONY: setup-tensorflow
setup-tensorflow: $(BIN)/.installed-tensorflow

$(BIN)/.installed-tensorflow: requirements-tensorflow.txt requirements-object-detection.txt | $(BIN)/.installed
	$(PIP) --requirement requirements-tensorflow.txt
	$(PIP) --no-deps --requirement requirements-object-detection.txt
	@touch $@

## docs/diagnostics.md, from the checks themselves, and docs/symptoms.md, from its tests.
.PHONY: docs
docs: $(BIN)/.installed
	$(BIN)/python -m pipeline_config_ls.checks.documentation >docs/diagnostics.md
	$(BIN)/python -m tests.checks.symptoms >docs/symptoms.md

## The figures of docs/benchmarks.md, measured here and now: only some with ARGS='text plans'.
.PHONY: bench
bench: $(BIN)/.installed
	$(BIN)/python benchmarks/run.py $(ARGS)

ORACLE := PYTHONPATH=. TF_CPP_MIN_LOG_LEVEL=3 $(BIN)/python -m

## What the real API does, recorded into tests/facts: only what is new or changed, ARGS='--again TEXT' for more.
.PHONY: record
record: setup-tensorflow
	$(ORACLE) oracle.record $(ARGS)

## What the API makes of records and anchors, all anew: three minutes.
.PHONY: record-data
record-data: setup-tensorflow
	$(ORACLE) oracle.records
	$(ORACLE) oracle.anchors
	$(ORACLE) oracle.checkpoints
	$(ORACLE) oracle.write_example
	$(ORACLE) oracle.restores
	$(ORACLE) oracle.trainings

## The same for TensorFlow 1.
.PHONY: record-tf1
record-tf1: setup-tensorflow
	$(ORACLE) oracle.tf1_record $(ARGS)
	$(ORACLE) oracle.tf1_restore_record

## N more random mutants of whole configs, run by the real pipeline up to its first step, for each TensorFlow; and slips in their text.
.PHONY: record-mutants
record-mutants: setup-tensorflow
	$(ORACLE) oracle.mutant_record tf2 -n $(N) --seconds 3600 $(ARGS)
	$(ORACLE) oracle.mutant_record tf1 -n $(N) --seconds 3600 $(ARGS)
	$(ORACLE) oracle.mutant_texts

N := 50
SEED := 0

## N random configs, from SEED on, built by the real API and by the planner, for each TensorFlow: prints where the two differ.
.PHONY: oracle-fuzz
oracle-fuzz: setup-tensorflow
	$(ORACLE) oracle.fuzz -n $(N) --seed $(SEED)
	$(ORACLE) oracle.tf1_fuzz -n $(N) --seed $(SEED)
